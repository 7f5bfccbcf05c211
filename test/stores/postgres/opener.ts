import { openDatabase } from '../../../src/stores/postgres/database.ts'
import { migrate } from '../../../src/stores/postgres/migrate.ts'
import { silentLog } from '../../kit/log.ts'

// A gateway's start as far as its database: says the server's process id, closes on SIGTERM, complains in one line.
const [home = '', databaseUrl] = process.argv.slice(2)
const { log } = silentLog()
try {
  const database = await openDatabase({ home, log, ...(databaseUrl !== undefined && { databaseUrl }) })
  await migrate({ url: database.url, log })
  process.once('SIGTERM', () => void database.close())
  console.log(`ready ${database.serverPid?.()}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

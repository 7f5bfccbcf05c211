import { writeSync } from 'node:fs'
import { createLedger } from '../../../src/stores/postgres/ledger.ts'
import { silentLog } from '../../kit/log.ts'
import { recordOf } from './records.ts'

// Appends without end, and says the id of each row on its standard output once the row is durable; the crash test kills it.
const [url = '', folder = ''] = process.argv.slice(2)
const ledger = await createLedger({
  url,
  folder,
  clock: Date.now,
  log: silentLog().log,
  batchRows: 50,
  writeWithinMs: 100,
})

const appendForEver = async () => {
  while (true) {
    const record = recordOf({ startedAt: Date.now() })
    await ledger.append(record)
    writeSync(1, `${record.id}\n`)
  }
}

await Promise.all(Array.from({ length: 40 }, appendForEver))

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openDatabase } from '../../src/stores/postgres/database.ts'
import { migrate } from '../../src/stores/postgres/migrate.ts'
import { silentLog } from './log.ts'

/** Where the run of all tests says that its prepared data folder is. */
const variable = 'WEIR_TEST_PREPARED_HOME'

/**
 * Makes a data folder with an empty database of the present schema, from which the tests of this run begin: making
 * one takes a second of work, copying one a tenth.
 */
export const prepareHome = async (): Promise<void> => {
  const home = join(mkdtempSync(join(tmpdir(), 'weir-test-')), 'home')
  const { log } = silentLog()
  const database = await openDatabase({ home, log })
  await migrate({ url: database.url, log })
  await database.close()
  process.env[variable] = home
}

/** Begins `home` as a copy of what was prepared. A test that runs by itself begins with nothing. */
export const usePreparedHome = (home: string): void => {
  const prepared = process.env[variable]
  if (prepared === undefined) return
  mkdirSync(dirname(home), { recursive: true })
  // Owners are kept: the server does not run as root.
  execFileSync('cp', ['-a', prepared, home])
}

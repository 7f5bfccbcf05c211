import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { referable } from '../administration.ts'
import type { FileContent, ReadConfig } from '../config/index.ts'
import { createVault, rootPlace } from '../control/vault.ts'
import type { Clock, Log } from '../core/ports.ts'
import { chanceBytes, uuidV7 } from '../core/uuid.ts'
import { derivedKey, openMasterKey } from '../identity/master-key.ts'
import { openCatalogue } from '../models/catalogue.ts'
import { openAgents } from '../providers/kit/agents.ts'
import { openAppPool } from '../stores/postgres/app-role.ts'
import { openChanges } from '../stores/postgres/changes.ts'
import { openDatabase } from '../stores/postgres/database.ts'
import { gatherJournals } from '../stores/postgres/gather-journals.ts'
import { createLedger } from '../stores/postgres/ledger.ts'
import { migrate } from '../stores/postgres/migrate.ts'
import { readSealedRoot } from '../stores/postgres/sealed-secrets.ts'

export interface Means {
  readonly log: Log
  readonly clock: Clock
  /** Whatever is opened is put here, and closed in the opposite order. */
  readonly opened: AsyncDisposableStack
}

/** What every part of a gateway stands on. */
export type Base = Awaited<ReturnType<typeof openBase>>

/** Reads what the file says, opens the database and what keeps secrets. Throws an Error of one line. */
export const openBase = async (config: ReadConfig, { log, clock, opened }: Means) => {
  const { environment, env, hasFile, declared } = config
  const { home, masterKey: configured, previousMasterKey, databaseUrl } = environment
  const catalogue = openCatalogue(clock)
  const known = referable(catalogue)
  const file: FileContent = declared(known)

  const database = await openDatabase({ home, log, ...(databaseUrl !== undefined && { databaseUrl }) })
  opened.defer(() => database.close())
  const { url } = database
  await migrate({ url, log })
  const pool = await openAppPool({ url, log })
  opened.defer(() => pool.end())
  gatherJournals({ home, workers: 1 })
  const ledger = await createLedger({ url, folder: join(home, 'journal'), log, clock })
  opened.defer(() => ledger.close())
  const changes = openChanges({ url, log })
  opened.defer(() => changes.close())

  const masterKey = openMasterKey({
    home,
    random: randomBytes,
    ...(configured !== undefined && { configured }),
  })
  const vault = createVault({
    masterKey,
    random: randomBytes,
    ...(previousMasterKey !== undefined && { previous: [previousMasterKey] }),
  })
  const sealedRoot = await readSealedRoot(database.pool)
  const root = sealedRoot === undefined ? (previousMasterKey ?? masterKey) : vault.open(sealedRoot, rootPlace)
  const agents = openAgents()
  opened.defer(() => agents.destroy())

  return {
    environment,
    env,
    file,
    hasFile,
    /** The file as it is now; undefined: it is gone. Throws ConfigError. */
    readAgain: async (): Promise<FileContent | undefined> => {
      const now = await config.again()
      return now.hasFile ? now.declared(known) : undefined
    },
    known,
    catalogue,
    url,
    /** What stores of the application's role are made with. */
    organised: { pool, clock, random: randomBytes },
    pool,
    ledger,
    changes,
    vault,
    /** 32 secret bytes for a purpose, the same at each start. */
    keyFor: (purpose: string) => derivedKey(root, purpose),
    agents,
    newId: () => uuidV7(clock(), randomBytes(chanceBytes)),
    log,
    clock,
    opened,
  }
}

import { randomBytes } from 'node:crypto'
import { checkDeclared, type FileContent, type ReadConfig } from './config/index.ts'
import type { Applying } from './control/apply-file.ts'
import { createVault, type Vault } from './control/vault.ts'
import type { Catalogue } from './core/catalogue.ts'
import type { Organisation } from './core/organisation.ts'
import type { Log } from './core/ports.ts'
import { roles } from './core/role.ts'
import { chanceBytes, uuidV7 } from './core/uuid.ts'
import { detectors } from './guardrails/index.ts'
import { claimExpressionFault } from './identity/claim-expression.ts'
import { openMasterKey } from './identity/master-key.ts'
import { openCatalogue } from './models/catalogue.ts'
import { adapters } from './providers/index.ts'
import { optionFaults } from './providers/simulator/options.ts'
import { openAppPool } from './stores/postgres/app-role.ts'
import { openDatabase } from './stores/postgres/database.ts'
import { createDeclarationStore } from './stores/postgres/declaration-store.ts'
import { runningUrl } from './stores/postgres/embedded/running.ts'
import { makeFolder } from './stores/postgres/make-folder.ts'
import { migrate } from './stores/postgres/migrate.ts'
import { createOrganisationStore } from './stores/postgres/organisation-store.ts'

/** What a configuration may refer to in this version. */
export const referable = (catalogue: Catalogue) => ({
  adapters: new Map(adapters.map(adapter => [adapter.kind, adapter])),
  catalogue,
  claimExpressionFault,
  detectors: detectors.map(({ kind }) => kind),
  roles,
  simulatorFaults: optionFaults,
})

/** What administers a gateway without being one: for the commands of `weir`. */
export interface Administration extends Applying {
  /** What the configuration file says; undefined if there is none. Throws ConfigError. */
  readonly file: () => FileContent | undefined
  readonly organisation: Organisation
  /** The database's owner: for what concerns all tenants. */
  readonly databaseUrl: string
  readonly vault: Vault
  /** What the gateway's own keys have been derived from until now, if that is known. */
  readonly previousMasterKey?: string
  close(): Promise<void>
}

/**
 * Opens the database that the gateway uses: that of `DATABASE_URL`, else the embedded one, which may be a running
 * gateway's. Throws an Error of one line.
 */
export const openAdministration = async (config: ReadConfig, log: Log): Promise<Administration> => {
  const { environment, env, hasFile, declared } = config
  await using opened = new AsyncDisposableStack()
  const known = referable(openCatalogue(Date.now))
  const { home, masterKey: configured, previousMasterKey } = environment
  const running = environment.databaseUrl ?? runningUrl(home)
  makeFolder(home, 0o711)
  const database = running === undefined ? await openDatabase({ home, log }) : undefined
  if (database) opened.defer(() => database.close())
  const databaseUrl = running ?? database?.url ?? ''
  await migrate({ url: databaseUrl, log })
  const pool = await openAppPool({ url: databaseUrl, log })
  opened.defer(() => pool.end())
  const organised = { pool, clock: Date.now, random: randomBytes }
  const masterKey = openMasterKey({
    home,
    random: randomBytes,
    ...(configured !== undefined && { configured }),
  })
  const open = opened.move()
  return {
    file: () => (hasFile ? declared(known) : undefined),
    store: createDeclarationStore(organised),
    organisation: createOrganisationStore(organised),
    vault: createVault({
      masterKey,
      random: randomBytes,
      ...(previousMasterKey !== undefined && { previous: [previousMasterKey] }),
    }),
    check: (...about) => checkDeclared({ ...known, env, isSimulated: declared(known).isSimulated })(...about),
    databaseUrl,
    ...(previousMasterKey !== undefined && { previousMasterKey }),
    clock: Date.now,
    newId: () => uuidV7(Date.now(), randomBytes(chanceBytes)),
    close: () => open.disposeAsync(),
  }
}

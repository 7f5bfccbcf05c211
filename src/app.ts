import { randomBytes, randomFillSync, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { referable } from './administration.ts'
import { openAudit } from './audit/index.ts'
import { checkDeclared, type ReadConfig } from './config/index.ts'
import { openControl } from './control/control.ts'
import { followFile } from './control/follow-file.ts'
import { planText } from './control/plan-text.ts'
import { unpricedModels } from './control/unpriced.ts'
import { createVault, rootPlace } from './control/vault.ts'
import { withAccess } from './control/with-access.ts'
import type { Clock, Log } from './core/ports.ts'
import type { Services } from './core/services.ts'
import { chanceBytes, uuidV7 } from './core/uuid.ts'
import { detectors } from './guardrails/index.ts'
import { ensureAdminKey } from './identity/admin-key.ts'
import { createApiKeys } from './identity/api-keys.ts'
import { createAuthenticator } from './identity/authenticate.ts'
import { certifiedClients } from './identity/certified-clients.ts'
import { fetchJson, fetchLimits } from './identity/fetch-json.ts'
import { createTokenVerifier } from './identity/jwt.ts'
import { createLastUse } from './identity/last-use.ts'
import { derivedKey, openMasterKey } from './identity/master-key.ts'
import { withTeams } from './identity/team-chains.ts'
import { openCatalogue } from './models/catalogue.ts'
import { createTokenMeasure } from './models/input-tokens.ts'
import { configuredPricing } from './models/rates.ts'
import { createTokenizer } from './models/tokenizer.ts'
import { authorize } from './pipeline/authorize.ts'
import { cache } from './pipeline/cache.ts'
import { createCallIds } from './pipeline/call-id.ts'
import { dispatch } from './pipeline/dispatch.ts'
import { createEstimate } from './pipeline/estimate.ts'
import { guard } from './pipeline/guard.ts'
import { createGateway } from './pipeline/index.ts'
import { createLeaseKeeper } from './pipeline/lease-keeper.ts'
import { meter } from './pipeline/meter.ts'
import { prompt } from './pipeline/prompt.ts'
import { createQuotaAlerts } from './pipeline/quota-alerts.ts'
import { serves, standingOf } from './pipeline/quotas.ts'
import { rateLimit } from './pipeline/rate-limit.ts'
import { createThrottle } from './pipeline/throttle.ts'
import { trace } from './pipeline/trace.ts'
import { createTypicalOutput } from './pipeline/typical-output.ts'
import { readPolicy } from './policy/table.ts'
import { createPrompts } from './prompts/index.ts'
import { openAgents } from './providers/kit/agents.ts'
import { openProvider } from './providers/open-provider.ts'
import { weighted } from './routing/weighted.ts'
import { createMemoryResponseCache } from './stores/memory/response-cache.ts'
import { openQuotas } from './stores/open-quotas.ts'
import { createAccessControlStore, createProductStore } from './stores/postgres/access-control-store.ts'
import { openAccessFeed } from './stores/postgres/access-feed.ts'
import { createApiKeyStore } from './stores/postgres/api-key-store.ts'
import { openAppPool } from './stores/postgres/app-role.ts'
import { createAuditStore } from './stores/postgres/audit-store.ts'
import { createCallReader } from './stores/postgres/call-reader.ts'
import { openControlFeed } from './stores/postgres/control-feed.ts'
import { openDatabase } from './stores/postgres/database.ts'
import { createDeclarationStore } from './stores/postgres/declaration-store.ts'
import { listenForKeyEndings } from './stores/postgres/key-endings.ts'
import { createLedger } from './stores/postgres/ledger.ts'
import { migrate } from './stores/postgres/migrate.ts'
import { createOrganisationStore } from './stores/postgres/organisation-store.ts'
import { openPromptFeed } from './stores/postgres/prompt-feed.ts'
import { createPromptStore } from './stores/postgres/prompt-store.ts'
import { createQuotaHistory } from './stores/postgres/quota-history.ts'
import { readSealedRoot } from './stores/postgres/sealed-secrets.ts'
import { createSubjectStore } from './stores/postgres/subject-store.ts'
import { createTeamChain } from './stores/postgres/team-chain.ts'
import { createUsageReader } from './stores/postgres/usage-reader.ts'

/** A running gateway. */
export interface App {
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  readonly url: string
  /** The first administrator's key, if it was made by this start: to be shown once. */
  readonly adminSecret?: string
  /** Refuses new calls, lets streams in flight finish within the drain time, writes the ledger, stops the database. */
  close(): Promise<void>
}

/** What all answers in the response cache may take together. */
const cacheBytes = 64 * 1024 * 1024

/**
 * Puts the gateway together and opens it. The only function that knows every concrete thing. Throws an Error of one
 * line, and leaves nothing open, if a part cannot be opened.
 */
export const openApp = async (
  config: ReadConfig,
  { log, clock = Date.now }: { readonly log: Log; readonly clock?: Clock },
): Promise<App> => {
  const { environment, env, hasFile, declared } = config
  await using opened = new AsyncDisposableStack()

  const catalogue = openCatalogue(clock)
  const known = referable(catalogue)
  const file = declared(known)

  const { home, databaseUrl, adminKey, masterKey: configured } = environment
  for (const name of environment.unused)
    log.warn({ name }, 'this variable is set, but this version does not use it')
  const opening = openDatabase({ home, log, ...(databaseUrl !== undefined && { databaseUrl }) })
  opened.defer(async () => (await opening.catch(() => undefined))?.close())
  // While the database starts, which another process does, most of the code is read: a second of work.
  const { contextForEvent, createContext, createHttpServer, createSchema, promptSchemas, restRoutes } =
    await import('./api/index.ts')
  const { schema, policies } = createSchema()
  const database = await opening
  await migrate({ url: database.url, log })
  const pool = await openAppPool({ url: database.url, log })
  opened.defer(() => pool.end())
  const organised = { pool, clock, random: randomBytes }
  const ledger = await createLedger({ url: database.url, folder: join(home, 'journal'), log, clock })
  opened.defer(() => ledger.close())
  const masterKey = openMasterKey({
    home,
    random: randomBytes,
    ...(configured !== undefined && { configured }),
  })

  const agents = openAgents()
  opened.defer(() => agents.destroy())

  const { previousMasterKey } = environment
  const vault = createVault({
    masterKey,
    random: randomBytes,
    ...(previousMasterKey !== undefined && { previous: [previousMasterKey] }),
  })
  const sealedRoot = await readSealedRoot(database.pool)
  const root = sealedRoot === undefined ? (previousMasterKey ?? masterKey) : vault.open(sealedRoot, rootPlace)
  const means = { agents, stateKey: derivedKey(root, 'provider state') }
  const control = await openControl(hasFile ? file : undefined, {
    store: createDeclarationStore(organised),
    vault,
    openFeed: onState => openControlFeed({ url: database.url, log, onState }),
    openProvider: entry => openProvider(entry, means),
    check: checkDeclared({ ...known, env, isSimulated: file.isSimulated }),
    catalogue,
    configuredPricing,
    clock,
    newId: () => uuidV7(clock(), randomBytes(chanceBytes)),
  })
  opened.defer(() => control.close())
  const { path } = environment.configFile
  if (control.applied?.changes.length)
    log.info({ file: path, plan: planText(control.applied, file) }, 'the configuration file is in force')
  const following = followFile({
    path,
    log,
    apply: async () => {
      const now = await config.again()
      if (!now.hasFile) return 'The file is gone; what it has declared stays.'
      const content = now.declared(known)
      return planText(await control.apply(content), content)
    },
  })
  opened.defer(() => following.close())
  const access = await openAccessFeed({ url: database.url, log })
  opened.defer(() => access.close())
  const snapshot = withAccess(control.snapshot, access.current)

  const keyStore = createApiKeyStore(pool)
  const lastUse = createLastUse({ store: keyStore, clock, log })
  opened.defer(() => lastUse.close())
  const { authenticate, ending } = createAuthenticator({
    store: keyStore,
    tokens: createTokenVerifier({
      identityProviders: control.identityProviders,
      readJsonFor:
        ({ allowInsecure }) =>
        url =>
          fetchJson(url, { dispatcher: agents.of({ allowInsecure }), ...fetchLimits }),
      clock,
      log,
    }),
    certified: certifiedClients(file.config.server.tls?.clients ?? []),
    onKeyUsed: lastUse.note,
    clock,
    log,
    ...(adminKey !== undefined && { adminKey }),
  })

  const endings = await listenForKeyEndings({ url: database.url, log, onEnding: ending })
  opened.defer(() => endings.close())
  const audit = openAudit({
    store: createAuditStore(pool),
    subjects: createSubjectStore(pool),
    authenticate,
    keyFor: purpose => derivedKey(root, purpose),
    random: randomBytes,
    clock,
    log,
  })
  opened.defer(() => audit.close())

  const tokenizer = createTokenizer({ clock, log })
  opened.defer(() => tokenizer.close())

  const unpriced = unpricedModels(control.config(), snapshot())
  if (unpriced.length > 0)
    log.warn(
      { models: unpriced },
      'these models have no known price, so calls to them are refused: give each a price in the configuration, or `unpriced: allow`',
    )

  const quotas = await openQuotas({
    redisUrl: environment.redisUrl,
    id: randomUUID(),
    quotas: tenant => snapshot(tenant).quotas,
    history: createQuotaHistory({
      url: database.url,
      journaled: ledger.journaled,
      covers: ({ scope }, model) =>
        scope.model !== undefined && serves(scope.model, { model, snapshot: snapshot(scope.tenant) }),
    }),
    crossed: createQuotaAlerts({ log, clock }).tell,
    clock,
    log,
  })
  opened.defer(() => quotas.close())
  const leases = createLeaseKeeper({ clock, log })
  opened.defer(() => leases.close())
  const sleep = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal })
  const counting = { quotas, leases, throttle: createThrottle({ clock, sleep }), clock }
  const typicalOutput = createTypicalOutput()
  const measure = createTokenMeasure(tokenizer)
  const gateway = createGateway({
    stages: {
      trace: trace({ ledger, clock, log }),
      authorize,
      rateLimit: rateLimit(counting),
      prompt,
      guard: guard({ detectors, log }),
      meter: meter({ ...counting, measure, typicalOutput }),
      cache: cache({
        store: createMemoryResponseCache({ maxBytes: cacheBytes, clock }),
        ttlSeconds: ({ model, policy, snapshot }) =>
          policy.cache && (snapshot.models.get(model)?.cacheTtlSeconds ?? policy.cache.ttlSeconds),
        log,
      }),
      dispatch: dispatch({ rank: weighted(Math.random), clock, log }),
    },
    policies,
    snapshot,
    clock,
    newId: createCallIds({ clock, random: randomFillSync }),
  })

  const promptFeed = await openPromptFeed({ url: database.url, log })
  opened.defer(() => promptFeed.close())
  const { prompts, setOf } = createPrompts({
    base: schema,
    readPolicies: schema => readPolicy(schema).operations,
    detectorKinds: detectors.map(({ kind }) => kind),
    store: createPromptStore(organised),
    labelled: promptFeed.labelled,
    settled: promptFeed.sync,
    snapshot,
    gateway,
    clock,
    newId: () => uuidV7(clock(), randomBytes(chanceBytes)),
    log,
  })

  let accepting = false
  const services: Services = {
    gateway,
    snapshot,
    authenticate: withTeams(audit.authenticate, { chainOf: createTeamChain(pool), clock, log }),
    audit,
    estimate: createEstimate({ policies, snapshot, quotas, measure, typicalOutput, clock }),
    quotaState: quota => quotas.state({ quota }, clock()),
    health: () => ({ ...quotas.health(), outstanding: leases.outstanding() }),
    quotas: principal => standingOf(principal, snapshot(principal.tenant).quotas, { store: quotas, clock }),
    calls: createCallReader(pool),
    usage: createUsageReader({ pool, clock }),
    organisation: createOrganisationStore(organised),
    declarations: control.declarations,
    prompts,
    accessControl: createAccessControlStore(organised),
    productCatalogue: createProductStore(organised),
    apiKeys: createApiKeys({ store: keyStore, clock, random: randomBytes, onEnding: ending }),
    clock,
    log,
    accepting: () => accepting,
    outdated: control.fault,
  }

  const server = await createHttpServer({
    services,
    schema,
    schemaOf: promptSchemas(setOf),
    contextFor: origin => createContext(services, origin),
    contextForEvent,
    rest: restRoutes(services),
    ...file.config.server,
  })
  opened.defer(() => server.close())
  const { port } = await server.listen({ host: environment.host, port: environment.port })
  opened.defer(async () => {
    accepting = false
    await server.drain(environment.drainMs)
  })

  // Last, as a start that fails behind it would never show the key.
  const { secret } = await ensureAdminKey({
    store: keyStore,
    clock,
    random: randomBytes,
    ...(adminKey !== undefined && { configured: adminKey }),
  })
  accepting = true

  const open = opened.move()
  return {
    url: `http${file.config.server.tls ? 's' : ''}://${hostInUrl(environment.host)}:${port}`,
    ...(secret !== undefined && { adminSecret: secret }),
    close: () => open.disposeAsync(),
  }
}

/** A name of this machine that works in a URL, also where we listen on every address. */
const hostInUrl = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

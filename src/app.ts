import { randomBytes } from 'node:crypto'
import { openBase } from './app/base.ts'
import type { ReadConfig } from './config/index.ts'
import type { Clock, Log } from './core/ports.ts'
import type { Services } from './core/services.ts'
import { ensureAdminKey } from './identity/admin-key.ts'
import { countsCovering, countsOfUser, standingOf } from './pipeline/quotas.ts'
import { createAccessControlStore, createProductStore } from './stores/postgres/access-control-store.ts'
import { createCallReader } from './stores/postgres/call-reader.ts'
import { createConsentStore } from './stores/postgres/consent-store.ts'
import { createOrganisationStore } from './stores/postgres/organisation-store.ts'
import { createTrustedDocumentStore } from './stores/postgres/trusted-document-store.ts'
import { followTrustedDocuments } from './stores/postgres/trusted-documents.ts'

/** A running gateway. */
export interface App {
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  readonly url: string
  /** The first administrator's key, if it was made by this start: to be shown once. */
  readonly adminSecret?: string
  /** Refuses new calls, lets streams in flight finish within the drain time, writes the ledger, stops the database. */
  close(): Promise<void>
}

/**
 * Puts the gateway together and opens it. With the files of `app/`, the only code that knows every concrete thing.
 * Throws an Error of one line, and leaves nothing open, if a part cannot be opened.
 */
export const openApp = async (
  config: ReadConfig,
  { log, clock = Date.now }: { readonly log: Log; readonly clock?: Clock },
): Promise<App> => {
  await using opened = new AsyncDisposableStack()
  const { environment } = config

  const [base, parts, api] = await Promise.all([
    openBase(config, { log, clock, opened }),
    // While the database starts, which other processes do, most of the code is read: more than a second of work.
    import('./app/parts.ts'),
    import('./api/index.ts'),
  ])
  const { pool, organised } = base
  const { schema, policies, subgraph } = api.createSchema()

  const { control, snapshot } = await parts.openControlPlane(base)
  const { authenticate, apiKeys, keyStore, audit, signIn, checkKeys } = await parts.openIdentity(
    base,
    control.identityProviders,
  )
  const metering = await parts.openMetering(base, { snapshot, control })
  const { quotas, leases, once } = metering
  const gateway = parts.openGateway(base, { metering, snapshot, policies })
  const bundle = parts.createBundles({ ...metering, policies, snapshot, clock })
  const { prompts, setOf } = await parts.openPrompts(base, {
    contract: schema,
    subgraph,
    asking: { gateway, bundle },
    snapshot,
    quotas,
  })

  const organisation = createOrganisationStore(organised)
  const { server: settings } = base.file.config
  let accepting = false
  const services: Services = {
    gateway,
    snapshot,
    authenticate,
    signIn,
    checkKeys,
    audit,
    estimate: parts.createEstimate({ ...metering, policies, snapshot, clock }),
    bundle,
    quotaState: quota => quotas.state({ quota }, clock()),
    health: () => ({ ...quotas.health(), outstanding: leases.outstanding() }),
    quotas: principal => standingOf(principal, snapshot(principal.tenant).quotas, { store: quotas, clock }),
    quotaCounts: principal => countsCovering(principal, snapshot(principal.tenant).quotas),
    forgetCounters: (tenant, user) => {
      const counts = countsOfUser(snapshot(tenant).quotas, { tenant, user })
      const onFault = (err: unknown) =>
        log.warn({ err }, 'counters of somebody who was erased stay until their windows end')
      return () => quotas.forget(counts).catch(onFault)
    },
    calls: createCallReader(pool),
    ...parts.openFinance(base, { metering, snapshot, prompts }),
    organisation,
    declarations: control.declarations,
    prompts,
    trustedDocuments: await followTrustedDocuments(base.changes, createTrustedDocumentStore(pool)),
    accessControl: createAccessControlStore(organised),
    productCatalogue: createProductStore(organised),
    consents: createConsentStore(organised),
    apiKeys,
    clock,
    log,
    accepting: () => accepting,
    outdated: control.fault,
    routersSign: settings.router !== undefined,
    ...(once && { once }),
  }

  const server = await api.createHttpServer({
    services,
    schema,
    subgraph: () => subgraph().schema,
    schemaOf: api.promptSchemas(setOf, { subgraph, snapshot }),
    schemaReady: prompts.ready,
    contextFor: origin => api.createContext(services, origin),
    contextForEvent: api.contextForEvent,
    pricingOf: api.createOperationPricing,
    rest: api.restRoutes(services),
    signIn: api.signInRoutes(services),
    ...settings,
  })
  opened.defer(() => server.close())
  parts.followCertificates(base, server.renewTls)
  const { port } = await server.listen({ host: environment.host, port: environment.port })
  opened.defer(async () => {
    accepting = false
    await server.drain(environment.drainMs)
  })

  // Last, as a start that fails behind it would never show the key.
  const { adminKey } = environment
  const { secret } = await ensureAdminKey({
    store: keyStore,
    clock,
    random: randomBytes,
    ...(adminKey !== undefined && { configured: adminKey }),
  })
  accepting = true

  const open = opened.move()
  return {
    url: `http${settings.tls ? 's' : ''}://${hostInUrl(environment.host)}:${port}`,
    ...(secret !== undefined && { adminSecret: secret }),
    close: () => open.disposeAsync(),
  }
}

/** A name of this machine that works in a URL, also where we listen on every address. */
const hostInUrl = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

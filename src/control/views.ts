import type { Config, IdentityProviderConfig, ProviderConfig } from '../core/config.ts'
import type { ControlState, Declared, StoredDeclaration } from '../core/declaration.ts'
import { operatorTenant } from '../core/organisation.ts'
import type { Provider } from '../core/provider.ts'
import type { Quota } from '../core/quota.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { holderKey, type Tier, type TierBook } from '../core/tier.ts'
import { overlay } from './overlay.ts'
import type { ProviderPool } from './provider-pool.ts'
import { unsealed } from './secrets.ts'
import { buildSnapshot, type SnapshotParts } from './snapshot.ts'
import type { Vault } from './vault.ts'

/** What is in force at one version, for everyone. Immutable. */
export interface Views {
  /** What those who run the gateway have declared: for every tenant. */
  readonly base: Snapshot
  readonly config: Config
  /** By tenant, of those that have declared something of their own: that, over the base. */
  readonly own: ReadonlyMap<string, Snapshot>
  /** Those of every tenant. */
  readonly quotas: readonly Quota[]
  readonly identityProviders: readonly IdentityProviderConfig[]
}

export interface ViewParts extends Pick<SnapshotParts, 'catalogue' | 'configuredPricing'> {
  readonly vault: Vault
  readonly pool: ProviderPool
  /** What follows from what a tenant has declared, its references trusted. Throws an Error of a line a fault. */
  readonly configOf: (tenant: string, declared: readonly Declared[]) => Config
}

/**
 * Makes everything that calls are decided by, out of everything that is declared. What a tenant declares besides binds and
 * serves the tenant alone: its models win over others of their names, its quotas and guardrails hold too. Outside of
 * the names of models, what is a tenant's own is called `<tenant>//<name>`, as no other name has two slashes: in the
 * ledger, in counters and in the state of routes it is mistaken for nobody else's. The builder throws an Error if it makes no sense.
 */
export const createViewBuilder = (parts: ViewParts): ((state: ControlState) => Views) => {
  let before: ReadonlyMap<string, Own> = new Map()
  return state => {
    const { views, own } = build(state, before, parts)
    before = own
    return views
  }
}

/** What a tenant has of its own, and what it was made of: the same is not made again for each change of another one. */
interface Own {
  readonly source: string
  readonly read: Read
  readonly snapshot?: Snapshot
}

const build = (
  { version, declarations, audiences }: ControlState,
  before: ReadonlyMap<string, Own>,
  parts: ViewParts,
): { readonly views: Views; readonly own: ReadonlyMap<string, Own> } => {
  const byTenant = Map.groupBy(declarations, ({ tenant }) => tenant)
  const read = (tenant: string): Read => {
    const stored = byTenant.get(tenant) ?? []
    const config = parts.configOf(
      tenant,
      stored.map(one => unsealed(one, parts.vault)),
    )
    const prefix = tenant === operatorTenant ? '' : `${tenant}//`
    const providers = config.providers.map(entry => ({ ...entry, name: `${prefix}${entry.name}` }))
    return { tenant, stored, config, prefix, providers }
  }
  const operator = read(operatorTenant)
  const tenants = [...byTenant.keys()]
    .filter(tenant => tenant !== operatorTenant)
    .map((tenant): Own => {
      const source = JSON.stringify(byTenant.get(tenant))
      const known = before.get(tenant)
      return known?.source === source ? known : { source, read: read(tenant) }
    })
  const all = [operator, ...tenants.map(({ read }) => read)]
  const providers = parts.pool.open(all.flatMap(({ providers }) => providers))

  const base = snapshotOf(operator, { ...parts, version, providers })
  const own = new Map(
    tenants.map(one => {
      const snapshot = one.snapshot ?? snapshotOf(one.read, { ...parts, version, providers })
      return [one.read.tenant, { ...one, snapshot }]
    }),
  )
  const identityProviders = all.flatMap(one =>
    one.prefix === ''
      ? one.config.identityProviders
      : one.config.identityProviders.flatMap(entry => ownIdentityProvider(entry, one, audiences)),
  )
  const views = Object.freeze({
    base,
    config: operator.config,
    own: new Map([...own].map(([tenant, { snapshot }]) => [tenant, over(base, snapshot)])),
    quotas: Object.freeze(
      [base, ...[...own.values()].map(({ snapshot }) => snapshot)].flatMap(one => one.quotas),
    ),
    identityProviders,
  })
  return { views, own }
}

/** What one tenant has declared. */
interface Read {
  readonly tenant: string
  readonly stored: readonly StoredDeclaration[]
  readonly config: Config
  readonly prefix: string
  /** Under the names that the data plane knows them by. */
  readonly providers: readonly ProviderConfig[]
}

const snapshotOf = (
  { tenant, stored, config, prefix, providers: known }: Read,
  parts: Omit<SnapshotParts, 'declared' | 'prefix'>,
): Snapshot => {
  const declared = new Map(
    stored
      .filter(({ kind }) => kind === 'MODEL')
      .map(({ id, name, origin, version }) => [name, Object.freeze({ id, origin, version })]),
  )
  const providers = new Map<string, Provider>()
  for (const { name } of known) {
    const provider = parts.providers.get(name)
    if (provider) providers.set(name, provider)
  }
  const snapshot = {
    ...buildSnapshot(config, { ...parts, providers, declared, prefix }),
    tiers: tierBook(config, tenant),
  }
  if (prefix === '') return Object.freeze(snapshot)
  const isOwn = { tenant }
  return {
    ...snapshot,
    quotas: snapshot.quotas.map(quota =>
      Object.freeze({ ...quota, name: `${prefix}${quota.name}`, scope: { ...quota.scope, ...isOwn } }),
    ),
    guardrails: snapshot.guardrails.map(rule => Object.freeze({ ...rule, name: `${prefix}${rule.name}` })),
  }
}

/** Who of a tenant has which tier. */
const tierBook = ({ tiers, tierAssignments }: Config, tenant: string): TierBook => {
  const known = new Map(tiers.map(tier => [tier.name, tier]))
  const book = new Map<string, Tier>()
  for (const { tier: name, team, application } of tierAssignments) {
    const tier = known.get(name)
    if (tier && team !== undefined) book.set(holderKey('team', tenant, team), tier)
    if (tier && application !== undefined) book.set(holderKey('application', tenant, application), tier)
  }
  return book
}

const over = (base: Snapshot, own: Snapshot): Snapshot =>
  Object.freeze({
    version: base.version,
    models: overlay(own.models, base.models),
    providers: overlay(own.providers, base.providers),
    quotas: Object.freeze([...base.quotas, ...own.quotas]),
    // Names of holders have their tenant in them.
    ...(own.tiers && { tiers: own.tiers }),
    guardrails: Object.freeze([...base.guardrails, ...own.guardrails]),
    access: base.access,
  })

/**
 * Whatever its claims say, its tokens stand for nobody of another tenant; and it has those audiences only that are its
 * alone at its issuer.
 */
const ownIdentityProvider = (
  entry: IdentityProviderConfig,
  { tenant, prefix, stored }: Pick<Read, 'tenant' | 'prefix' | 'stored'>,
  audiences: ControlState['audiences'],
): readonly IdentityProviderConfig[] => {
  const declared = stored.find(({ kind, name }) => kind === 'IDENTITY_PROVIDER' && name === entry.name)
  const own = declared && audiences.get(declared.id)
  const audience = entry.audience.filter(one => own?.has(one))
  if (audience.length === 0) return []
  return [
    {
      ...entry,
      audience,
      since: audience.map(one => own?.get(one) ?? Infinity),
      name: `${prefix}${entry.name}`,
      claims: { ...entry.claims, tenant: JSON.stringify(tenant) },
    },
  ]
}

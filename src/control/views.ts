import type { Config, IdentityProviderConfig } from '../core/config.ts'
import type { ControlState, Declared } from '../core/declaration.ts'
import { operatorTenant } from '../core/organisation.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { ProviderPool } from './provider-pool.ts'
import { unsealed } from './secrets.ts'
import { buildSnapshot, type SnapshotParts } from './snapshot.ts'
import type { Vault } from './vault.ts'

/** What is in force at one version, for everyone. Immutable. */
export interface Views {
  readonly version: number
  /** What those who run the gateway have declared: for every tenant. */
  readonly base: Snapshot
  readonly config: Config
  readonly identityProviders: readonly IdentityProviderConfig[]
}

export interface ViewParts extends Pick<SnapshotParts, 'catalogue' | 'configuredPricing'> {
  readonly vault: Vault
  readonly pool: ProviderPool
  /** What follows from declarations, their references trusted. Throws an Error of one line a fault. */
  readonly configOf: (declared: readonly Declared[]) => Config
}

/** Everything that calls are decided by, out of everything that is declared. Throws an Error if it makes no sense. */
export const buildViews = ({ version, declarations }: ControlState, parts: ViewParts): Views => {
  const { vault, pool, configOf } = parts
  const config = configOf(
    declarations.filter(({ tenant }) => tenant === operatorTenant).map(one => unsealed(one, vault)),
  )
  const providers = pool.open(config.providers)
  const base = buildSnapshot(config, { ...parts, version, providers })
  return Object.freeze({ version, base, config, identityProviders: config.identityProviders })
}

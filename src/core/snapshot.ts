import type { ConsentBook } from './consent.ts'
import type { GuardrailRule } from './guardrail.ts'
import type { Model } from './model.ts'
import type { Provider } from './provider.ts'
import type { Quota } from './quota.ts'
import type { TenantAccess } from './tenant-access.ts'
import type { TierBook } from './tier.ts'

/** Everything that calls are decided by, at one moment. Immutable: a change makes a new snapshot. */
export interface Snapshot {
  readonly version: number
  readonly models: ReadonlyMap<string, Model>
  readonly providers: ReadonlyMap<string, Provider>
  readonly quotas: readonly Quota[]
  /** Who has which tier; absent: nobody has one. */
  readonly tiers?: TierBook
  readonly guardrails: readonly GuardrailRule[]
  /** Who may do what, by the name of the tenant; absent: nobody there has said anything of roles. */
  readonly access: ReadonlyMap<string, TenantAccess>
  /** Who has agreed to what, not as it was then but as it is when it is asked; absent: nobody has. */
  readonly consents?: ConsentBook
}

import type { AccessControl } from './access-control.ts'
import type { ApiKeys } from './api-key.ts'
import type { AuditTrail } from './audit.ts'
import type { BrowserSignIn } from './browser-sign-in.ts'
import type { Bundle, BundleTerms } from './bundle.ts'
import type { Chargebacks } from './chargeback.ts'
import type { IdentityProviderConfig } from './config.ts'
import type { Consents } from './consent.ts'
import type { Declarations } from './declaration.ts'
import type { Forecasts } from './forecast.ts'
import type { Estimate, Gateway } from './gateway.ts'
import type { Inefficiencies } from './inefficiency.ts'
import type { Organisation } from './organisation.ts'
import type { CallReader, Clock, Log, Once } from './ports.ts'
import type { Credentials, Principal } from './principal.ts'
import type { ProductCatalogue } from './product.ts'
import type { Prompts } from './prompts.ts'
import type { Quota, QuotaChange, QuotaCount, QuotaHealth, QuotaState } from './quota.ts'
import type { GatewayRequest } from './request.ts'
import type { Snapshot } from './snapshot.ts'
import type { TrustedDocuments } from './trusted-document.ts'
import type { LiveUsageQuery, UsageChange, UsageReader } from './usage.ts'

/** What may be wrong with the address where the keys of an identity provider are, for who declares it; nothing: they were read. */
export type KeyCheck = (
  about: Pick<IdentityProviderConfig, 'issuer' | 'jwksUri' | 'allowInsecure'>,
) => Promise<readonly string[]>

/** What an API may use. `app.ts` puts it together; an API translates between it and the world. */
export interface Services {
  readonly gateway: Gateway
  /** The configuration in force for a tenant, or for nobody in particular; ask once a request. */
  readonly snapshot: (tenant?: string) => Snapshot
  /**
   * Whose credentials these are; undefined if there are none. Throws UNAUTHENTICATED if they are wrong, FORBIDDEN if
   * they may not be used from this address, RATE_LIMITED after too many wrong ones, UNAVAILABLE if nobody can tell
   * now. AGAIN asks whether credentials that were taken before still are: that is no attempt, so it neither waits for
   * those of others nor is one of them.
   */
  readonly authenticate: (credentials: Credentials, occasion?: 'AGAIN') => Promise<Principal | undefined>
  readonly signIn: BrowserSignIn
  readonly estimate: (request: GatewayRequest) => Promise<Estimate>
  /** Reserves what the calls of one operation of a client may use, all of it or nothing; end what comes back. */
  readonly bundle: (requests: readonly GatewayRequest[], terms: BundleTerms) => Promise<Bundle>
  /** The quotas that cover the principal, as they stand now. */
  readonly quotas: (principal: Principal) => Promise<readonly QuotaState[]>
  /** The counters of the quotas in force that cover the principal. */
  readonly quotaCounts: (principal: Principal) => readonly QuotaCount[]
  /** Takes a user's own counters away, those of the quotas that are in force when it is asked for; call what comes back, once the user is forgotten. */
  readonly forgetCounters: (tenant: string, user: string) => () => Promise<void>
  /** What happens to usage and quotas over all gateways, told once a second where something has changed, until `signal` aborts. */
  readonly live: {
    readonly usage: (query: LiveUsageQuery, signal: AbortSignal) => AsyncIterable<UsageChange>
    /** `wanted` is asked each time. */
    readonly quotas: (wanted: () => readonly QuotaCount[], signal: AbortSignal) => AsyncIterable<QuotaChange>
  }
  readonly chargebacks: Chargebacks
  readonly forecasts: Forecasts
  readonly inefficiencies: Inefficiencies
  /** A quota in force as it stands now, where all whom it covers have one counter. */
  readonly quotaState: (quota: Quota) => Promise<QuotaState>
  /** How this gateway is: how well it counts quotas, and how many reservations it holds. */
  readonly health: () => QuotaHealth & { readonly outstanding: number }
  readonly calls: CallReader
  readonly usage: UsageReader
  readonly apiKeys: ApiKeys
  readonly organisation: Organisation
  readonly declarations: Declarations
  readonly checkKeys: KeyCheck
  readonly accessControl: AccessControl
  readonly productCatalogue: ProductCatalogue
  readonly consents: Consents
  readonly audit: AuditTrail
  readonly prompts: Prompts
  readonly trustedDocuments: TrustedDocuments
  readonly clock: Clock
  /** Whether only what a router has signed may ask for entities of the supergraph. */
  readonly routersSign?: boolean
  /** Absent: what is used once is used once at each gateway. */
  readonly once?: Once
  readonly log: Log
  /** Whether new calls are taken: not before the start is over, not after SIGTERM. */
  readonly accepting: () => boolean
  /** Why the newest configuration is not in force here, for those who run the gateway; undefined: it is. */
  readonly outdated: () => string | undefined
}

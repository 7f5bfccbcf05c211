import type { GuardrailRule } from './guardrail.ts'
import type { Capability, Model, StepUp } from './model.ts'
import type { PromptApproval } from './organisation.ts'
import type { PriceVersion } from './price-version.ts'
import type { Deployment, Pricing } from './provider.ts'
import type { Quota } from './quota.ts'
import type { Tier, TierAssignment } from './tier.ts'

/** What `weir.yaml` and the environment declare, checked once. Deeply frozen. */
export interface Config {
  readonly server: {
    /** Origins whose pages may call the gateway from a browser; `*` for every one. */
    readonly corsOrigins: readonly string[]
    /** CIDR ranges of the proxies in front: what they say of a client's address counts. */
    readonly trustedProxies: readonly string[]
    /** REQUIRED: of all tenants, whatever they say themselves. */
    readonly promptApproval: PromptApproval
    /** How a federation router signs what it asks; absent: it need not. */
    readonly router?: RouterSettings
    /** Absent: plain http, for this machine or behind a proxy that ends TLS. */
    readonly tls?: ServerTls
  }
  readonly providers: readonly ProviderConfig[]
  readonly models: readonly ModelConfig[]
  readonly teams: readonly TeamConfig[]
  /** Those of tiers, for each who is assigned to one, included. */
  readonly quotas: readonly Quota[]
  readonly tiers: readonly Tier[]
  readonly tierAssignments: readonly TierAssignment[]
  readonly prices: readonly PriceVersion[]
  readonly guardrails: readonly GuardrailRule[]
  readonly identityProviders: readonly IdentityProviderConfig[]
}

/** How a router of a supergraph shows that it asks. */
export interface RouterSettings {
  /** A secret that the router has, too. */
  readonly secret: string
  /** How old a signature may be. */
  readonly maxAgeSeconds: number
}

/** How the server speaks TLS. PEM texts; the key is a secret. */
export interface ServerTls {
  readonly certificate: string
  readonly key: string
  /** Who issues the certificates of clients; absent: they are asked for none. */
  readonly clientCa?: string
  /** REQUIRED: who shows none, or a bad one, is not listened to at all. */
  readonly clientCertificates: 'OPTIONAL' | 'REQUIRED'
  /** The files that these texts were read from; none if the configuration holds them itself. */
  readonly files: readonly string[]
  readonly clients: readonly CertifiedClient[]
}

/** For whom a certificate stands that holds exactly this subject, or this alternative name. */
export interface CertifiedClient {
  readonly name: string
  /** Such as `C=DE, O=Acme, CN=batch`. */
  readonly subject?: string
  readonly uri?: string
  readonly dns?: string
  readonly email?: string
  /** Absent: the default tenant. */
  readonly tenant?: string
  readonly team?: string
  readonly application?: string
  readonly user?: string
  readonly roles: readonly string[]
}

/** Who vouches for callers by signed tokens (JWT, RFC 7519; OpenID Connect). */
export interface IdentityProviderConfig {
  readonly name: string
  /** The `iss` of its tokens, to the letter. */
  readonly issuer: string
  /** A token must be meant for one of these (`aud`). */
  readonly audience: readonly string[]
  /**
   * How long each of them has been its own at this issuer: of several that a token is meant for, the lowest counts.
   * Absent: always.
   */
  readonly since?: readonly number[]
  /** Where its keys are; absent: where OpenID Connect Discovery says. */
  readonly jwksUri?: string
  /** Whether http and private addresses are allowed. */
  readonly allowInsecure: boolean
  /** The signature algorithms that are taken; asymmetric ones only. */
  readonly algorithms: readonly string[]
  /** How far its clock and ours may differ. */
  readonly clockSkewSeconds: number
  readonly claims: ClaimMapping
  /** Absent: nobody signs in with a browser there. */
  readonly login?: LoginConfig
}

/** As what this gateway is known to an identity provider that browsers are sent to (OpenID Connect Core, section 3.1). */
export interface LoginConfig {
  readonly clientId: string
  /** A secret; absent: it is a public client. */
  readonly clientSecret?: string
  /** The origin under which browsers reach the gateway, such as `https://weir.example.com`. */
  readonly publicUrl: string
  /** With `openid` among them. */
  readonly scopes: readonly string[]
}

/** Which claims say whom a token stands for: CEL expressions over the variable `claims`. */
export interface ClaimMapping {
  /** Absent: the default tenant. */
  readonly tenant?: string
  readonly team?: string
  readonly application?: string
  readonly user: string
  /** Gives a role, or a list of roles. */
  readonly roles: string
  /** Weir's role for each of the identity provider's; absent: they have the same names. */
  readonly rolesMap?: { readonly [theirs: string]: string }
}

export interface ProviderConfig {
  readonly name: string
  /** Which adapter speaks to it, such as `openai`; `simulator` has none. */
  readonly kind: string
  /** Without a trailing slash. Absent for the simulator only. */
  readonly baseUrl?: string
  /** A secret: for the provider's own requests, never for a log or an answer. */
  readonly apiKey?: string
  /** What we show to be let in, and whom we trust besides; PEM texts, the key is a secret. */
  readonly tls?: ClientTls
  /** Whether http and private addresses are allowed. */
  readonly allowInsecure: boolean
  /** What only the adapter understands, such as `apiVersion`. */
  readonly settings: { readonly [name: string]: string }
  /** Under which name the catalogue of models and prices knows the provider. */
  readonly catalogue?: string
  /** Whether the catalogue's models can be called without being declared. */
  readonly offersCatalogue: boolean
  /** Set where the file gives an address in place of its vendor's: there, what the vendor has retired may still answer. */
  readonly ownAddress?: true
}

/** How we are known to a server that asks for a certificate, and its authority where that is nobody whom all trust. */
export interface ClientTls {
  readonly certificate?: string
  readonly key?: string
  /** In place of the usual authorities. */
  readonly ca?: string
}

export interface ModelConfig {
  readonly name: string
  readonly description?: string
  readonly deployments: readonly DeploymentConfig[]
  readonly unpriced: Model['unpriced']
  readonly cacheTtlSeconds?: number
  readonly contextWindow?: number
  readonly maxOutputTokens?: number
  readonly capabilities?: readonly Capability[]
  readonly requires?: StepUp
  readonly requiresConsent?: string
}

/** A deployment, with the price that the file gives it or its model, in nano-dollars for a million tokens. */
export interface DeploymentConfig extends Omit<Deployment, 'entry' | 'pricing'> {
  readonly price?: Pricing['perMillion']
}

/** What is not said of a team or an application stays as it is. */
export interface ApplicationConfig {
  readonly name: string
  readonly title?: string
  readonly costCentre?: string
}

export interface TeamConfig extends ApplicationConfig {
  /** Name of the team that it is part of. */
  readonly parent?: string
  readonly applications: readonly ApplicationConfig[]
}

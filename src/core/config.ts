import type { GuardrailRule } from './guardrail.ts'
import type { Capability, Model } from './model.ts'
import type { Deployment, Pricing } from './provider.ts'
import type { Quota } from './quota.ts'

/** What `weir.yaml` and the environment declare, checked once. Deeply frozen. */
export interface Config {
  readonly server: {
    /** Origins whose pages may call the gateway from a browser; `*` for every one. */
    readonly corsOrigins: readonly string[]
  }
  readonly providers: readonly ProviderConfig[]
  readonly models: readonly ModelConfig[]
  readonly teams: readonly TeamConfig[]
  readonly quotas: readonly Quota[]
  readonly guardrails: readonly GuardrailRule[]
}

export interface ProviderConfig {
  readonly name: string
  /** Which adapter speaks to it, such as `openai`; `simulator` has none. */
  readonly kind: string
  /** Without a trailing slash. Absent for the simulator only. */
  readonly baseUrl?: string
  /** A secret: for the provider's own requests, never for a log or an answer. */
  readonly apiKey?: string
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

export interface ModelConfig {
  readonly name: string
  readonly description?: string
  readonly deployments: readonly DeploymentConfig[]
  readonly unpriced: Model['unpriced']
  readonly cacheTtlSeconds?: number
  readonly contextWindow?: number
  readonly maxOutputTokens?: number
  readonly capabilities?: readonly Capability[]
}

/** A deployment, with the price that the file gives it or its model, in nano-dollars for a million tokens. */
export interface DeploymentConfig extends Omit<Deployment, 'entry' | 'pricing'> {
  readonly price?: Pricing['perMillion']
}

export interface TeamConfig {
  readonly name: string
  readonly applications: readonly { readonly name: string }[]
}

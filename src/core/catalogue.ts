import type { Capability, Lifecycle } from './model.ts'
import type { Pricing } from './provider.ts'

/** What is known of a provider's model before anyone configures it. */
export interface CatalogueModel {
  /** The model's id at the provider. */
  readonly name: string
  /** The catalogue's entry that the id belongs to: ids of one entry cost the same. */
  readonly entry: string
  readonly description?: string
  /** What the model is known to do. What is not in here is unknown, not refused. */
  readonly capabilities: ReadonlySet<Capability>
  readonly lifecycle: Lifecycle
  /** Tokens of input and output together, where known. */
  readonly contextWindow?: number
  /** The most tokens of one answer, where known. */
  readonly maxOutputTokens?: number
  /** Absent where the catalogue has no price that our usage could be charged by. */
  readonly pricing?: Pricing
}

/** Providers' models and their prices. Providers go by the catalogue's own names, such as `openai`. */
export interface Catalogue {
  /** The models of one provider that a call can be sent to; none for a provider that is unknown. */
  models(provider: string): readonly CatalogueModel[]
  /** One model by any id that the provider has for it, dated and fine-tuned ones included. */
  find(provider: string, model: string): CatalogueModel | undefined
  /** The same, if a call for text or vectors can be sent to it; what `models` lists, and every other id of those. */
  findServed(provider: string, model: string): CatalogueModel | undefined
  /** What a model can do, by its name alone: for models that no provider of the catalogue has. */
  capabilities(model: string): ReadonlySet<Capability>
}

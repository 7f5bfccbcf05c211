import type { Catalogue, CatalogueModel } from './catalogue.ts'
import type { ProviderConfig } from './config.ts'

/** A model of the catalogue at a provider that offers its models undeclared. */
export interface Offer {
  readonly provider: ProviderConfig
  /** Under the id that the caller wrote. */
  readonly known: CatalogueModel
}

/** Longer than any id of a model, so that nobody makes us keep or search much; and the signs of those ids. */
const possibleName = /^[A-Za-z0-9~@][A-Za-z0-9._@:+~/-]{0,255}$/

/**
 * What leads elsewhere in a path, where some providers have the model: `models/cheap/../dear` begins as the one and would be
 * answered, at its price, by the other.
 */
const elsewhere = /(^|\/)\.{0,2}(\/|$)/

/**
 * Who serves a name that nobody declared: `<provider>/<model>` at that provider, else the first provider whose
 * catalogue knows the model, listed or not, such as `claude-sonnet-4-5-20250929`.
 */
export const findOffer = (
  name: string,
  providers: readonly ProviderConfig[],
  catalogue: Catalogue,
): Offer | undefined => {
  if (!possibleName.test(name) || elsewhere.test(name)) return undefined
  const at = (provider: ProviderConfig, model: string): Offer | undefined => {
    const known =
      provider.offersCatalogue && provider.catalogue !== undefined
        ? catalogue.findServed(provider.catalogue, model)
        : undefined
    return known && { provider, known }
  }
  const named = providers.filter(provider => name.startsWith(`${provider.name}/`))
  return (
    first(named, provider => at(provider, name.slice(provider.name.length + 1))) ??
    first(providers, provider => at(provider, name))
  )
}

const first = <Item, Result>(
  items: readonly Item[],
  find: (item: Item) => Result | undefined,
): Result | undefined => {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

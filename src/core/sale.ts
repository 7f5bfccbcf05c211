import type { ProductStage } from './product.ts'

/** Something that a caller ought to know, beside the answer. */
export interface Warning {
  readonly message: string
  /** Since when, in milliseconds since 1970, where that is known. */
  readonly deprecatedAt?: number
}

/** What the catalogue says of a model that products sell: who may call it. */
export interface Sale {
  /** Applications with an approved subscription, and what they are to be told. */
  readonly subscribers: ReadonlyMap<string, readonly Warning[]>
  /** Names of the products that one can subscribe to. */
  readonly products: readonly string[]
  /** Whether every product of it is retired. */
  readonly isRetired: boolean
}

/** A product, as far as sales follow from it. */
export interface SoldProduct {
  readonly name: string
  readonly stage: ProductStage
  readonly models: readonly string[]
  /** Names of prompts. */
  readonly prompts?: readonly string[]
  readonly deprecatedAt?: number
  /** Applications whose subscription is approved. */
  readonly subscribers: readonly string[]
}

/**
 * The models that are sold, by public name; models that no product names are open to all whose roles allow them. A
 * draft sells nothing yet. Who has several subscriptions to a model is warned only if all of them are to deprecated
 * products.
 */
export const salesOf = (products: readonly SoldProduct[]): ReadonlyMap<string, Sale> =>
  salesBy(products, ({ models }) => models)

/** The prompts that are sold, by the operation of each. */
export const promptSalesOf = (products: readonly SoldProduct[]): ReadonlyMap<string, Sale> =>
  salesBy(products, ({ prompts = [] }) => prompts.map(name => `prompts.${name}`))

const salesBy = (
  products: readonly SoldProduct[],
  soldBy: (product: SoldProduct) => readonly string[],
): ReadonlyMap<string, Sale> => {
  const offers = products
    .filter(({ stage }) => stage !== 'DRAFT')
    .flatMap(product => soldBy(product).map(name => ({ name, product })))
  return new Map(
    [...Map.groupBy(offers, ({ name }) => name)].map(([name, offers]) => [
      name,
      saleOf(offers.map(({ product }) => product)),
    ]),
  )
}

const saleOf = (products: readonly SoldProduct[]): Sale => {
  const inStage = (wanted: ProductStage) => products.filter(({ stage }) => stage === wanted)
  const [published, deprecated] = [inStage('PUBLISHED'), inStage('DEPRECATED')]
  return {
    // What comes later in the list wins.
    subscribers: new Map<string, readonly Warning[]>([
      ...deprecated.flatMap(product => {
        const warnings = [deprecationOf(product)]
        return product.subscribers.map(application => [application, warnings] as const)
      }),
      ...published.flatMap(({ subscribers }) => subscribers.map(application => [application, []] as const)),
    ]),
    products: published.map(({ name }) => name).sort(),
    isRetired: published.length === 0 && deprecated.length === 0,
  }
}

const deprecationOf = ({ name, deprecatedAt }: SoldProduct): Warning => ({
  message: `The product \`${name}\` is deprecated: it will be retired, so move to another one`,
  ...(deprecatedAt !== undefined && { deprecatedAt }),
})

import type { Model } from './model.ts'
import { areOneModel, type ModelNames } from './one-model.ts'
import type { Deployment } from './provider.ts'
import type { Sale, Warning } from './sale.ts'

/** What is sold, by public name. */
export type Sales = ReadonlyMap<string, Sale>

/**
 * What the catalogue says of whoever calls the model by this public name. A name that no product sells is bound by
 * those that one sells and that the same model of a provider may serve: who would call `openai/gpt-4o-mini` needs the
 * subscription to `small`. Found once for each model of a snapshot. Undefined: open to all whose roles allow it.
 */
export const boundSale = (sales: Sales, name: string, models: ModelNames): Sale | undefined => {
  if (sales.size === 0) return undefined
  const own = sales.get(name)
  if (own) return own
  const model = models.get(name)
  if (!model) return undefined
  let book = books.get(sales)
  if (book?.models !== models) {
    book = { models, sold: soldBy(sales, models), found: new WeakMap() }
    books.set(sales, book)
  }
  const known = book.found.get(model)
  if (known !== undefined) return known ?? undefined
  const sale = inherited(model, book.sold)
  book.found.set(model, sale ?? unbound)
  return sale
}

interface Sold {
  readonly deployment: Deployment
  readonly sale: Sale
}

const books = new WeakMap<
  Sales,
  {
    readonly models: ModelNames
    readonly sold: readonly Sold[]
    readonly found: WeakMap<Model, Sale | null>
  }
>()

const unbound = null

const soldBy = (sales: Sales, models: ModelNames): readonly Sold[] =>
  [...sales].flatMap(([name, sale]) =>
    (models.get(name)?.deployments ?? []).map(deployment => ({ deployment, sale })),
  )

/** Each deployment that is sold wants a subscription, whichever of its products it is to. */
const inherited = ({ deployments }: Model, sold: readonly Sold[]): Sale | undefined => {
  const bonds = deployments
    .map(deployment => sold.filter(one => areOneModel(one.deployment, deployment)).map(({ sale }) => sale))
    .filter(sales => sales.length > 0)
    .map(anyOf)
  return bonds.length === 0 ? undefined : allOf(bonds)
}

const anyOf = (sales: readonly Sale[]): Sale => {
  const subscribers = new Map<string, readonly Warning[]>()
  for (const sale of sales)
    for (const [application, warnings] of sale.subscribers) {
      const known = subscribers.get(application)
      if (!known || warnings.length < known.length) subscribers.set(application, warnings)
    }
  return { subscribers, products: productsOf(sales), isRetired: sales.every(({ isRetired }) => isRetired) }
}

const allOf = (sales: readonly Sale[]): Sale => {
  const [first, ...others] = sales
  const subscribers = new Map<string, readonly Warning[]>()
  for (const application of first?.subscribers.keys() ?? [])
    if (others.every(sale => sale.subscribers.has(application))) {
      const warnings = sales.flatMap(sale => sale.subscribers.get(application) ?? [])
      subscribers.set(application, [...new Map(warnings.map(one => [one.message, one])).values()])
    }
  return { subscribers, products: productsOf(sales), isRetired: sales.some(({ isRetired }) => isRetired) }
}

const productsOf = (sales: readonly Sale[]): readonly string[] =>
  [...new Set(sales.flatMap(({ products }) => products))].sort()

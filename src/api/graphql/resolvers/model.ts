import type { Model } from '../../../core/model.ts'
import type { Principal } from '../../../core/principal.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId } from '../global-id.ts'
import { invalidInput } from '../invalid-input.ts'
import { money } from '../money.ts'
import { connection, pageRange } from '../page.ts'

const mayUse = ({ models }: Principal, name: string): boolean => models?.has(name) !== false

/** The model of this name; null if there is none, or if the caller may not use it. */
export const usableModel = (name: string, context: GraphqlContext): Model | null =>
  mayUse(callerOf(context), name) ? (context.snapshot.models.get(name) ?? null) : null

/** Models: listing them, and what they tell. */
export const model: contract.Resolvers = {
  Query: {
    model: (_root, { name }, context) => usableModel(name, context),
    models: (_root, { filter, first, after }, context) => {
      const principal = callerOf(context)
      const range = pageRange({ first, after })
      const fits = fitting(filter ?? {})
      const found = [...context.snapshot.models.values()]
        .filter(candidate => mayUse(principal, candidate.name) && fits(candidate))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
      const behind = range.after
      const rest = behind === undefined ? found : found.filter(({ name }) => name > behind)
      return { ...connection(rest, range, ({ name }) => name), totalCount: found.length }
    },
  },
  Model: {
    id: ({ name }) => globalId('Model', name),
    capabilities: ({ capabilities }) => [...capabilities].sort(),
  },
  Deployment: { price: ({ pricing }) => pricing ?? null },
  Price: {
    inputPerMillion: ({ perMillion }) => money(perMillion.input),
    outputPerMillion: ({ perMillion }) => money(perMillion.output),
    cachedInputPerMillion: ({ perMillion: { cachedInput } }) =>
      cachedInput === undefined ? null : money(cachedInput),
    cacheWritePerMillion: ({ perMillion: { cacheWrite } }) =>
      cacheWrite === undefined ? null : money(cacheWrite),
  },
}

/** Whether a model fits all that is given. Throws INVALID_INPUT. */
const fitting = ({ capabilities, lifecycle, provider, search }: contract.ModelFilter) => {
  const wanted = choicesOf('filter.capabilities', capabilities)
  const stages = choicesOf('filter.lifecycle', lifecycle)
  const text = search?.toLowerCase()
  return (candidate: Model): boolean =>
    (!wanted || [...wanted].every(capability => candidate.capabilities.has(capability))) &&
    (!stages || stages.has(candidate.lifecycle)) &&
    (provider == null || candidate.deployments.some(deployment => deployment.provider === provider)) &&
    (text === undefined || `${candidate.name}\n${candidate.description ?? ''}`.toLowerCase().includes(text))
}

const choicesOf = <T>(path: string, given: readonly T[] | null | undefined): ReadonlySet<T> | undefined => {
  if (given == null) return undefined
  if (given.length > 100) throw invalidInput(path, 'must hold 100 items at most')
  return new Set(given)
}

import type { Model } from '../core/model.ts'
import { remember } from '../core/remember.ts'

/** How many names beyond the listed ones are remembered, whoever asks for however many. */
const mostRemembered = 1000

/**
 * The listed models, as a map whose `get` and `has` also answer for names that `resolve` finds. Whoever reads the
 * whole map reads the listed ones. What was found is remembered; the name that nobody has asked for longest goes first.
 */
export const modelsOnDemand = (
  listed: ReadonlyMap<string, Model>,
  resolve: (name: string) => Model | undefined,
): ReadonlyMap<string, Model> => {
  const remembered = new Map<string, Model>()
  const get = (name: string): Model | undefined => {
    const known = listed.get(name)
    if (known) return known
    const model = remembered.get(name) ?? resolve(name)
    if (!model) return undefined
    remember(remembered, name, model, mostRemembered)
    return model
  }
  return {
    get,
    has: name => get(name) !== undefined,
    size: listed.size,
    keys: () => listed.keys(),
    values: () => listed.values(),
    entries: () => listed.entries(),
    forEach: (visit, self) => listed.forEach(visit, self),
    [Symbol.iterator]: () => listed[Symbol.iterator](),
  }
}

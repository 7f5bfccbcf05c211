import { behind, type ModelNames, mayServe, type ProviderModels } from './one-model.ts'
import { curtails, type Deed, type Rule, speaksOf } from './permission.ts'

/** A rule that takes away. It reaches the models that it names under every public name that they have. */
export interface Denial extends Rule {
  /** What public names stand for. */
  readonly names: ModelNames
  /** Who serves the models that it names; absent: it speaks of all. */
  readonly served?: ProviderModels
}

export const denialOf = (rule: Rule, names: ModelNames): Denial => ({
  ...rule,
  names,
  ...(rule.models && { served: behind(rule.models, names) }),
})

/** Whether the denial speaks of the deed, its action aside. */
export const reaches = (denial: Denial, deed: Deed): boolean =>
  speaksOf(denial, deed) ||
  (deed.model !== undefined &&
    denial.operations?.has(deed.operation) !== false &&
    isServed(denial, deed.model))

/** Whether it takes away a part of what the other rule allows. */
export const takesFrom = (denial: Denial, allowed: Rule): boolean => {
  if (curtails(denial, allowed)) return true
  const { models, ...rest } = denial
  return (
    models !== undefined &&
    curtails(rest, allowed) &&
    [...(allowed.models ?? [])].some(name => isServed(denial, name))
  )
}

const isServed = ({ names, served }: Denial, name: string): boolean => {
  if (!served) return false
  const model = names.get(name)
  return model !== undefined && mayServe(served, model)
}

import { type FieldPolicy, fieldPolicies } from './field-policies.ts'

/** LOOSENED: somebody may do more, or less is masked or counted. NEUTRAL: neither, or it cannot be told. */
export type PolicyEffect = 'LOOSENED' | 'TIGHTENED' | 'NEUTRAL'

export interface PolicyChange {
  readonly effect: PolicyEffect
  /** The field, such as `Prompts.summarizeReview`. */
  readonly coordinate: string
  readonly message: string
}

/**
 * What the policy of one SDL changes about that of another one, field by field; what loosens comes first. Both may be
 * whole schemas, as `GET /sdl` gives them, or prompt modules. Throws GraphQLError if one is no SDL.
 */
export const diffPolicies = (from: string, to: string): readonly PolicyChange[] => {
  const before = fieldPolicies(from)
  const after = fieldPolicies(to)
  const changes: PolicyChange[] = []
  for (const [coordinate, policy] of after) {
    const old = before.get(coordinate)
    changes.push(...(old ? changesOf(old, policy) : appeared(policy)))
  }
  for (const [coordinate, policy] of before) if (!after.has(coordinate)) changes.push(...gone(policy))
  return changes.sort(
    (one, other) =>
      effects.indexOf(one.effect) - effects.indexOf(other.effect) ||
      (one.coordinate < other.coordinate ? -1 : 1),
  )
}

const effects: readonly PolicyEffect[] = ['LOOSENED', 'TIGHTENED', 'NEUTRAL']

const appeared = ({ coordinate, reachesModel, roles }: FieldPolicy): readonly PolicyChange[] => {
  const who = [...roles].join(' and ') || 'everyone'
  return reachesModel
    ? [{ effect: 'LOOSENED', coordinate, message: `is new and lets ${who} reach a model` }]
    : [{ effect: 'NEUTRAL', coordinate, message: `is new, for ${who}` }]
}

/** A field that stays in the schema without its policy looks the same as one that is gone, unless it is told apart. */
const gone = ({ coordinate, reachesModel }: FieldPolicy): readonly PolicyChange[] => [
  {
    effect: reachesModel ? 'TIGHTENED' : 'NEUTRAL',
    coordinate,
    message: reachesModel ? 'is gone, and reaches no model any more' : 'is gone, or has no policy any more',
  },
]

const changesOf = (before: FieldPolicy, after: FieldPolicy): readonly PolicyChange[] => {
  const { coordinate } = after
  const change = (effect: PolicyEffect, message: string): PolicyChange => ({ effect, coordinate, message })
  const changes: PolicyChange[] = []
  for (const role of before.roles)
    if (!after.roles.has(role)) changes.push(change('LOOSENED', `needs the role ${role} no more`))
  for (const role of after.roles)
    if (!before.roles.has(role)) changes.push(change('TIGHTENED', `needs the role ${role} now`))
  if (before.quota && !after.quota) changes.push(change('LOOSENED', 'is governed by no quota any more'))
  if (!before.quota && after.quota) changes.push(change('TIGHTENED', 'is governed by quotas now'))
  for (const meter of ['requests', 'tokens', 'costUsd']) {
    const old = before.quota?.get(meter) ?? Number.POSITIVE_INFINITY
    const now = after.quota?.get(meter) ?? Number.POSITIVE_INFINITY
    if (old !== now)
      changes.push(
        change(
          now > old ? 'LOOSENED' : 'TIGHTENED',
          Number.isFinite(now)
            ? `has a ${now > old ? 'higher' : 'lower'} limit of ${meter}`
            : `has no limit of ${meter} any more`,
        ),
      )
  }
  if (before.kinds && !after.kinds) changes.push(change('LOOSENED', 'is governed by no guardrail any more'))
  if (!before.kinds && after.kinds) changes.push(change('TIGHTENED', 'is governed by guardrails now'))
  for (const kind of before.kinds ?? [])
    if (!after.kinds?.has(kind)) changes.push(change('LOOSENED', `masks ${kind} no more`))
  for (const kind of after.kinds ?? [])
    if (!before.kinds?.has(kind)) changes.push(change('TIGHTENED', `masks ${kind} now`))
  if (!before.reachesModel && after.reachesModel) changes.push(change('LOOSENED', 'reaches a model now'))
  return [...changes, ...restOf(before, after)]
}

const budget = '@prompt(maxCostUsd)'

const restOf = ({ rest: before }: FieldPolicy, { rest: after, coordinate }: FieldPolicy): PolicyChange[] =>
  [...new Set([...before.keys(), ...after.keys()])].flatMap(key => {
    const old = before.get(key)
    const now = after.get(key)
    if (old === now) return []
    const effect: PolicyEffect = key === budget ? budgetEffect(old, now) : 'NEUTRAL'
    return [{ effect, coordinate, message: `${key} has changed` }]
  })

const budgetEffect = (old: string | undefined, now: string | undefined): PolicyEffect =>
  amountOf(now) > amountOf(old) ? 'LOOSENED' : 'TIGHTENED'

const amountOf = (texts: string | undefined): number =>
  texts === undefined ? Number.POSITIVE_INFINITY : Number(JSON.parse(texts)[0])

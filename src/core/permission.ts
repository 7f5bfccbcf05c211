/** What is done with a model, or with what the gateway keeps: looked at, used, or managed. */
export type Action = 'READ' | 'INVOKE' | 'ADMINISTER'

/**
 * What a custom role allows or denies. A denial wins over whatever allows the same, be it another role or a built-in
 * one; only an OWNER is bound by none.
 */
export interface Permission {
  readonly effect: 'ALLOW' | 'DENY'
  readonly action: Action
  /** Names of operations, such as `complete`; absent: every one. */
  readonly operations?: readonly string[]
  /** Public names of models; absent: every one, and everything that has no model. */
  readonly models?: readonly string[]
}

/** One thing that somebody wants to do. */
export interface Deed {
  /** The operation or root field by name. */
  readonly operation: string
  /** The model that it is about; absent: none. */
  readonly model?: string
}

/** A permission without its effect, made for being asked often. */
export interface Rule {
  readonly action: Action
  readonly operations?: ReadonlySet<string>
  readonly models?: ReadonlySet<string>
}

export const ruleOf = ({ action, operations, models }: Permission): Rule => ({
  action,
  ...(operations && { operations: new Set(operations) }),
  ...(models && { models: new Set(models) }),
})

/** Whether the rule speaks of the deed, its action aside. A rule about models says nothing of what has none. */
export const speaksOf = ({ operations, models }: Rule, { operation, model }: Deed): boolean =>
  operations?.has(operation) !== false && (!models || (model !== undefined && models.has(model)))

/** Whether everything that `inner` speaks of is in `outer` too. */
export const contains = (outer: Rule, inner: Rule): boolean =>
  outer.action === inner.action &&
  isWithin(inner.operations, outer.operations) &&
  isWithin(inner.models, outer.models)

/** Whether a denial takes away a part of what the other rule allows. */
export const curtails = (denial: Rule, allowed: Rule): boolean =>
  (denial.action === allowed.action || denial.action === 'READ') &&
  meet(denial.operations, allowed.operations) &&
  meet(denial.models, allowed.models)

type Names = ReadonlySet<string> | undefined

const isWithin = (inner: Names, outer: Names): boolean => !outer || (inner?.isSubsetOf(outer) ?? false)

const meet = (one: Names, other: Names): boolean => !one || !other || !one.isDisjointFrom(other)

import { type Access, modelReading, sightOf } from './access.ts'
import { type Denial, takesFrom } from './denial.ts'
import { contains, type Permission, type Rule, ruleOf } from './permission.ts'
import { actionBehind, isBuiltIn } from './role.ts'

/** A role, as far as it matters to who hands it out. */
export interface RoleContent {
  readonly name: string
  /** Of a built-in role: none. */
  readonly permissions: readonly Permission[]
}

/**
 * Whether who has this access may give the role to others: nobody gives what he does not hold himself, whole and
 * undenied. Denials in the role restrict others, and need not be held.
 */
export const mayGive = (access: Access, { name, permissions }: RoleContent): boolean =>
  isBuiltIn(name)
    ? access.roles.has(name) && builtInRules(name).every(rule => isUncurtailed(access, rule))
    : permissions.every(permission => permission.effect === 'DENY' || holds(access, ruleOf(permission)))

/** Whether they may take it away: what it denies becomes allowed again, so that has to be held too. */
export const mayTake = (access: Access, { name, permissions }: RoleContent): boolean =>
  isBuiltIn(name)
    ? mayGive(access, { name, permissions })
    : permissions.every(permission => holds(access, ruleOf(permission)))

/** Whether everything that the rule speaks of is allowed. */
const holds = (access: Access, rule: Rule): boolean =>
  isUncurtailed(access, rule) &&
  seesWhatItShows(access, rule) &&
  (access.roles.has(wholeOf(rule)) || access.allows.some(allowed => contains(allowed, rule)))

/** The built-in role that allows all of an action; reading all takes the mightiest of those who read. */
const wholeOf = ({ action }: Rule): string => (action === 'INVOKE' ? 'DEVELOPER' : 'ADMIN')

const isUncurtailed = ({ denies }: Access, rule: Rule): boolean =>
  !denies.some(denial => takesFrom(denial, rule) || hides(denial, rule))

/** Who may call or manage something sees its models: that is no gift of one who must not see them. */
const hides = ({ operations, ...everywhere }: Denial, rule: Rule): boolean =>
  everywhere.action === 'READ' && operations?.has(modelReading) !== false && takesFrom(everywhere, rule)

/** A rule that names models to be managed shows them; a wider one, for some operations on all models, shows none. */
const seesWhatItShows = (access: Access, { action, models }: Rule): boolean =>
  action !== 'ADMINISTER' || [...(models ?? [])].every(model => sightOf(access, model) === 'FREELY')

const builtInRules = (role: string): readonly Rule[] => {
  const action = actionBehind(role)
  if (role === 'OWNER' || role === 'ADMIN')
    return [{ action: 'READ' }, { action: 'INVOKE' }, { action: 'ADMINISTER' }]
  return action === undefined ? [] : [{ action: 'READ' }, { action }]
}

/**
 * Why a new credential with the access `wanted` would exceed who creates it; undefined if it does not. It may hold
 * the creator's own roles only, or what these contain, and has to be bound by all that binds the creator.
 */
export const excessOf = (
  creator: Access,
  wanted: Access,
  permissionsOf: (role: string) => readonly Permission[],
): { readonly role: string; readonly why: 'NOT_HELD' | 'NOT_BOUND' } | undefined => {
  const notHeld = [...wanted.roles].find(
    role => !creator.roles.has(role) && !mayGive(creator, { name: role, permissions: permissionsOf(role) }),
  )
  if (notHeld !== undefined) return { role: notHeld, why: 'NOT_HELD' }
  if (creator.denies.length === 0) return undefined
  const notBound = [...creator.roles].find(
    role => !wanted.roles.has(role) && permissionsOf(role).some(({ effect }) => effect === 'DENY'),
  )
  return notBound === undefined ? undefined : { role: notBound, why: 'NOT_BOUND' }
}

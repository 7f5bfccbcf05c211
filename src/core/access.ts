import { type Denial, denialOf, reaches } from './denial.ts'
import type { ModelNames } from './one-model.ts'
import { type Deed, type Rule, ruleOf, speaksOf } from './permission.ts'
import type { Principal } from './principal.ts'
import { actionBehind, impliedRoles, isBuiltIn } from './role.ts'
import { type HolderKind, holderKey, lineOf, noAccess, type TenantAccess } from './tenant-access.ts'

/** Everything that somebody's roles come to. */
export interface Access {
  /** Every role held: the credential's own, inherited ones, and those that they imply. */
  readonly roles: ReadonlySet<string>
  /** What custom roles allow. */
  readonly allows: readonly Rule[]
  /** What custom roles deny; nothing to an OWNER, so that somebody can undo it. */
  readonly denies: readonly Denial[]
  /** How the built-in roles alone come to see models. */
  readonly sight: Sight | undefined
  /** What public names stand for. */
  readonly models: ModelNames
}

/** FREELY, or as a CALLER, who has to be allowed to call the model in every other respect too. */
export type Sight = 'FREELY' | 'CALLER'

/** Where accesses are looked up: a snapshot. */
export interface AccessBook {
  readonly access: ReadonlyMap<string, TenantAccess>
  readonly models: ModelNames
}

/**
 * What the roles of the principal come to: its own, and those given to its tenant, its team and the teams that this is
 * part of, its application and its user. They add up; what the credential itself is limited to narrows them.
 */
export const accessOf = (principal: Principal, { access, models }: AccessBook): Access => {
  const book = access.get(principal.tenant) ?? noAccess
  const known = remembered.get(principal)
  if (known?.book === book && known.access.models === models) return known.access
  const found = accessOfRoles(rolesOf(principal, book), { book, models })
  remembered.set(principal, { book, access: found })
  return found
}

/** Principals live for many calls. */
const remembered = new WeakMap<Principal, { readonly book: TenantAccess; readonly access: Access }>()

/** What is said of roles in a tenant, and the models that it is said of, at one moment. */
export interface RoleBook {
  readonly book: TenantAccess
  readonly models: ModelNames
}

/** What a set of roles comes to, implied ones included. It is the same object for the same roles of one moment. */
export const accessOfRoles = (roles: ReadonlySet<string>, { book, models }: RoleBook): Access => {
  const held = [...roles].filter(role => isBuiltIn(role) || book.roles.has(role)).sort()
  const name = held.join()
  const books = bySet.get(models) ?? new WeakMap<TenantAccess, Map<string, Access>>()
  bySet.set(models, books)
  const known = books.get(book) ?? new Map<string, Access>()
  books.set(book, known)
  const found = known.get(name) ?? compiled(new Set(held), { book, models })
  if (known.size < mostSets) known.set(name, found)
  return found
}

const bySet = new WeakMap<ModelNames, WeakMap<TenantAccess, Map<string, Access>>>()

/** How many sets of roles are remembered of one moment. */
const mostSets = 1_000

/** Who has roles of its own, and inherits those of what it belongs to. */
export interface Bearer {
  readonly tenant: string
  readonly team?: string | undefined
  readonly application?: string | undefined
  readonly user?: string | undefined
  /** Its own ones, with those that they imply. */
  readonly roles: ReadonlySet<string>
}

/** Every role that somebody has or inherits, implied ones included. */
export const rolesOf = (bearer: Bearer, book: TenantAccess): ReadonlySet<string> => {
  const { tenant, team, application, user, roles } = bearer
  if (book.given.size === 0) return roles
  const given = (kind: HolderKind, name: string | undefined): readonly string[] =>
    name === undefined ? [] : (book.given.get(holderKey({ kind, name })) ?? [])
  const inherited = [
    ...given('TENANT', tenant),
    ...(team === undefined ? [] : lineOf(team, book).flatMap(name => given('TEAM', name))),
    ...given('APPLICATION', application),
    ...given('USER', user),
  ]
  return inherited.length === 0 ? roles : roles.union(impliedRoles(inherited))
}

const compiled = (roles: ReadonlySet<string>, { book, models }: RoleBook): Access => {
  const permissions = [...roles].flatMap(role => book.roles.get(role) ?? [])
  const rules = (effect: 'ALLOW' | 'DENY') =>
    permissions.filter(permission => permission.effect === effect).map(ruleOf)
  return {
    roles,
    allows: rules('ALLOW'),
    denies: roles.has('OWNER') ? [] : rules('DENY').map(rule => denialOf(rule, models)),
    sight: readers.some(role => roles.has(role)) ? 'FREELY' : roles.has('DEVELOPER') ? 'CALLER' : undefined,
    models,
  }
}

/** Built-in roles whose holders see every model; others see what they may use or manage. */
const readers: readonly string[] = ['ADMIN', 'ANALYST', 'APPROVER', 'AUDITOR']

/** Whether who has this access may do what `@requireRole(role: …)` guards. */
export const meets = ({ roles, allows, denies }: Access, role: string, deed: Deed): boolean => {
  const action = actionBehind(role)
  if (action === undefined) return roles.has(role)
  for (const denial of denies) if (forbids(denial, action, deed)) return false
  return roles.has(role) || allows.some(rule => rule.action === action && speaksOf(rule, deed))
}

/** Who may not see a model, may not use or manage it either. */
const forbids = (denial: Denial, action: Rule['action'], deed: Deed): boolean =>
  (denial.action === action || (denial.action === 'READ' && deed.model !== undefined)) &&
  reaches(denial, deed)

/** Whether `meets` may say yes for some model, known or not. */
export const meetsSomewhere = (access: Access, role: string, operation: string): boolean => {
  const { roles, allows, denies } = access
  const action = actionBehind(role)
  if (action === undefined) return roles.has(role)
  // No model has this name, so only denials of all models speak of it.
  if (denies.some(denial => forbids(denial, action, { operation, model: '' }))) return false
  return (
    roles.has(role) ||
    allows.some(rule => rule.action === action && rule.operations?.has(operation) !== false)
  )
}

/** The operation by whose name the sight of models is allowed and denied. */
export const modelReading = 'model'

/** How who has this access comes to see a model; undefined: not at all. */
export const sightOf = ({ allows, denies, sight }: Access, model: string): Sight | undefined => {
  if (allows.length === 0 && denies.length === 0) return sight
  const seeing = { operation: modelReading, model }
  if (denies.some(denial => denial.action === 'READ' && reaches(denial, seeing))) return undefined
  if (sight === 'FREELY') return sight
  const isShown = (rule: Rule): boolean =>
    (rule.action === 'READ' && speaksOf(rule, seeing)) ||
    (rule.action === 'ADMINISTER' && manages(rule, model))
  if (allows.some(isShown)) return 'FREELY'
  const calls = sight === 'CALLER' ? [anyCall, ...allows] : allows
  return calls.some(rule => rule.action === 'INVOKE' && isCallable(rule, model, denies))
    ? 'CALLER'
    : undefined
}

const anyCall: Rule = { action: 'INVOKE' }

/** Whether the rule allows a call of the model that no denial takes away. */
const isCallable = (rule: Rule, model: string, denies: readonly Denial[]): boolean => {
  if (rule.models?.has(model) === false) return false
  const isDenied = (operation: string): boolean =>
    denies.some(denial => denial.action === 'INVOKE' && reaches(denial, { operation, model }))
  // No operation has no name, so only denials of all operations speak of it.
  return rule.operations ? ![...rule.operations].every(isDenied) : !isDenied('')
}

/** A permission for a few operations manages the models that it names; one for everything manages all. */
const manages = ({ operations, models }: Rule, model: string): boolean =>
  models ? models.has(model) : operations === undefined

import type { Permission } from './permission.ts'
import type { Sale } from './sale.ts'

/** What can be given a role: all of the tenant, a team with the teams below it, an application or a user. */
export type HolderKind = 'TENANT' | 'TEAM' | 'APPLICATION' | 'USER'

/** To whom a role is given. */
export interface Holder {
  readonly kind: HolderKind
  /** Of a TENANT: its own name. */
  readonly name: string
}

/** Who may do what within one tenant, at one moment. */
export interface TenantAccess {
  /** Custom roles in use, by name. */
  readonly roles: ReadonlyMap<string, readonly Permission[]>
  /** The roles given to each holder, built-in and custom ones, by `holderKey`. */
  readonly given: ReadonlyMap<string, readonly string[]>
  /** The team that each team is part of; those on top are not in here. */
  readonly parents: ReadonlyMap<string, string>
  /** The models that products sell, by public name. */
  readonly sales: ReadonlyMap<string, Sale>
  /** The prompts that products sell, by operation, such as `prompts.summarizeReview`. */
  readonly promptSales: ReadonlyMap<string, Sale>
}

/** Looks at who may do what as it is when something is changed, and throws if the change must not be. */
export type Permit = (book: TenantAccess) => void

export const holderKey = ({ kind, name }: Holder): string => `${kind} ${name}`

/** Of a tenant in which nobody has said anything of roles. */
export const noAccess: TenantAccess = {
  roles: new Map(),
  given: new Map(),
  parents: new Map(),
  sales: new Map(),
  promptSales: new Map(),
}

/** The team, the team that it is part of, and so on to the top. */
export const lineOf = (team: string, { parents }: Pick<TenantAccess, 'parents'>): readonly string[] => {
  const line = new Set<string>()
  for (let at: string | undefined = team; at !== undefined && !line.has(at); at = parents.get(at))
    line.add(at)
  return [...line]
}

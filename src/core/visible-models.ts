import { type Access, accessOf, sightOf } from './access.ts'
import { boundSale, type Sales } from './bound-sale.ts'
import type { Model } from './model.ts'
import type { Principal } from './principal.ts'
import type { Sale } from './sale.ts'
import type { Snapshot } from './snapshot.ts'
import { noAccess } from './tenant-access.ts'

/** Whether the caller may know of a model of this name, whether or not there is one (N11). */
export const maySee = (principal: Principal, snapshot: Snapshot, name: string): boolean =>
  principal.models?.has(name) !== false && sees(viewOf(principal, snapshot), name)

/** The listed models that the caller may use or otherwise see, by name (N11). */
export const visibleModels = (principal: Principal, snapshot: Snapshot): readonly Model[] => {
  const visible = visibleIn(viewOf(principal, snapshot), snapshot)
  const { models } = principal
  return models ? visible.filter(({ name }) => models.has(name)) : visible
}

/** What decides which models somebody sees, credentials aside. */
export interface View {
  readonly access: Access
  readonly sales: Sales
  readonly application?: string | undefined
}

/** Who sees a model only as its caller, does not see what it has no subscription for. */
export const sees = ({ access, sales, application }: View, name: string): boolean => {
  const sight = sightOf(access, name)
  return sight === 'CALLER'
    ? isSubscribed(boundSale(sales, name, access.models), application) !== false
    : sight !== undefined
}

/** Whether the application has a subscription to what is sold; undefined if it is not sold. */
export const isSubscribed = (sale: Sale | undefined, application: string | undefined): boolean | undefined =>
  sale && application !== undefined && sale.subscribers.has(application)

const viewOf = (principal: Principal, snapshot: Snapshot): View => ({
  access: accessOf(principal, snapshot),
  sales: (snapshot.access.get(principal.tenant) ?? noAccess).sales,
  application: principal.application,
})

/** Found once for each set of roles, application and snapshot. */
const visibleIn = (view: View, { models }: Snapshot): readonly Model[] => {
  const { access, sales, application } = view
  // Without sales it does not matter which application asks.
  const key = sales.size === 0 ? '' : (application ?? '')
  const lists = listsOf.get(access) ?? new Map<string, readonly Model[]>()
  listsOf.set(access, lists)
  const known = lists.get(key)
  if (known) return known
  const visible = [...models.values()]
    .filter(({ name }) => sees(view, name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  if (lists.size < mostLists) lists.set(key, visible)
  return visible
}

/** How many lists are remembered for one set of roles. */
const mostLists = 100

const listsOf = new WeakMap<Access, Map<string, readonly Model[]>>()

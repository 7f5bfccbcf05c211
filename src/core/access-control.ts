import type { Directory, Entity, ListRange } from './organisation.ts'
import type { Permission } from './permission.ts'
import type { Holder } from './tenant-access.ts'

/** A role that a tenant has made for itself. */
export interface CustomRole extends Entity {
  readonly description?: string
  readonly permissions: readonly Permission[]
}

/** That somebody has a role. */
export interface RoleAssignment {
  /** A UUID. */
  readonly id: string
  readonly tenant: string
  /** Name of a built-in or custom role. */
  readonly role: string
  readonly holder: Holder
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** Who has which roles. Whatever asks for another tenant's gets the answer for what does not exist. */
export interface RoleAssignments {
  /** The assignment, also if it was there before. */
  assign(tenant: string, about: Pick<RoleAssignment, 'role' | 'holder'>): Promise<RoleAssignment>
  /** The assignment that is no more; undefined if there was none. */
  unassign(
    tenant: string,
    about: Pick<RoleAssignment, 'role' | 'holder'>,
  ): Promise<RoleAssignment | undefined>
  find(tenant: string, ids: readonly string[]): Promise<readonly RoleAssignment[]>
  /** Oldest first; the key of an item is its id. */
  list(
    tenant: string,
    range: ListRange & { readonly role?: string; readonly holder?: Holder },
  ): Promise<readonly RoleAssignment[]>
}

/** Who may do what, as it is administered. */
export interface AccessControl {
  readonly roles: Directory<CustomRole>
  readonly assignments: RoleAssignments
}

import type { Permit } from './tenant-access.ts'

/** What all parts of an organisation have in common. */
export interface Entity {
  /** A UUID. */
  readonly id: string
  readonly tenant: string
  /**
   * What keys, quotas, usage and `weir.yaml` call it. It never changes and is never given twice within the tenant,
   * whatever its case and though its bearer is archived: yesterday's usage stays with whom it was of.
   */
  readonly name: string
  /** For people. */
  readonly title: string
  /** Grows with each change. */
  readonly version: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Since when it is out of use, and keys that belong to it do not work. */
  readonly archivedAt?: number
}

/** Tenant of those who run the gateway: only they may found others. */
export const operatorTenant = 'default'

/** Owns everything else; its `tenant` is its own name. */
export interface Tenant extends Entity {
  /** Absent: NONE. */
  readonly promptApproval?: PromptApproval
}

/** REQUIRED: callers get no version of a prompt that nobody else than its author has approved. */
export type PromptApproval = 'NONE' | 'REQUIRED'

/** A team, or with teams below it a department. */
export interface Team extends Entity {
  readonly description?: string
  /** Name of the team that it is part of. */
  readonly parent?: string
  readonly costCentre?: string
}

export interface User extends Entity {
  readonly email?: string
}

/** A program that calls models for a team. */
export interface Application extends Entity {
  /** Name of the team. */
  readonly team: string
  readonly description?: string
  /** Absent: that of its team. */
  readonly costCentre?: string
}

/** What is said of a new entity. */
export type NewEntity<T extends Entity> = Omit<T, 'id' | 'tenant' | 'version' | 'createdAt' | 'archivedAt'>

/** What may be changed of an entity; null takes away what need not be there. */
export type Changes<T extends Entity> = {
  readonly [name in Exclude<keyof NewEntity<T>, 'name'>]?:
    | T[name]
    | (undefined extends T[name] ? null : never)
}

/** Which entities a list holds: those that fulfil all that is said here. */
export interface EntityFilter {
  /** Part of the name or the title, in any case. */
  readonly search?: string
  readonly state?: 'ACTIVE' | 'ARCHIVED'
  /** Of teams: name of the one they are part of; null: those on top. Of applications: name of their team. */
  readonly team?: string | null
  /** Of products: where they are in their life. */
  readonly stages?: readonly string[]
}

/** A part of a list: `limit` items at most, those behind the key `after`. */
export interface ListRange {
  readonly limit: number
  readonly after?: string
}

/** All entities of one kind. Whatever asks for another tenant's gets the answer for what does not exist. */
export interface Directory<T extends Entity> {
  /**
   * Throws INVALID_INPUT if the name is taken, or if the team that it shall belong to is not in use; and whatever
   * `permit` throws: nobody changes the organisation between its look and the change.
   */
  create(tenant: string, entity: NewEntity<T>, permit?: Permit): Promise<T>
  /**
   * Undefined if there is none. Throws CONFLICT if its version is another one by now, INVALID_INPUT if it is
   * archived, or if the change breaks a rule, and whatever `permit` throws.
   */
  update(
    tenant: string,
    change: EntityVersion & { readonly to: Changes<T> },
    permit?: Permit,
  ): Promise<T | undefined>
  /** The archived entity, also if it was archived before; undefined if there is none. Throws as `update` does. */
  archive(tenant: string, entity: EntityVersion, permit?: Permit): Promise<T | undefined>
  /**
   * The entity back in use, also if it was in use; undefined if there is none. Throws CONFLICT if its version is another
   * one by now, INVALID_INPUT if the team that it belongs to is not in use, and whatever `permit` throws.
   */
  restore(tenant: string, entity: EntityVersion, permit?: Permit): Promise<T | undefined>
  find(tenant: string, ids: readonly string[]): Promise<readonly T[]>
  named(tenant: string, names: readonly string[]): Promise<readonly T[]>
  /** By name; the key of an item is its name. */
  list(tenant: string, range: ListRange & { readonly filter: EntityFilter }): Promise<readonly T[]>
  /** One list for each of `teams`, all at once: what would be asked by `filter.team` one after the other. */
  listByTeam(
    tenant: string,
    range: ListRange & { readonly filter: EntityFilter; readonly teams: readonly string[] },
  ): Promise<readonly (readonly T[])[]>
}

/** All tenants there are, for who runs the gateway and nobody else. */
export interface TenantsOfTheGateway {
  find(id: string): Promise<Tenant | undefined>
  /** By name; the key of an item is its name. */
  list(range: ListRange & { readonly filter: EntityFilter }): Promise<readonly Tenant[]>
}

/** An entity as it was when somebody decided to change it. */
export interface EntityVersion {
  readonly id: string
  readonly version: number
}

/** Everyone and everything that calls are made for. */
export interface Organisation {
  readonly tenants: Pick<Directory<Tenant>, 'update' | 'archive' | 'restore' | 'named'>
  readonly tenantsOfTheGateway: TenantsOfTheGateway
  readonly teams: Directory<Team>
  readonly users: Directory<User>
  readonly applications: Directory<Application>
}

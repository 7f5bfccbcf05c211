import type { ListRange, Tenant } from './organisation.ts'

/** An API key as its owners see it. The secret itself is shown once, when it is created, and kept nowhere. */
export interface ApiKey {
  readonly id: string
  readonly tenant: string
  readonly name: string
  /** The first characters of the secret, to recognise it by: `weir_3fGh`. */
  readonly prefix: string
  readonly team?: string
  readonly application?: string
  readonly user?: string
  readonly roles: readonly string[]
  /** Absent: every model. */
  readonly models?: readonly string[]
  /** Absent: every operation. */
  readonly operations?: readonly string[]
  readonly createdAt: number
  readonly expiresAt?: number
  readonly revokedAt?: number
}

export type NewApiKey = Omit<ApiKey, 'id' | 'prefix' | 'createdAt' | 'revokedAt'>

/** Keeps keys by the SHA-256 of their secret. */
export interface ApiKeyStore {
  /**
   * The key as it is kept: with the team of its application. Throws INVALID_INPUT if its team, application or user
   * is not there or archived.
   */
  insert(key: ApiKey, secretSha256: Uint8Array): Promise<ApiKey>
  /** A new tenant with its first key: both or none. Throws INVALID_INPUT if the tenant's name is taken. */
  insertFirst(tenant: Tenant, key: ApiKey, secretSha256: Uint8Array): Promise<void>
  /** Whatever its state; undefined if there is none. Throws when the database is away. */
  findByHash(secretSha256: Uint8Array): Promise<ApiKey | undefined>
  find(tenant: string, ids: readonly string[]): Promise<readonly ApiKey[]>
  /** Newest first, `limit` at most, those behind the id `after`, of one holder or of the whole tenant. */
  list(tenant: string, page: ListRange): Promise<readonly ApiKey[]>
  /** One such list for each of the holders, all at once. */
  listByHolder(tenant: string, page: ListRange & KeyHolders): Promise<readonly (readonly ApiKey[])[]>
  /** The revoked key, also if it was revoked before; undefined if the tenant has no such key. */
  revoke(tenant: string, id: string, at: number): Promise<ApiKey | undefined>
}

/** To whom or what keys belong. */
export interface KeyHolders {
  readonly kind: 'team' | 'application' | 'user'
  readonly names: readonly string[]
}

/** Issues keys and tells whose they are. */
export interface ApiKeys {
  create(key: NewApiKey): Promise<{ readonly key: ApiKey; readonly secret: string }>
  /** A new tenant, and an OWNER's key to it. */
  createTenant(
    tenant: Pick<Tenant, 'name' | 'title'>,
  ): Promise<{ readonly tenant: Tenant; readonly key: ApiKey; readonly secret: string }>
  list: ApiKeyStore['list']
  listByHolder: ApiKeyStore['listByHolder']
  find: ApiKeyStore['find']
  revoke(tenant: string, id: string): Promise<ApiKey | undefined>
}

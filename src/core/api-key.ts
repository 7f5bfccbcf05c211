import type { ListRange, Tenant } from './organisation.ts'
import type { TenantAccess } from './tenant-access.ts'

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
  /** CIDR ranges of the callers' addresses; absent: every address. */
  readonly allowedAddresses?: readonly string[]
  /** Whether it runs documents only that its tenant has registered. */
  readonly documentsOnly?: true
  readonly createdAt: number
  readonly expiresAt?: number
  readonly revokedAt?: number
  /** Id of the key that it was made to replace. */
  readonly replaces?: string
  /** Id of the first key that it, or what it replaces, was made to replace; absent: it replaces none. */
  readonly original?: string
  /** Id of the key that replaces it. */
  readonly replacedBy?: string
  /** When it was used last, a minute or so ago at worst; absent: not yet. */
  readonly lastUsedAt?: number
}

export type NewApiKey = Omit<
  ApiKey,
  'id' | 'prefix' | 'createdAt' | 'revokedAt' | 'replaces' | 'original' | 'replacedBy' | 'lastUsedAt'
>

/** When a key ends: all that replicas have to tell each other. */
export type KeyEnding = Pick<ApiKey, 'id' | 'revokedAt' | 'expiresAt'>

/** Which keys a list holds: those that fulfil all that is said here. */
export interface KeyFilter {
  /** The beginning of the secret, 12 characters at most. */
  readonly prefix?: string
  /** Part of the name, in any case. */
  readonly search?: string
  readonly team?: string
  readonly application?: string
  readonly user?: string
  readonly state?: { readonly is: 'ACTIVE' | 'EXPIRED' | 'REVOKED'; readonly at: number }
  /** Only keys that end before, in milliseconds since 1970. */
  readonly expiresBefore?: number
}

/**
 * Looks at a key as it is going to be kept, and at who may do what then; throws if there must be no such key. Nobody
 * changes the organisation between its look and the key.
 */
export type KeyPermit = (key: ApiKey, book: TenantAccess) => void

/** Whoever has made a key, and so may have seen its secret. */
export interface KeyMaker {
  /** Id of the credential, of a key the first one; absent: a token, whose id tells who it was. */
  readonly credential?: string
  readonly user?: string
}

/** What goes with a new key. */
export interface KeyBirth {
  readonly permit?: KeyPermit | undefined
  readonly maker?: KeyMaker | undefined
}

/** Keeps keys by the SHA-256 of their secret. */
export interface ApiKeyStore {
  /**
   * The key as it is kept: with the team of its application. Throws INVALID_INPUT if its team, application or user
   * is not there or archived, and whatever the permit throws.
   */
  insert(key: ApiKey, secretSha256: Uint8Array, birth?: KeyBirth): Promise<ApiKey>
  /**
   * Puts a key in the place of the one that it `replaces`, which then ends at `endsAt`, if not earlier. Undefined, and
   * nothing is changed, if that one has been replaced or revoked by now.
   */
  replace(
    key: ApiKey & { readonly replaces: string },
    secretSha256: Uint8Array,
    about: KeyBirth & { readonly endsAt: number },
  ): Promise<Replacement | undefined>
  /** A new tenant with its first key: both or none. Throws INVALID_INPUT if the tenant's name is taken. */
  insertFirst(tenant: Tenant, key: ApiKey, secretSha256: Uint8Array): Promise<void>
  /** Whatever its state; undefined if there is none. Throws when the database is away. */
  findByHash(secretSha256: Uint8Array): Promise<ApiKey | undefined>
  find(tenant: string, ids: readonly string[]): Promise<readonly ApiKey[]>
  /** Newest first, `limit` at most, those behind the id `after`, of one holder or of the whole tenant. */
  list(tenant: string, page: ListRange & { readonly filter?: KeyFilter }): Promise<readonly ApiKey[]>
  /**
   * Whether the key, one that it replaces, or one that has made any of these, was made by somebody. `by` is who that
   * may be, with the id of a first key.
   */
  isMadeBy(tenant: string, id: string, by: KeyMaker): Promise<boolean>
  /** One such list for each of the holders, all at once. */
  listByHolder(tenant: string, page: ListRange & KeyHolders): Promise<readonly (readonly ApiKey[])[]>
  /** The revoked key, also if it was revoked before; undefined if the tenant has no such key. */
  revoke(tenant: string, id: string, at: number): Promise<ApiKey | undefined>
  /** Those that were revoked by this. */
  revokeByPrefix(leak: Leak, at: number): Promise<readonly ApiKey[]>
  /** Notes when keys were used, whosever they are; each at most once a minute. */
  noteUsed(times: ReadonlyMap<string, number>): Promise<void>
}

/** A key and the one that was made to replace it. */
export interface Replacement {
  readonly key: ApiKey
  readonly replaced: ApiKey
}

/** The beginning of a secret that was seen where it should not be. */
export interface Leak {
  readonly prefix: string
  /** Whose keys are meant; absent: those of all tenants. */
  readonly tenant?: string
}

/** To whom or what keys belong. */
export interface KeyHolders {
  readonly kind: 'team' | 'application' | 'user'
  readonly names: readonly string[]
}

/** Issues keys and tells whose they are. */
export interface ApiKeys {
  create(key: NewApiKey, birth?: KeyBirth): Promise<{ readonly key: ApiKey; readonly secret: string }>
  /**
   * A key in the place of another one of the same tenant, which goes on for `graceMs` at most. Throws CONFLICT if that
   * one has been replaced or revoked.
   */
  rotate(
    replaced: ApiKey,
    about: KeyBirth & { readonly graceMs: number; readonly expiresAt?: number },
  ): Promise<Replacement & { readonly secret: string }>
  /** A new tenant, and an OWNER's key to it. */
  createTenant(
    tenant: Pick<Tenant, 'name' | 'title'>,
  ): Promise<{ readonly tenant: Tenant; readonly key: ApiKey; readonly secret: string }>
  list: ApiKeyStore['list']
  listByHolder: ApiKeyStore['listByHolder']
  find: ApiKeyStore['find']
  isMadeBy: ApiKeyStore['isMadeBy']
  revoke(tenant: string, id: string): Promise<ApiKey | undefined>
  /** How many keys were revoked by this. */
  revokeByPrefix(leak: Leak): Promise<number>
}

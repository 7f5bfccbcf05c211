import type { ApiKey, ApiKeyStore } from '../../src/core/api-key.ts'

/** Keeps keys in memory, counts the look-ups, and answers as `state` says. */
export interface MemoryApiKeys extends ApiKeyStore {
  readonly lookups: () => number
  /** Every hash that was stored, in hexadecimal. */
  readonly hashes: () => readonly string[]
  /** `away` throws, `silent` never answers, `held` answers once `release` is called. */
  be(state: 'there' | 'away' | 'silent' | 'held'): void
  release(): void
}

export const memoryApiKeys = (): MemoryApiKeys => {
  const byHash = new Map<string, ApiKey>()
  const waiting: (() => void)[] = []
  let state: 'there' | 'away' | 'silent' | 'held' = 'there'
  let lookups = 0
  const newestFirst = (tenant: string) => [...byHash.values()].filter(key => key.tenant === tenant).reverse()
  return {
    lookups: () => lookups,
    hashes: () => [...byHash.keys()],
    be(next) {
      state = next
    },
    release() {
      for (const go of waiting.splice(0)) go()
    },
    async insert(key, hash) {
      byHash.set(Buffer.from(hash).toString('hex'), key)
      return key
    },
    async insertFirst(_tenant, key, hash) {
      byHash.set(Buffer.from(hash).toString('hex'), key)
    },
    async findByHash(hash) {
      lookups++
      if (state === 'away') throw new Error('connection refused')
      if (state === 'silent') return new Promise(() => {})
      const key = byHash.get(Buffer.from(hash).toString('hex'))
      if (state === 'held') await new Promise<void>(resolve => waiting.push(resolve))
      return key
    },
    isMadeBy: async () => false,
    find: async (tenant, ids) => newestFirst(tenant).filter(key => ids.includes(key.id)),
    async list(tenant, { limit, after }) {
      const keys = newestFirst(tenant)
      const start = after === undefined ? 0 : keys.findIndex(key => key.id === after) + 1
      return keys.slice(start, start + limit)
    },
    listByHolder: async (tenant, { kind, names, limit }) =>
      names.map(name =>
        newestFirst(tenant)
          .filter(key => key[kind] === name)
          .slice(0, limit),
      ),
    async replace(key, hash, { endsAt }) {
      for (const [of, old] of byHash) {
        if (old.tenant !== key.tenant || old.id !== key.replaces) continue
        if (old.revokedAt !== undefined || old.replacedBy !== undefined) return undefined
        const expiresAt = Math.min(old.expiresAt ?? endsAt, endsAt)
        const replaced = { ...old, replacedBy: key.id, expiresAt }
        byHash.set(of, replaced)
        byHash.set(Buffer.from(hash).toString('hex'), key)
        return { key, replaced }
      }
      return undefined
    },
    async revokeByPrefix({ prefix, tenant }, at) {
      const revoked: ApiKey[] = []
      for (const [hash, key] of byHash) {
        const isMeant = key.prefix.startsWith(prefix) && (tenant === undefined || key.tenant === tenant)
        if (!isMeant || key.revokedAt !== undefined) continue
        byHash.set(hash, { ...key, revokedAt: at })
        revoked.push({ ...key, revokedAt: at })
      }
      return revoked
    },
    async noteUsed(times) {
      if (state === 'away') throw new Error('connection refused')
      for (const [hash, key] of byHash) {
        const lastUsedAt = times.get(key.id)
        if (lastUsedAt !== undefined) byHash.set(hash, { ...key, lastUsedAt })
      }
    },
    async revoke(tenant, id, at) {
      for (const [hash, key] of byHash) {
        if (key.tenant !== tenant || key.id !== id) continue
        const revoked = { revokedAt: at, ...key }
        byHash.set(hash, revoked)
        return revoked
      }
      return undefined
    },
  }
}

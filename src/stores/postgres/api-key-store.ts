import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import type { ApiKey, ApiKeyStore } from '../../core/api-key.ts'
import { type ApiKey as ApiKeyRow, PrismaClient } from './generated/client.ts'
import { reachable } from './reachable.ts'

/** Keeps API keys in the database, through the pool of the caller. Throws UNAVAILABLE while that is away. */
export const createApiKeyStore = (pool: pg.Pool): ApiKeyStore => {
  const { apiKey } = new PrismaClient({ adapter: new PrismaPg(pool) })
  return {
    async insert({ models, operations, createdAt, expiresAt, revokedAt, ...key }, secretSha256) {
      await reachable(() =>
        apiKey.create({
          data: {
            ...key,
            secretSha256: Uint8Array.from(secretSha256),
            roles: [...key.roles],
            models: [...(models ?? [])],
            limitsModels: models !== undefined,
            operations: [...(operations ?? [])],
            limitsOperations: operations !== undefined,
            createdAt: new Date(createdAt),
            expiresAt: dateOf(expiresAt),
            revokedAt: dateOf(revokedAt),
          },
        }),
      )
    },

    async findByHash(secretSha256) {
      const where = { secretSha256: Uint8Array.from(secretSha256) }
      const row = await reachable(() => apiKey.findUnique({ where }))
      return row ? decode(row) : undefined
    },

    async find(tenant, ids) {
      const rows = await reachable(() => apiKey.findMany({ where: { tenant, id: { in: [...ids] } } }))
      return rows.map(decode)
    },

    async list(tenant, { limit, after }) {
      const rows = await reachable(async () => {
        const last = after === undefined ? null : await apiKey.findFirst({ where: { tenant, id: after } })
        if (after !== undefined && !last) return []
        const older = last && {
          OR: [{ createdAt: { lt: last.createdAt } }, { createdAt: last.createdAt, id: { lt: last.id } }],
        }
        return apiKey.findMany({
          where: { tenant, ...older },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit,
        })
      })
      return rows.map(decode)
    },

    async revoke(tenant, id, at) {
      return reachable(async () => {
        await apiKey.updateMany({ where: { tenant, id, revokedAt: null }, data: { revokedAt: new Date(at) } })
        const row = await apiKey.findFirst({ where: { tenant, id } })
        return row ? decode(row) : undefined
      })
    },
  }
}

const dateOf = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms))

const decode = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  tenant: row.tenant,
  name: row.name,
  prefix: row.prefix,
  ...(row.team !== null && { team: row.team }),
  ...(row.application !== null && { application: row.application }),
  ...(row.user !== null && { user: row.user }),
  roles: row.roles,
  ...(row.limitsModels && { models: row.models }),
  ...(row.limitsOperations && { operations: row.operations }),
  createdAt: row.createdAt.getTime(),
  ...(row.expiresAt && { expiresAt: row.expiresAt.getTime() }),
  ...(row.revokedAt && { revokedAt: row.revokedAt.getTime() }),
})

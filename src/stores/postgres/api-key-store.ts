import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import type { ApiKey, ApiKeyStore } from '../../core/api-key.ts'
import { nameTaken } from './directory.ts'
import { type ApiKey as ApiKeyRow, Prisma, PrismaClient } from './generated/client.ts'
import { withHolders } from './key-holders.ts'
import { codeOf, reachable } from './reachable.ts'

/**
 * Keeps API keys in the database, through the pool of the caller. Each transaction works for one tenant; only
 * `findByHash` asks before the tenant is known. Throws UNAVAILABLE while the database is away.
 */
export const createApiKeyStore = (pool: pg.Pool): ApiKeyStore => {
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  const within = <T>(tenant: string, work: (client: Prisma.TransactionClient) => Promise<T>): Promise<T> =>
    reachable(() =>
      prisma.$transaction(async client => {
        await client.$queryRaw`SELECT set_config('weir.tenant', ${tenant}, true)`
        return work(client)
      }),
    )

  return {
    insert: (wanted, secretSha256) =>
      within(wanted.tenant, async client => {
        const key = await withHolders(client, wanted)
        await client.apiKey.create({ data: { ...encode(key), secretSha256: Uint8Array.from(secretSha256) } })
        return key
      }),

    insertFirst: (tenant, key, secretSha256) =>
      within(tenant.name, async client => {
        const { tenant: _, createdAt, archivedAt, ...about } = tenant
        await client.tenant.create({ data: { ...about, createdAt: new Date(createdAt) } })
        await client.apiKey.create({ data: { ...encode(key), secretSha256: Uint8Array.from(secretSha256) } })
      }).catch(error => {
        throw codeOf(error) === uniqueViolation ? nameTaken('tenant') : error
      }),

    async findByHash(secretSha256) {
      const hash = Uint8Array.from(secretSha256)
      const rows = await reachable(
        () => prisma.$queryRaw<ApiKeyRow[]>`
SELECT ${columns} FROM find_api_key(${hash})`,
      )
      return rows[0] && decode(rows[0])
    },

    find: (tenant, ids) =>
      within(tenant, async ({ apiKey }) =>
        (await apiKey.findMany({ where: { tenant, id: { in: [...ids] } } })).map(decode),
      ),

    list: (tenant, { limit, after }) =>
      within(tenant, async ({ apiKey }) => {
        const last = after === undefined ? null : await apiKey.findFirst({ where: { tenant, id: after } })
        if (after !== undefined && !last) return []
        const older = last && {
          OR: [{ createdAt: { lt: last.createdAt } }, { createdAt: last.createdAt, id: { lt: last.id } }],
        }
        const rows = await apiKey.findMany({
          where: { tenant, ...older },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit,
        })
        return rows.map(decode)
      }),

    listByHolder: (tenant, { kind, names, limit, after }) =>
      within(tenant, async client => {
        const holder = Prisma.raw(holderColumns[kind])
        const behind =
          after === undefined
            ? Prisma.empty
            : Prisma.sql`AND (created_at, id) < (SELECT created_at, id FROM api_key WHERE tenant = ${tenant} AND id = ${after})`
        const rows = await client.$queryRaw<ApiKeyRow[]>`
          SELECT ${columns} FROM unnest(${names}::text[]) AS page(of) CROSS JOIN LATERAL (
            SELECT * FROM api_key WHERE tenant = ${tenant} AND ${holder} = page.of ${behind}
            ORDER BY created_at DESC, id DESC LIMIT ${limit}
          ) AS item ORDER BY created_at DESC, id DESC`
        const pages = Map.groupBy(rows, row => row[kind])
        return names.map(name => (pages.get(name) ?? []).map(decode))
      }),

    revoke: (tenant, id, at) =>
      within(tenant, async ({ apiKey }) => {
        await apiKey.updateMany({ where: { tenant, id, revokedAt: null }, data: { revokedAt: new Date(at) } })
        const row = await apiKey.findFirst({ where: { tenant, id } })
        return row ? decode(row) : undefined
      }),
  }
}

/** The columns under the names of the model. */
const columns =
  Prisma.raw(`id, tenant, name, prefix, secret_sha256 AS "secretSha256", team, application, "user", roles,
  models, limits_models AS "limitsModels", operations, limits_operations AS "limitsOperations",
  created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt"`)

const holderColumns = { team: 'team', application: 'application', user: '"user"' } as const

/** Prisma's code for a value that is there already. */
const uniqueViolation = 'P2002'

const encode = ({ models, operations, createdAt, expiresAt, revokedAt, ...key }: ApiKey) => ({
  ...key,
  roles: [...key.roles],
  models: [...(models ?? [])],
  limitsModels: models !== undefined,
  operations: [...(operations ?? [])],
  limitsOperations: operations !== undefined,
  createdAt: new Date(createdAt),
  expiresAt: dateOf(expiresAt),
  revokedAt: dateOf(revokedAt),
})

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

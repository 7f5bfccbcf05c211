import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import type { ApiKey, ApiKeyStore, KeyBirth, KeyPermit } from '../../core/api-key.ts'
import { operatorTenant } from '../../core/organisation.ts'
import { noAccess } from '../../core/tenant-access.ts'
import { type AccessRow, oneTenantQuery, tenantAccessOf } from './access-reader.ts'
import { conditions } from './api-key-filter.ts'
import { columns, dateOf, decode, encode } from './api-key-row.ts'
import { nameTaken } from './directory.ts'
import { type ApiKey as ApiKeyRow, Prisma, PrismaClient } from './generated/client.ts'
import { withHolders } from './key-holders.ts'
import { organisationLock } from './organisation-change.ts'
import { codeOf, reachable } from './reachable.ts'
import { actInWords } from './tenancy.ts'

/**
 * Keeps API keys in the database, through the pool of the caller. Each transaction works for one tenant; only
 * `findByHash` asks before the tenant is known, and `noteUsed` and `revokeByPrefix` may concern all of them. Throws
 * UNAVAILABLE while the database is away.
 */
export const createApiKeyStore = (pool: pg.Pool): ApiKeyStore => {
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  const within = <T>(tenant: string, work: (client: Prisma.TransactionClient) => Promise<T>): Promise<T> =>
    reachable(() => {
      const act = actInWords()
      return prisma.$transaction(async client => {
        await client.$queryRaw`SELECT set_config('weir.tenant', ${tenant}, true), set_config('weir.act', ${act}, true)`
        return work(client)
      })
    })

  return {
    insert: (wanted, secretSha256, birth = {}) =>
      within(wanted.tenant, async client => {
        const key = await permitted(client, wanted, birth.permit)
        await client.apiKey.create({
          data: { ...encode(key), ...made(key, birth), secretSha256: Uint8Array.from(secretSha256) },
        })
        return key
      }),

    replace: (wanted, secretSha256, { endsAt, ...birth }) =>
      within(wanted.tenant, async client => {
        const { tenant, replaces: id } = wanted
        const [replaced] = await client.$queryRaw<ApiKeyRow[]>`
          UPDATE api_key SET replaced_by = ${wanted.id}, expires_at = LEAST(expires_at, ${new Date(endsAt)})
          WHERE tenant = ${tenant} AND id = ${id} AND revoked_at IS NULL AND replaced_by IS NULL
          RETURNING ${columns}`
        if (!replaced) return undefined
        const key = await permitted(client, wanted, birth.permit)
        await client.apiKey.create({
          data: { ...encode(key), ...made(key, birth), secretSha256: Uint8Array.from(secretSha256) },
        })
        return { key, replaced: decode(replaced) }
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

    list: (tenant, { limit, after, filter = {} }) =>
      within(tenant, async client => {
        const rows = await client.$queryRaw<ApiKeyRow[]>`
          SELECT ${columns} FROM api_key WHERE tenant = ${tenant} ${behind(tenant, after)} ${conditions(filter)}
          ORDER BY created_at DESC, id DESC LIMIT ${limit}`
        return rows.map(decode)
      }),

    listByHolder: (tenant, { kind, names, limit, after }) =>
      within(tenant, async client => {
        const holder = Prisma.raw(holderColumns[kind])
        const rows = await client.$queryRaw<ApiKeyRow[]>`
          SELECT ${columns} FROM unnest(${names}::text[]) AS page(of) CROSS JOIN LATERAL (
            SELECT * FROM api_key WHERE tenant = ${tenant} AND ${holder} = page.of ${behind(tenant, after)}
            ORDER BY created_at DESC, id DESC LIMIT ${limit}
          ) AS item ORDER BY created_at DESC, id DESC`
        const pages = Map.groupBy(rows, row => row[kind])
        return names.map(name => (pages.get(name) ?? []).map(decode))
      }),

    isMadeBy: (tenant, id, { credential = null, user = null }) =>
      within(tenant, async client => {
        const [row] = await client.$queryRaw<{ made: boolean }[]>`
          WITH RECURSIVE line AS (
            SELECT id, original, maker, maker_user_mark, replaces FROM api_key WHERE tenant = ${tenant} AND id = ${id}
            UNION SELECT k.id, k.original, k.maker, k.maker_user_mark, k.replaces
            FROM line JOIN api_key AS k ON k.tenant = ${tenant}
              AND (k.id = line.replaces OR k.id = line.maker OR k.original = line.maker)
          ) SELECT EXISTS (SELECT FROM line WHERE maker = ${credential}::text
            OR maker_user_mark = ${user === null ? null : userMark(tenant, user)}::bytea) AS made`
        return row?.made === true
      }),

    revoke: (tenant, id, at) =>
      within(tenant, async ({ apiKey }) => {
        await apiKey.updateMany({ where: { tenant, id, revokedAt: null }, data: { revokedAt: new Date(at) } })
        const row = await apiKey.findFirst({ where: { tenant, id } })
        return row ? decode(row) : undefined
      }),

    async revokeByPrefix({ prefix, tenant }, at) {
      const rows = await within(tenant ?? operatorTenant, client =>
        tenant === undefined
          ? client.$queryRaw<ApiKeyRow[]>`
              SELECT ${columns} FROM revoke_leaked_api_keys(${prefix}, ${new Date(at)})`
          : client.$queryRaw<ApiKeyRow[]>`
              UPDATE api_key SET revoked_at = ${dateOf(at)}
              WHERE tenant = ${tenant} AND revoked_at IS NULL ${conditions({ prefix })} RETURNING ${columns}`,
      )
      return rows.map(decode)
    },

    async noteUsed(times) {
      const [ids, dates] = [[...times.keys()], [...times.values()].map(dateOf)]
      await reachable(() => prisma.$queryRaw`SELECT 1 FROM note_api_keys_used(${ids}, ${dates})`)
    },
  }
}

/** Who has made the key; of a user only a mark, which goes when the user is forgotten. */
const made = ({ tenant }: ApiKey, { maker: { credential, user } = {} }: KeyBirth) => ({
  ...(credential !== undefined && { maker: credential }),
  ...(user !== undefined && { makerUserMark: userMark(tenant, user) }),
})

/** As `forgetPerson` makes it. */
const userMark = (tenant: string, user: string) =>
  Uint8Array.from(createHash('sha256').update(`${tenant}\n${user}`).digest())

/** The key as it is to be kept, if there may be one. The organisation stays as it is until it is kept. */
const permitted = async (
  client: Prisma.TransactionClient,
  wanted: ApiKey,
  permit: KeyPermit | undefined,
): Promise<ApiKey> => {
  if (!permit) return withHolders(client, wanted)
  const { tenant } = wanted
  await client.$queryRawUnsafe(`SELECT 1 FROM pg_advisory_xact_lock_shared(${organisationLock})`, tenant)
  const key = await withHolders(client, wanted)
  const [row] = await client.$queryRawUnsafe<AccessRow[]>(oneTenantQuery, tenant)
  permit(key, row ? tenantAccessOf(row) : noAccess)
  return key
}

const holderColumns = { team: 'team', application: 'application', user: '"user"' } as const

/** The keys that follow another one in the order of a list; none if there is no such key. */
const behind = (tenant: string, after: string | undefined): Prisma.Sql =>
  after === undefined
    ? Prisma.empty
    : Prisma.sql`AND (created_at, id) < (SELECT created_at, id FROM api_key WHERE tenant = ${tenant} AND id = ${after})`

/** Prisma's code for a value that is there already. */
const uniqueViolation = 'P2002'

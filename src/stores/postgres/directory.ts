import pg from 'pg'
import { GatewayError } from '../../core/error.ts'
import type { Directory, Entity, EntityVersion } from '../../core/organisation.ts'
import type { Clock } from '../../core/ports.ts'
import { chanceBytes, uuidV7 } from '../../core/uuid.ts'
import { readTenantAccess } from './access-reader.ts'
import type { EntityRow, EntityTable } from './entity-tables.ts'
import { conditionsOf } from './list-conditions.ts'
import { changingOrganisation } from './organisation-change.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

export interface DirectoryOptions {
  readonly pool: pg.Pool
  readonly clock: Clock
  /** So many bytes of chance. */
  readonly random: (bytes: number) => Uint8Array
}

/**
 * All entities of one table. In SQL rather than Prisma: the tables differ in a few columns only, and a page of each
 * of a hundred teams is one statement here. Throws UNAVAILABLE while the database is away.
 */
export const createDirectory = <T extends Entity>(
  about: EntityTable<T>,
  { pool, clock, random }: DirectoryOptions,
): Directory<T> => {
  const { kind, table, tenantColumn, attributes, teamColumn, decode } = about

  const encode = (name: string, value: unknown): unknown =>
    about.json?.includes(name)
      ? JSON.stringify(value)
      : about.times?.includes(name) && typeof value === 'number'
        ? new Date(value)
        : value

  const read = (tenant: string, text: string, values: readonly unknown[]): Promise<readonly EntityRow[]> =>
    reachable(() =>
      withinTenant(pool, tenant, async client => (await client.query<EntityRow>(text, [...values])).rows),
    )

  const write = <Result>(tenant: string, work: (client: pg.ClientBase) => Promise<Result>): Promise<Result> =>
    reachable(() => changingOrganisation(pool, tenant, work))

  const rowOf = async (client: pg.ClientBase, tenant: string, id: string): Promise<EntityRow | undefined> =>
    (
      await client.query<EntityRow>(`SELECT * FROM ${table} WHERE ${tenantColumn} = $1 AND id = $2`, [
        tenant,
        id,
      ])
    ).rows[0]

  /** The row, if it is the version that the caller has seen; undefined if there is none. One archived is not changed. */
  const seenBy = async (client: pg.ClientBase, tenant: string, entity: EntityVersion) => {
    const row = await rowOf(client, tenant, entity.id)
    if (row && row.archived_at === null) mustBeSeen(row, entity)
    return row
  }

  const mustBeSeen = (row: EntityRow, { version }: EntityVersion): void => {
    if (row.version === version) return
    throw new GatewayError(
      'CONFLICT',
      `The ${kind} \`${row.name}\` has version ${row.version} now, not ${version}: read it again and repeat the change if it still makes sense`,
      { path: 'version' },
    )
  }

  const checkTeam = async (client: pg.ClientBase, tenant: string, team: unknown): Promise<void> => {
    const { rows } = await client.query(
      'SELECT FROM team WHERE tenant = $1 AND name = $2 AND archived_at IS NULL',
      [tenant, team],
    )
    if (rows.length === 0)
      throw new GatewayError('INVALID_INPUT', `${teamColumn} must be a team that is in use`, {
        path: `${teamColumn}`,
      })
  }

  const checkName = async (client: pg.ClientBase, tenant: string, name: string): Promise<void> => {
    const { rows } = await client.query<EntityRow>(
      `SELECT * FROM ${table} WHERE ${tenantColumn} = $1 AND lower(name) = lower($2)`,
      [tenant, name],
    )
    const [taken] = rows
    if (!taken) return
    if (taken.archived_at === null || !about.isRestored) throw nameTaken(kind)
    throw new GatewayError(
      'INVALID_INPUT',
      `name is taken by the archived ${kind} \`${taken.name}\`: restore it, or choose another name`,
      { path: 'name' },
    )
  }

  const checkRoom = async (client: pg.ClientBase, tenant: string): Promise<void> => {
    if (about.most === undefined) return
    const { rows } = await client.query(
      `SELECT FROM ${table} WHERE ${tenantColumn} = $1 AND archived_at IS NULL LIMIT ${about.most}`,
      [tenant],
    )
    if (rows.length >= about.most)
      throw new GatewayError(
        'INVALID_INPUT',
        `There are ${about.most} ${table}s in use, and no more fit: archive some first`,
        { path: 'name' },
      )
  }

  return {
    async create(tenant, entity, permit) {
      const now = clock()
      const given = Object.entries(entity).filter(([name]) => attributes.includes(name))
      const columns = ['id', 'tenant', 'name', 'created_at', ...given.map(([name]) => columnOf(name))]
      const values = [
        uuidV7(now, random(chanceBytes)),
        tenant,
        entity.name,
        new Date(now),
        ...given.map(([name, value]) => encode(name, value)),
      ]
      return write(tenant, async client => {
        const team = given.find(([name]) => name === teamColumn)
        if (team) await checkTeam(client, tenant, team[1])
        await checkName(client, tenant, entity.name)
        await checkRoom(client, tenant)
        permit?.(await readTenantAccess(client, tenant))
        const { rows } = await client
          .query<EntityRow>(
            `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.map((_, index) => `$${index + 1}`).join(', ')}) RETURNING *`,
            values,
          )
          .catch(error => {
            throw isTwin(error) ? nameTaken(kind) : error
          })
        return decode(only(rows))
      })
    },

    update: (tenant, { to, ...entity }, permit) =>
      write(tenant, async client => {
        const row = await seenBy(client, tenant, entity)
        if (!row) return undefined
        if (row.archived_at !== null)
          throw new GatewayError(
            'INVALID_INPUT',
            `The ${kind} \`${row.name}\` is archived and stays as it is`,
            {
              path: 'id',
            },
          )
        const changes = Object.entries(to).filter(
          ([name, value]) => attributes.includes(name) && name !== about.fixed && value !== undefined,
        )
        if (changes.length === 0) return decode(row)
        const parent = changes.find(([name]) => name === 'parent')?.[1]
        if (parent != null) {
          await checkTeam(client, tenant, parent)
          await checkTree(client, { tenant, team: row.name, parent })
        }
        permit?.(await readTenantAccess(client, tenant))
        const sets = [
          'version = version + 1',
          ...changes.map(([name], index) => `${columnOf(name)} = $${index + 3}`),
        ]
        const { rows } = await client.query<EntityRow>(
          `UPDATE ${table} SET ${sets.join(', ')} WHERE ${tenantColumn} = $1 AND id = $2 RETURNING *`,
          [tenant, entity.id, ...changes.map(([name, value]) => encode(name, value))],
        )
        return decode(only(rows))
      }),

    archive: (tenant, entity, permit) =>
      write(tenant, async client => {
        const row = await seenBy(client, tenant, entity)
        if (!row || row.archived_at !== null) return row && decode(row)
        permit?.(await readTenantAccess(client, tenant))
        for (const [parts, column] of about.partsIn) {
          const { rows } = await client.query<{ name: string }>(
            `SELECT name FROM ${parts} WHERE tenant = $1 AND ${column} = $2 AND archived_at IS NULL LIMIT 1`,
            [tenant, row.name],
          )
          if (rows[0])
            throw new GatewayError(
              'INVALID_INPUT',
              `The ${kind} \`${row.name}\` still has the ${parts} \`${rows[0].name}\`: archive or move what belongs to it first`,
              { path: 'id' },
            )
        }
        const { rows } = await client.query<EntityRow>(
          `UPDATE ${table} SET archived_at = $3, version = version + 1 WHERE ${tenantColumn} = $1 AND id = $2 RETURNING *`,
          [tenant, entity.id, new Date(clock())],
        )
        return decode(only(rows))
      }),

    restore: (tenant, entity, permit) =>
      write(tenant, async client => {
        const row = await rowOf(client, tenant, entity.id)
        if (!row || row.archived_at === null) return row && decode(row)
        mustBeSeen(row, entity)
        const team = teamColumn && row[teamColumn]
        if (team != null) await checkTeam(client, tenant, team)
        await checkRoom(client, tenant)
        permit?.(await readTenantAccess(client, tenant))
        const { rows } = await client.query<EntityRow>(
          `UPDATE ${table} SET archived_at = NULL, version = version + 1 WHERE ${tenantColumn} = $1 AND id = $2 RETURNING *`,
          [tenant, entity.id],
        )
        return decode(only(rows))
      }),

    find: async (tenant, ids) =>
      (
        await read(tenant, `SELECT * FROM ${table} WHERE ${tenantColumn} = $1 AND id = ANY($2::text[])`, [
          tenant,
          ids,
        ])
      ).map(decode),

    named: async (tenant, names) =>
      (
        await read(tenant, `SELECT * FROM ${table} WHERE ${tenantColumn} = $1 AND name = ANY($2::text[])`, [
          tenant,
          names,
        ])
      ).map(decode),

    async list(tenant, range) {
      const { conditions, values } = conditionsOf(range, teamColumn)
      const text = `SELECT * FROM ${table} WHERE ${[`${tenantColumn} = $1`, ...conditions].join(' AND ')} ORDER BY name LIMIT $2`
      return (await read(tenant, text, [tenant, range.limit, ...values])).map(decode)
    },

    async listByTeam(tenant, { teams, ...range }) {
      if (teamColumn === undefined) throw new Error(`No ${kind} belongs to a team`)
      const { conditions, values } = conditionsOf(range, teamColumn)
      const teamsAt = `$${values.length + 3}`
      const text = `SELECT page.of, item.* FROM unnest(${teamsAt}::text[]) AS page(of) CROSS JOIN LATERAL (
          SELECT * FROM ${table} WHERE ${[`${tenantColumn} = $1`, `${teamColumn} = page.of`, ...conditions].join(' AND ')}
          ORDER BY name LIMIT $2
        ) AS item ORDER BY item.name`
      const rows = await read(tenant, text, [tenant, range.limit, ...values, teams])
      const pages = Map.groupBy(rows, row => row[teamColumn])
      return teams.map(team => (pages.get(team) ?? []).map(decode))
    },
  }
}

/** `deprecatedAt` is kept in `deprecated_at`. */
const columnOf = (attribute: string): string =>
  attribute.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

/** Throws INVALID_INPUT if the team would become part of itself. */
const checkTree = async (
  client: pg.ClientBase,
  { tenant, team, parent }: { readonly tenant: string; readonly team: string; readonly parent: unknown },
): Promise<void> => {
  const { rows } = await client.query(
    `WITH RECURSIVE above AS (
       SELECT name, parent FROM team WHERE tenant = $1 AND name = $2
       UNION SELECT team.name, team.parent FROM above JOIN team ON team.tenant = $1 AND team.name = above.parent
     ) SELECT FROM above WHERE name = $3`,
    [tenant, parent, team],
  )
  if (rows.length > 0)
    throw new GatewayError('INVALID_INPUT', 'parent must be no part of the team itself', { path: 'parent' })
}

/** The error for a name that somebody has, whatever its case. */
export const nameTaken = (kind: string): GatewayError =>
  new GatewayError(
    'INVALID_INPUT',
    `name is taken by another ${kind}, maybe an archived one or in another case: choose another name`,
    { path: 'name' },
  )

/** unique_violation */
const isTwin = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '23505'

const only = <T>(rows: readonly T[]): T => {
  const [row] = rows
  if (row === undefined) throw new Error('The database returned no row of what it has written')
  return row
}

import pg from 'pg'
import type { DeclarationStore, ModelVersion } from '../../core/declaration.ts'
import { GatewayError } from '../../core/error.ts'
import { type DeclarationRow, declarationOf, inTheirOrder, statementOf } from './declaration-rows.ts'
import { changingOrganisation, type DirectoryOptions } from './directory.ts'
import { writeTeams } from './organisation-store.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

/** Keeps declarations in the database, through connections that row-level security holds for. */
export const createDeclarationStore = (options: DirectoryOptions): DeclarationStore => {
  const { pool } = options
  const read = (tenant: string, text: string, values: readonly unknown[]) =>
    reachable(() =>
      withinTenant(pool, tenant, async client => {
        const { rows } = await client.query<DeclarationRow>(text, [tenant, ...values])
        return rows.map(declarationOf)
      }),
    )

  return {
    change: (tenant, decide) =>
      reachable(() =>
        changingOrganisation(pool, tenant, async client => {
          const { rows } = await client.query<DeclarationRow>(
            `SELECT * FROM declaration WHERE tenant = $1 AND archived_at IS NULL ${inTheirOrder}`,
            [tenant],
          )
          const namesIn = async (table: 'team' | 'application') => {
            const text = `SELECT name, archived_at IS NOT NULL AS archived FROM ${table} WHERE tenant = $1`
            const { rows } = await client.query<{ name: string; archived: boolean }>(text, [tenant])
            const names = (of: typeof rows) => new Set(of.map(({ name }) => name))
            return { all: names(rows), archived: names(rows.filter(({ archived }) => archived)) }
          }
          const placed = await client.query<{ name: string; title: string; parent: string | null }>(
            'SELECT name, title, parent FROM team WHERE tenant = $1',
            [tenant],
          )
          const [ofTeams, ofApplications] = [await namesIn('team'), await namesIn('application')]
          const { changes, teams, result } = decide({
            declarations: rows.map(declarationOf),
            teams: ofTeams.all,
            applications: ofApplications.all,
            placed: new Map(placed.rows.map(({ name, ...about }) => [name, about])),
            archived: { teams: ofTeams.archived, applications: ofApplications.archived },
          })
          if (teams) await writeTeams(client, { ...options, tenant, teams })
          for (const change of changes) await client.query(statementOf(change))
          return result
        }).catch(error => {
          throw isAudienceTaken(error) ? audienceTaken() : error
        }),
      ),

    find: (tenant, ids) =>
      read(tenant, 'SELECT * FROM declaration WHERE tenant = $1 AND id = ANY($2::text[])', [ids]),

    versions: (tenant, ids) =>
      reachable(() =>
        withinTenant(pool, tenant, async client => {
          const { rows } = await client.query<Omit<ModelVersion, 'createdAt'> & { readonly at: Date }>(
            `SELECT declaration, version, spec, created_at AS at FROM model_version
             WHERE tenant = $1 AND declaration = ANY($2::text[]) ORDER BY declaration, version DESC`,
            [tenant, ids],
          )
          return rows.map(({ at, ...row }) => ({ ...row, createdAt: at.getTime() }))
        }),
      ),

    list(tenant, { kind, limit, after, filter }) {
      const values: unknown[] = [kind, limit]
      const bind = (value: unknown): string => `$${values.push(value) + 1}`
      const conditions = ['tenant = $1', 'kind = $2']
      if (after !== undefined) {
        const [name, id] = after.split('\n')
        conditions.push(`(name, id) > (${bind(name)}, ${bind(id)})`)
      }
      if (filter.search !== undefined)
        conditions.push(`strpos(lower(name), lower(${bind(filter.search)})) > 0`)
      if (filter.state !== undefined)
        conditions.push(`archived_at IS ${filter.state === 'ACTIVE' ? 'NULL' : 'NOT NULL'}`)
      const text = `SELECT * FROM declaration WHERE ${conditions.join(' AND ')} ORDER BY name, id LIMIT $3`
      return read(tenant, text, values)
    },
  }
}

/** Two identity providers cannot have one audience of one issuer (migration 0034). */
const isAudienceTaken = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.constraint === 'token_audience_pkey'

/** Says nothing of who has it. */
const audienceTaken = (): GatewayError =>
  new GatewayError(
    'INVALID_INPUT',
    'audience must be yours alone at this issuer: have its tokens name one that stands for you and nobody else, such as a client of your own',
    { path: 'audience' },
  )

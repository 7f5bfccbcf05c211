import pg from 'pg'
import type { DeclarationStore, ModelVersion, SaidOfEntity } from '../../core/declaration.ts'
import { GatewayError } from '../../core/error.ts'
import { type DeclarationRow, declarationOf, inTheirOrder, statementOf } from './declaration-rows.ts'
import type { DirectoryOptions } from './directory.ts'
import { changingOrganisation } from './organisation-change.ts'
import { writeTeams } from './organisation-store.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

interface SaidRow extends SaidOfEntity {
  readonly name: string
  readonly archived: boolean
  /** Of teams. */
  readonly parent: string | null
}

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
          const entitiesIn = async (table: 'team' | 'application') => {
            const text = `SELECT name, archived_at IS NOT NULL AS archived, title, cost_centre AS "costCentre"${table === 'team' ? ', parent' : ''}
              FROM ${table} WHERE tenant = $1`
            const { rows } = await client.query<SaidRow>(text, [tenant])
            const archived = new Set(rows.filter(({ archived }) => archived).map(({ name }) => name))
            return { said: new Map(rows.map(({ name, archived: _, ...said }) => [name, said])), archived }
          }
          const [ofTeams, ofApplications] = [await entitiesIn('team'), await entitiesIn('application')]
          const { changes, teams, result } = decide({
            declarations: rows.map(declarationOf),
            teams: new Set(ofTeams.said.keys()),
            applications: new Set(ofApplications.said.keys()),
            said: { teams: ofTeams.said, applications: ofApplications.said },
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

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createApiKeys } from '../../../src/identity/api-keys.ts'
import { createApiKeyStore } from '../../../src/stores/postgres/api-key-store.ts'
import { createOrganisationStore, declareTeams } from '../../../src/stores/postgres/organisation-store.ts'
import { principal } from '../../kit/call.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { dataOf, now } from '../../kit/graphql.ts'

/** What every transaction says besides its statement: its bounds, and whom it works for. */
const framing = /^(BEGIN|COMMIT|ROLLBACK|SELECT set_config\()/

describe('SQL statements of a GraphQL operation', () => {
  let server: TestDatabase
  const statements: string[] = []
  before(async () => {
    server = await startDatabase()
    // Before the pool has made its first connection.
    server.appPool.on('connect', client => {
      client.query = new Proxy(client.query, {
        apply(query, self, args: [string | { readonly text: string }]) {
          const text = typeof args[0] === 'string' ? args[0] : args[0].text
          if (!framing.test(text)) statements.push(text)
          return Reflect.apply(query, self, args)
        },
      })
    })
  })
  after(() => server.close())

  test('are one a level, though the page has a hundred teams with applications and keys of their own', async () => {
    const about = { pool: server.appPool, clock: () => now, random: randomBytes }
    const store = createApiKeyStore(about.pool)
    const names = Array.from({ length: 100 }, (_, index) => `team-${String(index).padStart(3, '0')}`)
    const applicationsOf = (team: string) => [{ name: `${team}.a` }, { name: `${team}.b` }]
    await declareTeams(
      'default',
      names.map(name => ({ name, applications: applicationsOf(name) })),
      about,
    )
    for (const name of names) {
      const id = `key of ${name}`
      const key = {
        id,
        tenant: 'default',
        name: id,
        prefix: '',
        roles: [],
        createdAt: now,
        application: `${name}.a`,
      }
      await store.insert(key, createHash('sha256').update(id).digest())
    }
    const { team, application, ...admin } = { ...principal, roles: new Set(['ADMIN']) }
    const services = {
      organisation: createOrganisationStore(about),
      apiKeys: createApiKeys({ ...about, store, onEnding: () => {} }),
    }
    statements.length = 0
    const { teams } = await dataOf(
      `{
        teams(first: 100) { edges { node {
          name
          applications(first: 2) { edges { node {
            name
            team { name }
            apiKeys(first: 2) { edges { node { name holderApplication { name } holderTeam { name } } } }
          } } }
        } } }
      }`,
      { services, as: admin },
    )
    assert.deepEqual(
      teams.edges,
      names.map(name => ({
        node: {
          name,
          applications: {
            edges: applicationsOf(name).map(({ name: application }, index) => ({
              node: {
                name: application,
                team: { name },
                apiKeys: {
                  edges: [
                    {
                      node: {
                        name: `key of ${name}`,
                        holderApplication: { name: application },
                        holderTeam: { name },
                      },
                    },
                  ].slice(index),
                },
              },
            })),
          },
        },
      })),
    )
    const tables = statements.map(
      text => /(?:FROM|LATERAL \(\s*SELECT \* FROM) (team|application|api_key)\b/.exec(text)?.[1],
    )
    // Lists: one a level. Objects that are asked for by name: one a kind.
    assert.deepEqual(tables.sort(), ['api_key', 'application', 'application', 'team', 'team'])
  })
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTeamChain } from '../../../src/stores/postgres/team-chain.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'

let database: TestDatabase
before(async () => {
  database = await startDatabase()
  const client = await database.pool.connect()
  await client.query(`SET weir.system = 'on'`)
  for (const tenant of ['one', 'two'])
    await client.query(`INSERT INTO tenant (id, name, title, created_at) VALUES ($1, $1, $1, now())`, [
      tenant,
    ])
  const team = (tenant: string, name: string, parent: string | null) =>
    client.query(
      `INSERT INTO team (id, tenant, name, title, parent, created_at) VALUES ($1, $2, $3, $3, $4, now())`,
      [`${tenant}-${name}`, tenant, name, parent],
    )
  await team('one', 'company', null)
  await team('one', 'research', 'company')
  await team('one', 'search', 'research')
  await team('two', 'search', null)
  client.release(true)
})
after(() => database.close())

test('a team’s chain are its own name and those of the teams above it, within its tenant', async () => {
  const chainOf = createTeamChain(database.appPool)
  assert.deepEqual(await chainOf('one', 'search'), ['search', 'research', 'company'])
  assert.deepEqual(await chainOf('one', 'company'), ['company'])
  assert.deepEqual(await chainOf('two', 'search'), ['search'])
})

test('a team that does not exist is alone', async () => {
  assert.deepEqual(await createTeamChain(database.appPool)('two', 'research'), ['research'])
})

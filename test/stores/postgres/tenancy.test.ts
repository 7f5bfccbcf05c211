import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { withinTenant } from '../../../src/stores/postgres/tenancy.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'

describe('a transaction of a tenant', { timeout: 20_000 }, () => {
  let server: TestDatabase
  before(async () => {
    server = await startDatabase()
  })
  after(() => server.close())

  const answer = () =>
    withinTenant(server.appPool, 'default', async client => (await client.query('SELECT 1 AS one')).rows)

  test('whose connection is lost fails alone: the process lives on, and the next one has a connection', async () => {
    const lost = withinTenant(server.appPool, 'default', async client => {
      const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
      // Not `once` of node:events, which would listen to errors too.
      const gone = new Promise<void>(resolve => client.once('end', resolve))
      await server.pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid])
      await gone
      await client.query('SELECT 1')
    })
    await assert.rejects(lost)
    // More than there are connections: none of them is the broken one.
    for (let times = 0; times < 10; times++) assert.deepEqual(await answer(), [{ one: 1 }])
  })

  test('leaves nothing behind on its connection', async () => {
    const listeners = () =>
      withinTenant(server.appPool, 'default', async client => client.listenerCount('error'))
    const first = await listeners()
    for (let times = 0; times < 5; times++) assert.equal(await listeners(), first)
  })
})

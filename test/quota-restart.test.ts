import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startDatabase } from './kit/database.ts'
import { startGateway } from './kit/gateway.ts'

const yaml = `
models:
  - { name: small, deployments: [ { provider: simulator, model: simulator } ], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
quotas:
  - { name: calls, meter: REQUESTS, limit: 2, window: MONTH }
  - { name: money, scope: { team: search }, meter: COST, limit: 5, window: MONTH }
teams:
  - { name: search, applications: [ { name: web } ] }
`
const question = `mutation { complete(input: { model: "small", messages: [{ role: USER, content: "Hello" }] }) {
  __typename ... on QuotaExceeded { quota { name } }
} }`

test('a restart resets no quota: what was used counts on', async () => {
  const database = await startDatabase()
  const env = { DATABASE_URL: database.url, WEIR_ADMIN_KEY: 'an-admin-key-of-the-test-0123456789' }
  const start = () => startGateway({ yaml, env })
  const standing = '{ viewer { quotas { quota { name } used reserved } } }'
  try {
    let gateway = await start()
    const { secret } = await gateway.newKey()
    const ask = async () => (await gateway.graphql(question, {}, secret)).data.complete
    assert.equal((await ask()).__typename, 'Completion')
    const before = (await gateway.graphql(standing, {}, secret)).data.viewer.quotas
    await gateway.close()

    gateway = await start()
    const after = (await gateway.graphql(standing, {}, secret)).data.viewer.quotas
    assert.deepEqual(after, before)
    assert.ok(Number(after[1].used) > 0)
    assert.equal((await ask()).__typename, 'Completion')
    assert.deepEqual(await ask(), { __typename: 'QuotaExceeded', quota: { name: 'calls' } })
    await gateway.close()
  } finally {
    await database.close()
  }
})

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startDatabase, type TestDatabase } from './kit/database.ts'
import { startGateway, type TestGateway } from './kit/gateway.ts'
import { startRedis, type TestRedis } from './kit/redis.ts'

const yaml = `
models:
  - { name: small, deployments: [ { provider: simulator, model: simulator } ], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
quotas:
  - { name: calls, meter: REQUESTS, limit: 100, window: MONTH }
`
const question = `mutation { complete(input: { model: "small", messages: [{ role: USER, content: "Hello" }] }) { __typename } }`

describe('two gateways', () => {
  let database: TestDatabase
  let redis: TestRedis
  let gateways: readonly TestGateway[]
  before(async () => {
    database = await startDatabase()
    redis = await startRedis()
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      WEIR_ADMIN_KEY: 'an-admin-key-of-the-test-0123456789',
      WEIR_MASTER_KEY: 'a-master-key-of-the-test-0123456789',
    }
    const first = await startGateway({ yaml, env })
    gateways = [first, await startGateway({ yaml, env })]
  })
  after(async () => {
    await Promise.all(gateways.map(gateway => gateway.close()))
    await redis.close()
    await database.close()
  })

  /** The events of a subscription at a gateway, over SSE; the last one is what it ended with. */
  async function* listen(gateway: TestGateway, query: string, key: string) {
    const answer = await fetch(`${gateway.url}/graphql/stream`, {
      method: 'POST',
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(60_000),
    })
    let text = ''
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1]
        text = text.slice(end + 2)
        if (data) yield JSON.parse(data)
      }
    }
  }

  test('tell live what is used at the other one, until the credential ends', async () => {
    const [here, there] = gateways as [TestGateway, TestGateway]
    const analyst = await here.newKey({ roles: ['ANALYST'] })
    const { secret } = await here.newKey()
    const ask = async () =>
      assert.equal((await there.graphql(question, {}, secret)).data.complete.__typename, 'Completion')

    const usage = listen(
      here,
      'subscription { usageUpdated(groupBy: [MODEL]) { totals { requests } delta { requests } rows { group { value } } } }',
      analyst.secret,
    )
    const quotas = listen(
      here,
      'subscription { quotaUpdated { quota { name } used reserved remaining usedDelta } }',
      secret,
    )
    assert.deepEqual((await usage.next()).value.data.usageUpdated, {
      totals: { requests: 0 },
      delta: { requests: 0 },
      rows: [],
    })
    assert.equal((await quotas.next()).value.data.quotaUpdated.remaining, '100')

    await ask()
    assert.deepEqual((await usage.next()).value.data.usageUpdated, {
      totals: { requests: 1 },
      delta: { requests: 1 },
      rows: [{ group: [{ value: 'small' }] }],
    })
    // While the call runs, what it may use is reserved: whether a beat falls into that time is chance.
    let told = (await quotas.next()).value.data.quotaUpdated
    while (told.used === '0') told = (await quotas.next()).value.data.quotaUpdated
    assert.deepEqual([told.quota.name, told.used, told.reserved, told.remaining], ['calls', '1', '0', '99'])

    const revoked = await here.graphql(
      'mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }',
      { id: analyst.id },
    )
    assert.equal(revoked.errors, undefined)
    const last = (await usage.next()).value
    assert.equal(last.errors?.[0].extensions.code, 'UNAUTHENTICATED')
    await quotas.return(undefined)
  })
})

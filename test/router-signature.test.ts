import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type GraphqlAnswer, startGateway, type TestGateway } from './kit/gateway.ts'
import { startRedis, type TestRedis } from './kit/redis.ts'

const secret = 'a secret that the router and the gateways share'
const query = '{ _entities(representations: [{ __typename: "Model", name: "simulator" }]) { __typename } }'
const body = JSON.stringify({ query })

/** What a router signs the query with. */
const signature = (nonce = randomUUID()): string => {
  const seconds = Math.floor(Date.now() / 1000)
  const digest = createHmac('sha256', secret).update(`${seconds}.${nonce}.${body}`).digest('hex')
  return `t=${seconds},n=${nonce},v1=${digest}`
}

const ask = async (gateway: TestGateway, signed: string): Promise<string> => {
  const answer = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${gateway.adminKey}`,
      'weir-router-signature': signed,
    },
    body,
  })
  const { data, errors } = (await answer.json()) as GraphqlAnswer
  return errors?.[0]?.extensions.code ?? data._entities[0].__typename
}

describe('a signature of a router, at two gateways that share Redis', { timeout: 120_000 }, () => {
  let redis: TestRedis
  let gateways: readonly TestGateway[]
  before(async () => {
    redis = await startRedis()
    const about = { yaml: `server: { router: { secret: '${secret}' } }`, env: { REDIS_URL: redis.url } }
    gateways = await Promise.all([startGateway(about), startGateway(about)])
  })
  after(async () => {
    for (const gateway of gateways) await gateway.close()
    await redis.close()
  })
  const both = (): readonly [TestGateway, TestGateway] => {
    const [one, other] = gateways
    return one && other ? [one, other] : assert.fail()
  }

  test('is taken by one of them, once', async () => {
    const [one, other] = both()
    const signed = signature()
    assert.equal(await ask(one, signed), 'Model')
    assert.equal(await ask(other, signed), 'FORBIDDEN')
    assert.equal(await ask(one, signed), 'FORBIDDEN')
    assert.equal(await ask(other, signature()), 'Model')
  })

  test('that comes to both at once is taken by one', async () => {
    for (let round = 0; round < 5; round++) {
      const signed = signature()
      const answers = await Promise.all(both().map(gateway => ask(gateway, signed)))
      assert.deepEqual(answers.toSorted(), ['FORBIDDEN', 'Model'])
    }
  })

  test('is remembered for as long as it may be used, and no longer', async () => {
    const nonce = randomUUID()
    await ask(both()[0], signature(nonce))
    const left = Number(await redis.cli('pttl', `weir:once:${nonce}`))
    assert.ok(left > 110_000 && left <= 120_000, String(left))
  })

  test('is taken once by each of them while Redis is away', async () => {
    const [one, other] = both()
    await redis.crash()
    const signed = signature()
    assert.equal(await ask(one, signed), 'Model')
    assert.equal(await ask(one, signed), 'FORBIDDEN')
    assert.equal(await ask(other, signed), 'Model')
    await redis.restart()
  })
})

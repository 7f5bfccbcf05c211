import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startDatabase, type TestDatabase, temporaryFolder } from './kit/database.ts'
import { type GatewayProcess, startProcess } from './kit/process.ts'
import { startRedis, type TestRedis } from './kit/redis.ts'

// Four gateways in processes of their own, on one database and one Redis.

const adminKey = 'an-admin-key-of-the-test-0123456789'
const masterKey = 'a-master-key-of-the-test-0123456789'
const limit = 6_000
const yaml = `
models:
  - { name: small, deployments: [ { provider: simulator, model: simulator } ], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
quotas:
  - { name: first, scope: { tag: first }, meter: TOTAL_TOKENS, limit: ${limit}, window: MONTH, onStoreFailure: DENY }
  - { name: second, scope: { tag: second }, meter: TOTAL_TOKENS, limit: ${limit}, window: MONTH }
  - { name: third, scope: { tag: third }, meter: TOTAL_TOKENS, limit: ${limit}, window: MONTH, onStoreFailure: DENY }
`

describe('four gateways that share a budget', () => {
  let database: TestDatabase
  let redis: TestRedis
  let gateways: GatewayProcess[]
  let urls: string[]
  before(async () => {
    database = await startDatabase()
    redis = await startRedis()
    const folder = temporaryFolder()
    const file = join(folder, 'weir.yaml')
    writeFileSync(file, yaml)
    const start = (index: number) =>
      startProcess({
        home: join(folder, String(index)),
        env: {
          DATABASE_URL: database.url,
          REDIS_URL: redis.url,
          WEIR_ADMIN_KEY: adminKey,
          WEIR_MASTER_KEY: masterKey,
          WEIR_CONFIG: file,
          LOG_LEVEL: 'warn',
        },
      })
    // The first one brings the database up to date.
    gateways = [start(0)]
    await gateways[0]?.ready
    gateways.push(start(1), start(2), start(3))
    urls = (await Promise.all(gateways.map(({ ready }) => ready))).map(({ url }) => url)
  })
  after(async () => {
    for (const gateway of gateways) gateway.kill('SIGTERM')
    await Promise.all(gateways.map(({ ended }) => ended))
    await redis.close()
    await database.close()
  })

  /** Asks a gateway for ten tokens; the status, and what it took until the answer. */
  const ask = async (url: string, tag: string) => {
    const startedAt = performance.now()
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${adminKey}`,
        'content-type': 'application/json',
        'x-weir-tags': tag,
      },
      body: JSON.stringify({
        model: 'small',
        max_tokens: 10,
        messages: [{ role: 'user', content: 'Why is the sky blue?' }],
      }),
    }).catch(() => undefined)
    await answer?.arrayBuffer().catch(() => undefined)
    return { status: answer?.status ?? 0, ms: performance.now() - startedAt }
  }
  const burst = (callers: number, tag: string) =>
    Promise.all(Array.from({ length: callers }, (_, index) => ask(urls[index % urls.length] ?? '', tag)))

  /** 503: a machine that is too busy for Redis to answer in time, where the quota then lets nobody pass. */
  const isAnswer = (status: number) => status === 200 || status === 429 || status === 503

  /** What the ledger and the counter say that was used, and what refused calls have cost. */
  const spent = async (tag: string) => {
    const client = await database.pool.connect()
    await client.query(`SET weir.system = 'on'`)
    const { rows } = await client.query(
      `SELECT coalesce(sum(input_tokens + output_tokens), 0)::int AS used,
         coalesce(sum(input_tokens + output_tokens + coalesce(cost_nanos, 0)) FILTER (WHERE outcome = 'REFUSED'), 0)::int AS refused
       FROM ledger.call WHERE $1 = ANY(tags)`,
      [tag],
    )
    client.release(true)
    return rows[0] as { readonly used: number; readonly refused: number }
  }
  const graphql = async (url: string, query: string) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of the data by asserting it
    return ((await answer.json()) as { data: any }).data
  }
  const counted = async (name: string) => {
    const { viewer } = await graphql(urls[0] ?? '', '{ viewer { quotas { quota { name } used reserved } } }')
    return viewer.quotas.find(({ quota }: { quota: { name: string } }) => quota.name === name)
  }

  test('never overshoot it, and use nearly all of it, with 400 callers at its edge (P1, P28)', async () => {
    for (let rounds = 0; rounds < 20; rounds++) {
      const answers = await burst(400, 'first')
      const statuses = new Set(answers.map(({ status }) => status))
      assert.ok([...statuses].every(isAnswer), [...statuses].join())
      if ([...statuses].join() === '429') break
    }
    const { used, refused } = await spent('first')
    assert.ok(used <= limit && used >= limit * 0.99, String(used))
    assert.equal(refused, 0)
    const { used: inCounter, reserved } = await counted('first')
    assert.deepEqual([inCounter, reserved], [String(used), '0'])
  })

  test('answer in time while Redis is paused and when it comes back empty, and say how exact they are (P26)', async () => {
    redis.signal('SIGSTOP')
    const paused = await burst(40, 'second')
    assert.ok(paused.every(({ status, ms }) => (status === 200 || status === 429) && ms < 10_000))
    await graphql(urls[1] ?? '', '{ viewer { quotas { used } } }')
    const { health } = await graphql(urls[1] ?? '', '{ health { mode quotaAccuracy gateways } }')
    assert.deepEqual(health, { mode: 'DEGRADED', quotaAccuracy: 'SHARE', gateways: 4 })
    await redis.crash()
    await redis.restart()
    for (const url of urls)
      while ((await graphql(url, '{ health { mode } }')).health?.mode !== 'NORMAL')
        await new Promise(resolve => setTimeout(resolve, 50))
    for (let rounds = 0; rounds < 20; rounds++)
      if ((await burst(400, 'second')).every(({ status }) => status === 429)) break
    const { used } = await spent('second')
    // Beyond the limit lies at the most what the others took while a gateway granted its share: here, a few calls.
    assert.ok(used <= limit * 1.05 && used >= limit * 0.98, String(used))
  })

  test('go on when one of them is killed in the middle, and still never overshoot', async () => {
    const answers = burst(400, 'third')
    setTimeout(() => gateways[3]?.kill('SIGKILL'), 300)
    const lost = (await answers).filter(({ status }) => !isAnswer(status))
    assert.ok(lost.length <= 100, String(lost.length))
    urls.pop()
    for (let rounds = 0; rounds < 20; rounds++)
      if ((await burst(300, 'third')).every(({ status }) => status !== 200)) break
    const { used } = await spent('third')
    assert.ok(used <= limit, String(used))
  })
})

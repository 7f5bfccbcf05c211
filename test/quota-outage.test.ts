import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Answered, startCluster, type TestCluster } from './kit/cluster.ts'
import { holdingUsage } from './kit/holding-provider.ts'

// Four gateways that share a budget, while their Redis is paused, killed and emptied, and callers go on asking.

const limit = 6_000
const tokensOfCall = holdingUsage.input + holdingUsage.output
const atOnce = 40
const pauseMs = 10_000
/** A gateway waits 50 ms for Redis; the machine does other things too. Who waited for Redis would wait for the pause. */
const mostMs = 9_000

const quotas = `
  - { name: paused, scope: { tag: paused }, meter: TOTAL_TOKENS, limit: ${limit}, window: MONTH }
  - { name: denied, scope: { tag: denied }, meter: TOTAL_TOKENS, limit: ${limit}, window: MONTH, onStoreFailure: DENY }
  - { name: allowed, scope: { tag: allowed }, meter: REQUESTS, limit: 1, window: MONTH, onStoreFailure: ALLOW }
  - { name: killed, scope: { tag: killed }, meter: TOTAL_TOKENS, limit: ${limit}, window: MONTH }
  - { name: emptied, scope: { tag: emptied }, meter: TOTAL_TOKENS, limit: ${limit}, window: MONTH, onStoreFailure: DENY }
`

describe('four gateways whose Redis', () => {
  let cluster: TestCluster
  before(async () => {
    cluster = await startCluster({ gateways: 4, quotas })
    await Promise.all(cluster.gateways.map(gateway => gateway.says('"gateways":4')))
  })
  after(() => cluster.close())

  const crowd = (tag: string, onAnswer = () => {}): Promise<readonly Answered[]> =>
    Promise.all(
      Array.from({ length: atOnce }, async (_, index) => {
        const answer = await cluster.ask(cluster.urls[index % 4] ?? '', tag)
        onAnswer()
        return answer
      }),
    )
  const statuses = (answers: readonly Answered[]) => new Set(answers.map(({ status }) => status))

  /** Crowds come until nobody passes, for want of budget. */
  const untilSpent = async (tag: string): Promise<void> => {
    for (let rounds = 0; rounds < 60; rounds++) {
      const seen = statuses(await crowd(tag))
      if (seen.has(200) || !seen.has(429)) continue
      if ((await cluster.standing(tag)).reserved === '0') return
      await cluster.stands(tag, { reserved: '0' })
    }
    assert.fail(`${tag} is not spent`)
  }

  const health = async (url: string) =>
    (await cluster.graphql(url, '{ health { mode quotaAccuracy gateways degradedSince unwrittenCalls } }'))
      .health

  /** Every gateway counts in Redis again, and has written there what was used without it. */
  const again = () => Promise.all(cluster.gateways.map(gateway => gateway.saysNext('Redis answers again')))

  /** Crowds come until `end`; what they were answered, and what the health of each gateway was meanwhile. */
  const during = async (end: Promise<unknown>, tags: readonly string[], onAllDegraded = () => {}) => {
    const answers = new Map<string, Answered[]>(tags.map(tag => [tag, []]))
    let isOver = false
    const over = end.finally(() => {
      isOver = true
    })
    const degraded = new Map<string, unknown>()
    while (!isOver) {
      for (const tag of tags) answers.get(tag)?.push(...(await crowd(tag)))
      for (const url of cluster.urls) {
        const { degradedSince, unwrittenCalls, ...now } = await health(url)
        if (degradedSince === null) continue
        if (degraded.size < 4 && degraded.set(url, now).size === 4) onAllDegraded()
      }
    }
    await over
    return { answers, degraded }
  }

  /** No more than `beyond` was used above the limit, nearly all of it was, and the counter and the ledger agree. */
  const spentOnce = async (tag: string, beyond: number) => {
    const { tokens, refused } = await cluster.spent(tag)
    assert.ok(tokens <= limit + beyond && tokens >= limit * 0.98, String(tokens))
    assert.equal(refused, 0)
    await cluster.stands(tag, { used: String(tokens), reserved: '0' })
    return tokens
  }

  const everyGateway = () =>
    new Map(cluster.urls.map(url => [url, { mode: 'DEGRADED', quotaAccuracy: 'SHARE', gateways: 4 }]))

  test('is paused for ten seconds answer in time, each as the quota says, and say so (P26, P27)', async context => {
    // Each gateway has heard how much is left.
    await crowd('paused')
    const back = again()
    await cluster.redis.cli('client', 'pause', String(pauseMs), 'ALL')
    const { answers, degraded } = await during(back, ['paused', 'denied', 'allowed'])
    const all = [...answers.values()].flat()
    assert.ok(
      all.every(({ ms }) => ms < mostMs),
      String(Math.max(...all.map(({ ms }) => ms))),
    )
    assert.deepEqual(statuses(answers.get('paused') ?? []), new Set([200, 429]))
    const denied = (answers.get('denied') ?? []).filter(({ status }) => status === 503)
    assert.ok(
      denied.length >= 4 && denied.every(({ retryAfter }) => retryAfter === '1'),
      String(denied.length),
    )
    assert.ok((answers.get('allowed') ?? []).filter(({ status }) => status === 200).length > 4)
    assert.deepEqual(degraded, everyGateway())
    await untilSpent('paused')
    // The share of who has heard of it last is larger by a quarter of what the others have taken since.
    const tokens = await spentOnce('paused', atOnce * tokensOfCall)
    const slowest = Math.round(Math.max(...all.map(({ ms }) => ms)))
    context.diagnostic(
      `${all.length} answers, the slowest after ${slowest} ms; ${tokens} of ${limit} tokens used`,
    )
  })

  test('is killed and started again lose nothing of what was spent meanwhile', async context => {
    await crowd('killed')
    const back = again()
    await cluster.redis.crash()
    const { answers, degraded } = await during(back, ['killed'], () => void cluster.redis.restart())
    const [all = []] = answers.values()
    assert.ok(all.every(({ status, ms }) => (status === 200 || status === 429) && ms < mostMs))
    assert.deepEqual(degraded, everyGateway())
    await untilSpent('killed')
    const tokens = await spentOnce('killed', atOnce * tokensOfCall)
    context.diagnostic(`${all.length} answers; ${tokens} of ${limit} tokens used`)
  })

  test('is emptied spend no more beyond the limit than what runs at that moment (P1)', async context => {
    await crowd('emptied')
    let answered = 0
    let emptied: Promise<string> | undefined
    const answers = await crowd('emptied', () => {
      if (++answered === atOnce / 4) emptied = cluster.redis.cli('flushall')
    })
    assert.equal(await emptied, 'OK')
    assert.ok(answers.every(({ ms }) => ms < mostMs))
    await untilSpent('emptied')
    const { tokens, refused } = await cluster.spent('emptied')
    assert.ok(tokens <= limit + atOnce * tokensOfCall && tokens >= limit * 0.98, String(tokens))
    assert.equal(refused, 0)
    await cluster.stands('emptied', { reserved: '0' })
    context.diagnostic(`${tokens} of ${limit} tokens used`)
  })
})

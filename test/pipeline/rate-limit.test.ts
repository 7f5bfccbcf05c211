import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { GatewayError } from '../../src/core/error.ts'
import type { Quota } from '../../src/core/quota.ts'
import { collect } from '../../src/core/stream.ts'
import { createQuotaAlerts } from '../../src/pipeline/quota-alerts.ts'
import { rateLimit } from '../../src/pipeline/rate-limit.ts'
import { answer, answering, callOf, model, policy, silentAfter, snapshot } from '../kit/call.ts'
import { countingFor } from '../kit/counting.ts'
import { silentLog } from '../kit/log.ts'

const now = Date.UTC(2026, 0, 15, 12, 0, 30)
const perMinute: Quota = {
  name: 'calm',
  scope: { team: 'search' },
  meter: 'REQUESTS',
  limit: 2n,
  window: 'MINUTE',
  action: 'BLOCK',
}
const atOnce: Quota = { name: 'one-by-one', scope: {}, meter: 'CONCURRENT_CALLS', limit: 1n, action: 'BLOCK' }

const limited = (...quotas: Quota[]) => {
  const { log, events } = silentLog()
  let at = now
  const clock = () => at
  const waits: number[] = []
  const counting = countingFor(clock, {
    crossed: createQuotaAlerts({ log, clock }).tell,
    sleep: async ms => {
      waits.push(ms)
      at += ms
    },
  })
  const stage = rateLimit(counting)
  return { stage, call: () => callOf({ snapshot: { ...snapshot, quotas } }), events, waits }
}

describe('rateLimit', () => {
  test('lets as many calls of a window pass as the quota says, then tells when to come back (F63)', async () => {
    const { stage, call } = limited(perMinute)
    const run = stage(answering(...answer('yes')))
    await collect(run(call()))
    await collect(run(call()))
    await assert.rejects(collect(run(call())), {
      code: 'RATE_LIMITED',
      message: 'Quota `calm`: the 2 requests of this minute are spent; the next window opens in 30 s',
      details: { quota: perMinute, left: 0n, retryAfterMs: 30_000, resetsAt: now + 30_000 },
    })
  })

  test('counts a call that fails later all the same', async () => {
    const { stage, call } = limited({ ...perMinute, limit: 1n })
    await assert.rejects(collect(stage(answering(new Error('later')))(call())), /later/)
    await assert.rejects(collect(stage(answering(...answer('yes')))(call())), { code: 'RATE_LIMITED' })
  })

  test('holds the place of a call while it runs, and frees it when its caller leaves (P34)', async () => {
    const { stage, call } = limited(atOnce)
    const leaving = new AbortController()
    const first = collect(stage(silentAfter())({ ...call(), signal: leaving.signal }))
    await new Promise(setImmediate)
    await assert.rejects(collect(stage(answering(...answer('yes')))(call())), { code: 'RATE_LIMITED' })
    leaving.abort()
    await assert.rejects(first)
    assert.equal((await collect(stage(answering(...answer('yes')))(call()))).text, 'yes')
  })

  test('leaves others alone: another team, another model, an operation without @quota', async () => {
    const { stage, call } = limited(
      { ...perMinute, limit: 1n },
      { ...perMinute, name: 'other', limit: 1n, scope: { model: 'large' } },
    )
    const run = stage(answering(...answer('yes')))
    await collect(run(call()))
    const { team: _, ...teamless } = call().principal
    await collect(run({ ...call(), principal: teamless }))
    await collect(run({ ...call(), policy: { ...policy, quota: false } }))
    await assert.rejects(collect(run(call())), { code: 'RATE_LIMITED' })
  })

  test('covers a model by whatever name its deployment is asked for', async () => {
    const quota: Quota = { ...perMinute, limit: 1n, scope: { model: 'small' } }
    const models = new Map([...snapshot.models, ['fake/small', { ...model, name: 'fake/small' }] as const])
    const { stage } = limited(quota)
    const call = (name: string) => callOf({ model: name, snapshot: { ...snapshot, models, quotas: [quota] } })
    const run = stage(answering(...answer('yes')))
    await collect(run(call('fake/small')))
    await assert.rejects(collect(run(call('small'))), { code: 'RATE_LIMITED' })
  })

  test('counts a team’s calls for every team above it (P13)', async () => {
    const { stage, call } = limited({ ...perMinute, limit: 1n, scope: { team: 'research' } })
    const run = stage(answering(...answer('yes')))
    const { principal } = call()
    const below = { ...principal, teams: ['search', 'research', 'company'] }
    await collect(run({ ...call(), principal: below }))
    await collect(run(call()))
    await assert.rejects(collect(run({ ...call(), principal: { ...principal, team: 'research' } })), {
      code: 'RATE_LIMITED',
    })
  })

  test('counts each user of an application apart, and a key without a user by itself', async () => {
    const quota: Quota = { ...perMinute, limit: 1n, scope: { application: 'web' }, perUser: true }
    const { stage, call } = limited(quota)
    const run = stage(answering(...answer('yes')))
    const { principal } = call()
    for (const who of [{ user: 'ada' }, { user: 'bob' }, {}, { id: 'key-2' }]) {
      await collect(run({ ...call(), principal: { ...principal, ...who } }))
      await assert.rejects(collect(run({ ...call(), principal: { ...principal, ...who } })), {
        code: 'RATE_LIMITED',
        message: /^Quota `calm`: the 1 requests of this minute for each user are spent/,
      })
    }
  })

  test('counts only calls that carry the tag of the scope', async () => {
    const { stage, call } = limited({ ...perMinute, limit: 1n, scope: { tag: 'batch' } })
    const run = stage(answering(...answer('yes')))
    const tagged = () => ({ ...call(), input: { ...call().input, tags: ['night', 'batch'] } })
    await collect(run(tagged()))
    await collect(run(call()))
    await assert.rejects(collect(run(tagged())), { code: 'RATE_LIMITED' })
  })

  test('lets a call wait for room where the quota says THROTTLE, for so long as it says', async () => {
    const quota: Quota = { ...perMinute, limit: 1n, action: 'THROTTLE', maxWaitMs: 30_000 }
    const { stage, call, waits } = limited(quota)
    const run = stage(answering(...answer('yes')))
    await collect(run(call()))
    await collect(run(call()))
    assert.deepEqual(waits, [30_000])
    // The next window opens in a minute, and nobody waits for what comes too late.
    await assert.rejects(collect(run(call())), { code: 'RATE_LIMITED' })
    assert.deepEqual(waits, [30_000])
  })

  test('refuses at once where another quota refuses outright, rather than wait for that', async () => {
    const throttling: Quota = { ...perMinute, name: 'a', limit: 1n, action: 'THROTTLE', maxWaitMs: 60_000 }
    const { stage, call, waits } = limited(throttling, { ...perMinute, name: 'b', limit: 1n })
    const run = stage(answering(...answer('yes')))
    await collect(run(call()))
    await assert.rejects(collect(run(call())), { message: /^Quota `b`/ })
    assert.deepEqual(waits, [])
  })

  test('gives its place in the window back to a call that another quota refuses (P1)', async () => {
    const { stage, call } = limited({ ...perMinute, limit: 1n })
    const spent: Quota = { ...perMinute, name: 'spent', meter: 'COST' }
    for (const code of ['QUOTA_EXCEEDED', 'UNAVAILABLE'] as const) {
      const refused = new GatewayError(code, 'spent', { quota: spent })
      await assert.rejects(collect(stage(answering(refused))(call())), { code })
    }
    // What the gateway has worked for counts.
    const blocked = new GatewayError('CONTENT_BLOCKED', 'no', { direction: 'INPUT' })
    await assert.rejects(collect(stage(answering(blocked))(call())), { code: 'CONTENT_BLOCKED' })
    await assert.rejects(collect(stage(answering(...answer('yes')))(call())), { code: 'RATE_LIMITED' })
  })

  test('sends calls to the cheaper model that a spent quota names (F68)', async () => {
    const quota: Quota = { ...perMinute, limit: 1n, action: 'REROUTE', rerouteTo: 'cheap' }
    const { stage, call } = limited(quota)
    const cheap = { ...model, name: 'cheap', deployments: [] }
    const models = new Map([
      ['small', model],
      ['cheap', cheap],
    ])
    const end = answering(...answer('yes'))
    const records = []
    for (let calls = 0; calls < 3; calls++) {
      const here = { ...call(), snapshot: { ...snapshot, models, quotas: [quota] } }
      await collect(stage(end)(here))
      records.push([here.record.model, here.record.reroutedFrom])
    }
    assert.deepEqual(records, [
      ['small', undefined],
      ['cheap', 'small'],
      ['cheap', 'small'],
    ])
    assert.deepEqual(
      end.calls.map(({ model }) => model),
      ['small', 'cheap', 'cheap'],
    )
    // Who may not use the cheaper model is refused.
    const { principal } = call()
    const mayNot = { ...call(), principal: { ...principal, models: new Set(['small']) } }
    await assert.rejects(
      collect(stage(end)({ ...mayNot, snapshot: { ...snapshot, models, quotas: [quota] } })),
      { code: 'RATE_LIMITED' },
    )
  })

  test('only warns where the quota says ALERT', async () => {
    const { stage, call, events } = limited({ ...perMinute, limit: 1n, action: 'ALERT' })
    const run = stage(answering(...answer('yes')))
    await collect(run(call()))
    await collect(run(call()))
    assert.deepEqual(
      events.map(event => [event.level, event.fields.quota]),
      [['warn', 'calm']],
    )
  })
})

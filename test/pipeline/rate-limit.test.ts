import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Quota } from '../../src/core/quota.ts'
import { collect } from '../../src/core/stream.ts'
import { rateLimit } from '../../src/pipeline/rate-limit.ts'
import { createMemoryQuotas } from '../../src/stores/memory/quotas.ts'
import { answer, answering, callOf, model, policy, silentAfter, snapshot } from '../kit/call.ts'
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
  const stage = rateLimit({ quotas: createMemoryQuotas(), clock: () => now, log })
  return { stage, call: () => callOf({ snapshot: { ...snapshot, quotas } }), events }
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
      details: { quota: perMinute, retryAfterMs: 30_000, resetsAt: now + 30_000 },
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

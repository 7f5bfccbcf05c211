import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Chunk, noUsage } from '../../src/core/chunk.ts'
import { GatewayError } from '../../src/core/error.ts'
import type { TokenCount } from '../../src/core/ports.ts'
import { ProviderFailure } from '../../src/core/provider.ts'
import type { Quota, QuotaStore } from '../../src/core/quota.ts'
import type { Call } from '../../src/core/request.ts'
import { collect } from '../../src/core/stream.ts'
import { configuredPricing } from '../../src/models/rates.ts'
import { meter } from '../../src/pipeline/meter.ts'
import { createTypicalOutput } from '../../src/pipeline/typical-output.ts'
import {
  all,
  answer,
  answering,
  callOf,
  model,
  principal,
  question,
  silentAfter,
  snapshot,
} from '../kit/call.ts'
import { countingFor } from '../kit/counting.ts'

const now = Date.UTC(2026, 0, 15, 12)
const tokens = (limit: bigint, about: Partial<Quota> = {}): Quota => ({
  name: 'daily',
  scope: {},
  meter: 'TOTAL_TOKENS',
  limit,
  window: 'DAY',
  action: 'BLOCK',
  ...about,
})

/** One token a word; the cheap bound is ten times that. */
const words = (text: string) => text.split(/\s+/).filter(Boolean).length
const textOf = ({ input }: Pick<Call, 'input'>) =>
  input.task === 'completion'
    ? input.messages.flatMap(({ parts }) => parts.map(part => ('text' in part ? part.text : ''))).join(' ')
    : ''
const counted = (tokens: number): TokenCount => ({ tokens, source: 'COUNTED' })
const exactMeasure = {
  inputUpperBound: (input: Call['input']) => words(textOf({ input })) * 10,
  countInput: async (input: Call['input']) => counted(words(textOf({ input }))),
  countOutput: async (text: string) => counted(words(text)),
  boundInput: async (input: Call['input']) => words(textOf({ input })),
}
const measure = { ...exactMeasure }

const metered = (...quotas: Quota[]) => {
  const counting = countingFor(() => now)
  const stage = meter({ ...counting, measure, typicalOutput: createTypicalOutput() })
  const call = (about: Partial<Call> = {}) =>
    callOf({ stream: false, snapshot: { ...snapshot, quotas }, ...about })
  return { stage, store: counting.quotas, call }
}
const standing = async (store: QuotaStore, quota: Quota) => {
  const { used, reserved } = await store.state({ quota }, now)
  return [used, reserved]
}
const asking = (words: number, maxOutputTokens?: number) => ({
  ...question('word '.repeat(words)),
  ...(maxOutputTokens !== undefined && { maxOutputTokens }),
})
const reportingNothing = (...texts: string[]): Chunk[] =>
  answer(...texts).map(chunk =>
    chunk.type === 'finish' ? { ...chunk, usage: { ...noUsage, source: 'ESTIMATED' } } : chunk,
  )

describe('meter', () => {
  test('writes usage and cost of a finished call into its record', async () => {
    const { stage, call } = metered()
    const here = call()
    await collect(stage(answering(...answer('a', 'b')))(here))
    assert.equal(here.record.costNanos, 10n * 1000n + 2n * 2000n)
    assert.equal(here.record.usage.outputTokens, 2)
    assert.equal(here.record.providerOutcome, 'FINISHED')
  })

  test('holds the worst case while the call runs and settles to what was used', async () => {
    const quota = tokens(1000n)
    const { stage, store, call } = metered(quota)
    for await (const chunk of stage(answering(...answer('a', 'b')))(call({ input: asking(5, 100) })))
      if (chunk.type === 'text') assert.deepEqual(await standing(store, quota), [0n, 150n])
    assert.deepEqual(await standing(store, quota), [12n, 0n])
  })

  test('refuses what could exceed the quota, asks nobody, takes nothing', async () => {
    const quota = tokens(50n)
    const { stage, store, call } = metered(quota)
    const end = answering(...answer('a'))
    await assert.rejects(collect(stage(end)(call({ input: asking(5, 46) }))), { code: 'QUOTA_EXCEEDED' })
    assert.equal(end.calls.length, 0)
    assert.deepEqual(await standing(store, quota), [0n, 0n])
  })

  test('sends nobody away to wait, and lets nobody wait, for what no window has room for', async () => {
    for (const about of [{}, { action: 'THROTTLE', maxWaitMs: 86_400_000 }] as const) {
      const { stage, call } = metered(tokens(50n, about))
      const asked = collect(stage(answering())(call({ input: asking(5, 46) })))
      const error = await asked.catch(error => error)
      assert.match(error.message, /this call may use 51, more than the whole 50 tokens of this day; ask/)
      assert.deepEqual(Object.keys(error.details), ['quota', 'left'])
    }
    // An answer whose length is open may still be cut once there is room.
    const { stage, store, call } = metered(tokens(50n))
    await store.reserve([{ quota: tokens(50n), amount: 48n }], now)
    await assert.rejects(collect(stage(answering())(call({ input: asking(5) }))), {
      message: /2 of the 50 tokens of this day are left.*the next window opens in 12 h/,
    })
  })

  test('counts the input exactly before it refuses', async () => {
    const { stage, call } = metered(tokens(55n))
    await collect(stage(answering(...answer('a')))(call({ input: asking(5, 50) })))
  })

  test('cuts an answer whose length the caller left open to the room that is left', async () => {
    const { stage, call } = metered(tokens(100n), tokens(50_000n, { name: 'money', meter: 'COST' }))
    const end = answering(...answer('a'))
    await collect(stage(end)(call({ input: asking(5) })))
    const input = end.calls[0]?.input
    // 5,000 nano-dollars for the input leave 45,000, which pay for 22 tokens; the tokens' quota has room for 95.
    assert.equal(input?.task === 'completion' && input.maxOutputTokens, 22)
  })

  test('reserves as much as the model may write, and half of what is left where that is too much', async () => {
    const models = new Map([['small', { ...model, maxOutputTokens: 60_000 }]])
    const bounds: unknown[] = []
    for (const limit of [100_000n, 50_000n, 5_000n]) {
      const { stage, call } = metered(tokens(limit))
      const end = answering(...answer('a'))
      const here = call()
      await collect(stage(end)({ ...here, input: asking(10), snapshot: { ...here.snapshot, models } }))
      const input = end.calls[0]?.input
      bounds.push(input?.task === 'completion' && input.maxOutputTokens)
    }
    assert.deepEqual(bounds, [60_000, 24_995, 4096])
  })

  test('tells the provider the bound that it reserved, and leaves an ungoverned call as it is', async () => {
    const [governed, free] = [metered(tokens(10_000n)), metered()]
    const end = answering(...answer('a'))
    await collect(governed.stage(end)(governed.call()))
    await collect(free.stage(end)(free.call()))
    const bounds = end.calls.map(({ input }) => input.task === 'completion' && input.maxOutputTokens)
    assert.deepEqual(bounds, [4096, undefined])
  })

  test('never lets 100 callers at once exceed a budget, and uses nearly all of it (P1)', async () => {
    const quota = tokens(1000n)
    const { stage, store, call } = metered(quota)
    const end = answering(...answer(...Array.from({ length: 30 }, () => 'a ')))
    let passed = 0
    for (let round = 0; round < 5; round++) {
      const results = await Promise.allSettled(
        Array.from({ length: 100 }, () => collect(stage(end)(call({ input: asking(10, 30) })))),
      )
      passed += results.filter(result => result.status === 'fulfilled').length
      assert.deepEqual(await standing(store, quota), [BigInt(passed * 40), 0n])
    }
    assert.equal(passed, 25)
  })

  test('refuses a call that may cost more than the caller allows', async () => {
    const { stage, call } = metered()
    const dear = { ...asking(5, 100), maxCostNanos: 204_999n }
    await assert.rejects(
      collect(stage(answering(...answer('a')))(call({ input: dear }))),
      (error: GatewayError) => {
        assert.equal(error.code, 'QUOTA_EXCEEDED')
        assert.match(error.message, /may cost 0\.000205 USD, more than its maxCostUsd of 0\.000204999;/)
        assert.equal(error.details.retryAfterMs, undefined)
        return true
      },
    )
    await collect(stage(answering(...answer('a')))(call({ input: { ...dear, maxCostNanos: 205_000n } })))
  })

  test('refuses a model without a price, unless its entry allows that (P4)', async () => {
    const { stage, call } = metered()
    const unpriced = (rule: 'ALLOW' | 'REFUSE') => ({
      ...snapshot,
      models: new Map([
        [
          'small',
          {
            ...model,
            unpriced: rule,
            deployments: [{ name: 'fake/small', provider: 'fake', model: 'small', weight: 1 }],
          },
        ],
      ]),
    })
    const end = answering(...answer('a'))
    await assert.rejects(collect(stage(end)(call({ snapshot: unpriced('REFUSE') }))), { code: 'FORBIDDEN' })
    const allowed = call({ snapshot: unpriced('ALLOW') })
    await collect(stage(end)(allowed))
    assert.equal(allowed.record.costNanos, undefined)
  })

  test('counts nothing by itself where the provider reports', async () => {
    const { stage, call } = metered(tokens(1000n))
    let times = 0
    const counting = () => Promise.resolve(++times)
    Object.assign(measure, { countInput: counting, countOutput: counting, boundInput: counting })
    try {
      await collect(stage(answering(...answer('a')))(call({ input: asking(5, 100) })))
    } finally {
      Object.assign(measure, exactMeasure)
    }
    assert.equal(times, 0)
  })

  test('counts by itself where the provider reports nothing (P5)', async () => {
    const { stage, call } = metered()
    const here = call({ input: asking(7) })
    const { finish } = await collect(stage(answering(...reportingNothing('two ', 'words')))(here))
    assert.deepEqual(finish.usage, { ...noUsage, inputTokens: 7, outputTokens: 2, source: 'COUNTED' })
    assert.deepEqual(here.record.usage, finish.usage)
  })

  test('bills what was produced when the caller leaves (P7)', async () => {
    const quota = tokens(1000n)
    const { stage, store, call } = metered(quota)
    const leaving = new AbortController()
    const here = call({ input: asking(5, 100), signal: leaving.signal })
    const reading = collect(stage(silentAfter(...answer('one ', 'two ').slice(0, 3)))(here))
    await new Promise(setImmediate)
    leaving.abort()
    await assert.rejects(reading)
    assert.deepEqual(here.record.usage, { ...noUsage, inputTokens: 5, outputTokens: 2, source: 'COUNTED' })
    assert.equal(here.record.providerOutcome, 'CANCELLED')
    assert.deepEqual(await standing(store, quota), [7n, 0n])
  })

  test('does not keep waiting whom the gateway itself has cut off, where counting takes long', async t => {
    const { stage, call } = metered()
    const ending = new AbortController()
    const here = call({ input: asking(5, 100), signal: ending.signal })
    Object.assign(measure, { countInput: () => new Promise(() => {}) })
    t.after(() => Object.assign(measure, exactMeasure))
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const reading = collect(stage(silentAfter(...answer('one ', 'two ').slice(0, 3)))(here))
    await new Promise(setImmediate)
    ending.abort(new GatewayError('UNAVAILABLE', 'The gateway is shutting down'))
    const refused = assert.rejects(reading)
    await new Promise(setImmediate)
    t.mock.timers.tick(500)
    await refused
    assert.deepEqual(here.record.usage, { ...noUsage, inputTokens: 13, outputTokens: 2, source: 'ESTIMATED' })
  })

  test('bills the question when the caller leaves before the first word of a provider that was asked', async () => {
    const quota = tokens(1000n)
    const { stage, store, call } = metered(quota)
    const leaving = new AbortController()
    const here = call({ input: asking(5, 100), signal: leaving.signal })
    const attempt = { provider: 'fake', deployment: 'fake/small', latencyMs: 1 }
    const reading = collect(
      stage(async function* (call) {
        try {
          yield* silentAfter()(call)
        } finally {
          call.record.attempts.push({ ...attempt, outcome: 'CANCELLED' })
        }
      })(here),
    )
    await new Promise(setImmediate)
    leaving.abort()
    await assert.rejects(reading)
    assert.deepEqual(here.record.usage, { ...noUsage, inputTokens: 5, source: 'COUNTED' })
    assert.equal(here.record.costNanos, 5_000n)
    assert.deepEqual(await standing(store, quota), [5n, 0n])
  })

  test('charges nothing when no provider answered, and frees the reservation', async () => {
    const quota = tokens(1000n)
    const { stage, store, call } = metered(quota)
    const here = call()
    await assert.rejects(collect(stage(answering(new GatewayError('PROVIDERS_FAILED', 'none')))(here)))
    assert.deepEqual([here.record.usage, here.record.costNanos], [noUsage, 0n])
    assert.deepEqual(await standing(store, quota), [0n, 0n])
  })

  test('takes the usage that a provider reported before it failed', async () => {
    const { stage, call } = metered()
    const here = call()
    const usage = { ...noUsage, inputTokens: 9, outputTokens: 1 }
    const cause = new ProviderFailure('MID_STREAM_ERROR', 'x', { retryable: false, usage })
    const failed = new GatewayError('PROVIDERS_FAILED', 'none', { cause })
    await assert.rejects(collect(stage(answering(...answer('a').slice(0, 2), failed))(here)))
    assert.deepEqual(here.record.usage, usage)
  })

  test('bills what came behind the usage that a provider had reported when it failed', async () => {
    const quota = tokens(1000n)
    const { stage, store, call } = metered(quota)
    const here = call({ input: asking(5, 100) })
    const usage = { ...noUsage, inputTokens: 4, cachedInputTokens: 5, outputTokens: 1 }
    const cause = new ProviderFailure('INCOMPLETE_STREAM', 'x', { retryable: true, usage })
    const failed = new GatewayError('PROVIDERS_FAILED', 'none', { cause })
    const said = answer('one ', 'two ', 'three ').slice(0, 4)
    await assert.rejects(collect(stage(answering(...said, failed))(here)))
    assert.deepEqual(here.record.usage, { ...usage, outputTokens: 3, source: 'COUNTED' })
    assert.deepEqual(await standing(store, quota), [12n, 0n])
  })

  test('bills what a deployment reports that failed before another one answered', async () => {
    const { stage, call } = metered()
    const here = call()
    const usage = { ...noUsage, inputTokens: 1500 }
    const fallback = { type: 'fallback' as const, from: 'a', to: 'fake/small', reason: 'TIMEOUT', usage }
    await collect(stage(answering(fallback, ...answer('a')))(here))
    assert.equal(here.record.usage.inputTokens, 1510)
    assert.equal(here.record.costNanos, 1510n * 1000n + 2000n)
  })

  test('charges what a deployment has used that failed at its own price, not at that of the next one', async () => {
    const dear = configuredPricing({ input: 10_000_000_000n, output: 20_000_000_000n })
    const [cheap] = model.deployments
    const deployments = [{ ...cheap, name: 'fake/dear', pricing: dear }, cheap] as never
    const usage = { ...noUsage, inputTokens: 1500 }
    const fallback = {
      type: 'fallback' as const,
      from: 'fake/dear',
      to: 'fake/small',
      reason: 'TIMEOUT',
      usage,
    }
    const quota = tokens(1_000_000_000n, { meter: 'COST' })
    const { stage, store, call } = metered(quota)
    const models = new Map([['small', { ...model, deployments }]])
    const here = call({ snapshot: { ...snapshot, quotas: [quota], models } })
    await collect(stage(answering(fallback, ...answer('a')))(here))
    const cost = 1500n * 10_000n + 10n * 1000n + 2000n
    assert.equal(here.record.costNanos, cost)
    assert.deepEqual(await standing(store, quota), [cost, 0n])
  })

  test('asks no other deployment where what the first one has used leaves no room for both (P1)', async () => {
    const two = {
      ...model,
      deployments: [...model.deployments, { ...model.deployments[0], name: 'fake/other' }] as never,
    }
    const usage = { ...noUsage, inputTokens: 15 }
    const fallback = {
      type: 'fallback' as const,
      from: 'fake/small',
      to: 'fake/other',
      reason: 'TIMEOUT',
      usage,
    }
    for (const [limit, used] of [
      [39n, 15n],
      [40n, 26n],
    ] as const) {
      const quota = tokens(limit)
      const { stage, store, call } = metered(quota)
      const models = new Map([['small', two]])
      let asked = 0
      const end = stage(async function* () {
        yield fallback
        asked++
        assert.deepEqual(await standing(store, quota), [0n, 40n])
        yield* answer('a')
      })
      const here = call({ snapshot: { ...snapshot, quotas: [quota], models }, input: asking(5, 20) })
      const answered = collect(end(here))
      if (limit === 40n) await answered
      else
        await assert.rejects(answered, { code: 'PROVIDERS_FAILED', message: /the quota `daily` has no room/ })
      assert.equal(asked, limit === 40n ? 1 : 0)
      assert.deepEqual(await standing(store, quota), [used, 0n])
      assert.equal(here.record.usage.inputTokens >= 15, true)
      assert.ok((here.record.costNanos ?? 0n) >= 15_000n, String(here.record.costNanos))
    }
  })

  test('asks no other deployment where both together may cost more than the caller allows', async () => {
    const two = {
      ...model,
      deployments: [...model.deployments, { ...model.deployments[0], name: 'fake/other' }] as never,
    }
    const [from, to] = ['fake/small', 'fake/other']
    const usage = { ...noUsage, inputTokens: 15 }
    const failing = answering({ type: 'fallback', from, to, reason: 'TIMEOUT', usage }, ...answer('a'))
    // 5 tokens of input and 20 of output may cost 45,000 nano-dollars, and the first one has used 15,000.
    const spend = async (maxCostNanos: bigint, share?: Call['share']) => {
      const { stage, call } = metered()
      const here = call({
        snapshot: { ...snapshot, models: new Map([['small', two]]) },
        input: { ...asking(5, 20), maxCostNanos },
        ...(share && { share }),
      })
      await collect(stage(failing)(here))
      return here.record.costNanos
    }
    await assert.rejects(spend(59_999n), {
      code: 'PROVIDERS_FAILED',
      message: /maxCostUsd leaves too little to ask another one/,
    })
    assert.equal(await spend(60_000n), 25n * 1000n + 2000n)
    const poor = {
      draw: () => undefined,
      longest: () => undefined,
      spent: () => undefined,
      afford: () => false,
    }
    await assert.rejects(spend(60_000n, poor), { code: 'PROVIDERS_FAILED' }, 'its operation cannot afford it')
  })

  test('charges nothing for a stored answer', async () => {
    const quota = tokens(10_000n)
    const { stage, store, call } = metered(quota)
    const here = call()
    here.record.cached = true
    const stored = answer('a').map(chunk => (chunk.type === 'finish' ? { ...chunk, usage: noUsage } : chunk))
    await collect(stage(answering(...stored))(here))
    assert.deepEqual([here.record.costNanos, ...(await standing(store, quota))], [0n, 0n, 0n])
  })

  test('counts the bytes of question and answer (F74)', async () => {
    const quota = tokens(10_000n, { meter: 'BYTES' })
    const { stage, store, call } = metered(quota)
    await collect(stage(answering(...answer('süß')))(call({ input: question('naïve') })))
    assert.deepEqual(await standing(store, quota), [11n, 0n])
    const tools = [{ name: 'find', description: 'x'.repeat(20_000), parameters: {} }]
    await assert.rejects(
      collect(stage(answering(...answer('a')))(call({ input: { ...question('hi'), tools } }))),
      {
        code: 'QUOTA_EXCEEDED',
      },
    )
  })

  test('sends a call to the cheaper model that a spent quota names, before anything is spent (F68)', async () => {
    const cheap = { ...model, name: 'cheap' }
    const quota = tokens(50n, { scope: { model: 'small' }, action: 'REROUTE', rerouteTo: 'cheap' })
    const { stage, store, call } = metered(quota)
    const models = new Map([
      ['small', model],
      [
        'cheap',
        { ...cheap, deployments: [{ ...model.deployments[0], name: 'fake/cheap', model: 'cheap' }] as never },
      ],
    ])
    const end = answering(...answer('a'))
    const about = { snapshot: { ...snapshot, quotas: [quota], models }, input: asking(5, 100) }
    const here = call(about)
    await collect(stage(end)(here))
    assert.deepEqual(
      end.calls.map(({ model }) => model),
      ['cheap'],
    )
    assert.deepEqual([here.record.model, here.record.reroutedFrom], ['cheap', 'small'])
    assert.deepEqual(await standing(store, quota), [0n, 0n])

    const mayNot = call({ ...about, principal: { ...principal, models: new Set(['small']) } })
    await assert.rejects(collect(stage(end)(mayNot)), { code: 'QUOTA_EXCEEDED' })
    assert.equal(end.calls.length, 1)
  })

  test('counts a call that it sends elsewhere as one of the model there, and no more at a time than that takes', async () => {
    const cheap = { ...model, name: 'cheap' }
    const deployments = [{ ...model.deployments[0], name: 'fake/cheap', model: 'cheap' }] as never
    const models = new Map([
      ['small', model],
      ['cheap', { ...cheap, deployments }],
    ])
    const spent = tokens(5n, { scope: { model: 'small' }, action: 'REROUTE', rerouteTo: 'cheap' })
    const calm = tokens(2n, { name: 'calm', scope: { model: 'cheap' }, meter: 'REQUESTS' })
    const { window: _, ...alone } = tokens(1n, {
      name: 'alone',
      scope: { model: 'cheap' },
      meter: 'CONCURRENT_CALLS',
    })
    const { stage, store, call } = metered(spent, calm, alone)
    const about = { snapshot: { ...snapshot, quotas: [spent, calm, alone], models }, input: asking(5, 100) }

    const leaving = new AbortController()
    const running = all(
      stage(silentAfter(...answer('a').slice(0, 2)))(call({ ...about, signal: leaving.signal })),
    )
    running.catch(() => undefined)
    await new Promise(setImmediate)
    assert.deepEqual(await standing(store, alone), [0n, 1n])
    await assert.rejects(collect(stage(answering(...answer('a')))(call(about))), {
      code: 'RATE_LIMITED',
      message: /`alone`/,
    })
    leaving.abort()
    await running.catch(() => undefined)
    assert.deepEqual(
      [await standing(store, alone), await standing(store, calm)],
      [
        [0n, 0n],
        [1n, 0n],
      ],
    )

    await collect(stage(answering(...answer('a')))(call(about)))
    await assert.rejects(collect(stage(answering(...answer('a')))(call(about))), {
      code: 'RATE_LIMITED',
      message: /`calm`/,
    })
    assert.deepEqual(await standing(store, calm), [2n, 0n])
  })

  test('counts on beyond a quota that reroutes, at the cheaper model', async () => {
    const quota = tokens(10n, { action: 'REROUTE', rerouteTo: 'small' })
    const { stage, store, call } = metered(quota)
    const end = answering(...answer('a'))
    for (let calls = 0; calls < 2; calls++) await collect(stage(end)(call({ input: asking(5, 100) })))
    assert.deepEqual(await standing(store, quota), [22n, 0n])
  })

  test('shows a streaming caller what was used, right before the end', async () => {
    const { stage, call } = metered()
    const types = (await all(stage(answering(...answer('a')))(call({ stream: true })))).map(
      chunk => chunk.type,
    )
    assert.deepEqual(types, ['start', 'text', 'usage', 'finish'])
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bundle, BundleTerms } from '../../src/core/bundle.ts'
import type { TokenMeasure } from '../../src/core/ports.ts'
import type { Quota, QuotaState } from '../../src/core/quota.ts'
import type { Call, GatewayRequest } from '../../src/core/request.ts'
import type { Run } from '../../src/core/stage.ts'
import { collect } from '../../src/core/stream.ts'
import { createBundles } from '../../src/pipeline/bundle.ts'
import { meter } from '../../src/pipeline/meter.ts'
import { rateLimit } from '../../src/pipeline/rate-limit.ts'
import { createTypicalOutput } from '../../src/pipeline/typical-output.ts'
import { answer, answering, callOf, model, policy, question, snapshot } from '../kit/call.ts'
import { countingFor } from '../kit/counting.ts'
import fc from '../kit/fast-check.ts'

const now = Date.UTC(2026, 0, 15, 12)
const quota = (about: Partial<Quota> = {}): Quota => ({
  name: 'daily',
  scope: {},
  meter: 'TOTAL_TOKENS',
  limit: 1000n,
  window: 'DAY',
  action: 'BLOCK',
  ...about,
})

/** Five tokens a question, and one more for each mask in it. */
const measure: TokenMeasure = {
  inputUpperBound: () => 50,
  countInput: async () => ({ tokens: 5, source: 'COUNTED' }),
  countOutput: async () => ({ tokens: 1, source: 'COUNTED' }),
  boundInput: async input =>
    5 + ('messages' in input ? (JSON.stringify(input.messages).match(/\[EMAIL/g)?.length ?? 0) : 0),
}

const large = { ...model, name: 'large' }
const models = new Map([
  ['small', { ...model, maxOutputTokens: 4_000 }],
  ['large', { ...large, deployments: large.deployments.map(one => ({ ...one, name: 'fake/large' })) }],
])

/** Answers with two tokens, or with one where no more are allowed. */
const obedient = (): Run & { readonly calls: readonly Call[] } => {
  const calls: Call[] = []
  const run: Run = call => {
    calls.push(call)
    const most = call.input.task === 'completion' ? (call.input.maxOutputTokens ?? 2) : 0
    const said = answer(...['a', 'b'].slice(0, most)).map(chunk =>
      chunk.type === 'finish' ? { ...chunk, usage: { ...chunk.usage, inputTokens: 5 } } : chunk,
    )
    return answering(...said)(call)
  }
  return Object.assign(run, { calls })
}

const bundling = (...quotas: Quota[]) => {
  const counting = countingFor(() => now)
  const { signal } = new AbortController()
  const here = { ...snapshot, models, quotas }
  const bundles = createBundles({
    ...counting,
    measure,
    policies: new Map([['complete', policy]]),
    snapshot: () => here,
  })
  const request = (maxOutputTokens?: number, about: Partial<GatewayRequest> = {}): GatewayRequest =>
    callOf({
      stream: false,
      snapshot: here,
      input: { ...question('why?'), ...(maxOutputTokens !== undefined && { maxOutputTokens }) },
      ...about,
    })
  const end = obedient()
  const pipeline = rateLimit(counting)(
    meter({ ...counting, measure, typicalOutput: createTypicalOutput() })(end),
  )
  return {
    end,
    request,
    bundle: (requests: readonly GatewayRequest[], terms: Partial<BundleTerms> = {}) =>
      bundles(requests, { signal, ...terms }),
    /** Runs the call of a bundle as the pipeline would. */
    run: (bundle: Bundle, requests: readonly GatewayRequest[], index: number, masked?: string) => {
      const share = bundle.shares[index]
      const call = callOf({ ...requests[index], snapshot: here, ...(share && { share }) })
      if (masked !== undefined) {
        Object.assign(call.input, { messages: question(masked).messages })
        call.record.verdicts.push({ direction: 'INPUT', action: 'REDACT' } as never)
      }
      return collect(pipeline(call)).then(() => call.record)
    },
    async standing(of: Quota = quotas[0] ?? assert.fail()) {
      const { used, reserved }: QuotaState = await counting.quotas.state({ quota: of }, now)
      return [used, reserved]
    },
  }
}

describe('a bundle', () => {
  test('holds the worst case of all its calls at once, and each call settles its own (N3)', async () => {
    const { bundle, request, run, standing } = bundling(quota())
    const requests = [request(100), request(200), request(300)]
    const whole = await bundle(requests)
    assert.deepEqual(await standing(), [0n, 615n])
    assert.deepEqual(whole.cost().estimated, { tokens: 615, costNanos: 15n * 1000n + 600n * 2000n })
    await run(whole, requests, 1)
    assert.deepEqual(await standing(), [7n, 410n])
    assert.deepEqual(whole.cost().actual, { tokens: 7, costNanos: 9_000n })
    await whole.end()
    assert.deepEqual(await standing(), [7n, 0n])
  })

  test('refuses all of its calls where they have no room together, and takes nothing (N3)', async () => {
    const budget = quota({ name: 'budget', limit: 610n })
    const calm = quota({ name: 'calm', meter: 'REQUESTS', limit: 9n, window: 'MINUTE' })
    const { bundle, end, request, run, standing } = bundling(budget, calm)
    const first = [request(5)]
    await run(await bundle(first), first, 0)
    const requests = [request(100), request(200), request(290)]
    const whole = await bundle(requests)
    for (const index of requests.keys())
      await assert.rejects(run(whole, requests, index), {
        code: 'QUOTA_EXCEEDED',
        message:
          /^Quota `budget`: 603 of the 610 tokens of this day are left, and this operation may use more/,
        details: { quota: budget, left: 603n, resetsAt: now + 43_200_000, retryAfterMs: 43_200_000 },
      })
    await whole.end()
    assert.equal(end.calls.length, 1)
    assert.deepEqual(await standing(), [7n, 0n])
    assert.deepEqual(await standing(calm), [1n, 0n])
  })

  test('counts its requests together with its tokens, in one step', async () => {
    const calm = quota({ name: 'calm', meter: 'REQUESTS', limit: 2n, window: 'MINUTE' })
    const { bundle, request, run, standing } = bundling(calm)
    const three = [request(), request(), request()]
    await assert.rejects(run(await bundle(three), three, 0), {
      code: 'RATE_LIMITED',
      message: /^Quota `calm`: this operation may use 3, more than the whole 2 requests of this minute/,
      details: { quota: calm, left: 2n },
    })
    const two = three.slice(1)
    const whole = await bundle(two)
    await run(whole, two, 0)
    await whole.end()
    assert.deepEqual(await standing(), [1n, 0n])
  })

  test('leaves places among concurrent calls to the calls as they start', async () => {
    const { window: _, ...timeless } = quota({ name: 'one', meter: 'CONCURRENT_CALLS', limit: 1n })
    const { bundle, request, run } = bundling(timeless)
    const requests = [request(), request()]
    const whole = await bundle(requests)
    await run(whole, requests, 0)
    await run(whole, requests, 1)
  })

  test('cuts open answers to the same share of the room that is left', async () => {
    const { bundle, end, request, run } = bundling(quota({ limit: 321n }))
    const requests = [request(), request(100), request()]
    const whole = await bundle(requests)
    for (const index of requests.keys()) await run(whole, requests, index)
    assert.deepEqual(
      end.calls.map(({ input }) => input.task === 'completion' && input.maxOutputTokens),
      [103, 100, 103],
    )
  })

  test('is refused as a whole where it may cost more than its client allows', async () => {
    const { bundle, request, run } = bundling()
    const requests = [request(100), request(100)]
    const whole = await bundle(requests, { maxCostNanos: 409_999n })
    await assert.rejects(run(whole, requests, 1), {
      code: 'QUOTA_EXCEEDED',
      message:
        'The operation may cost 0.00041 USD, more than its maxCostUsd of 0.000409999; raise it or ask for a shorter answer (maxOutputTokens)',
    })
    assert.ok(await run(await bundle(requests, { maxCostNanos: 410_000n }), requests, 1))
  })

  test('never costs more than its client allows, though guardrails make its questions longer', async () => {
    const { bundle, end, request, run } = bundling()
    const masked = 'Ask [EMAIL_1] and [EMAIL_2], not [EMAIL_3]'
    /** Two calls of 5 tokens of input and 100 of output: 205,000 nano-dollars each. */
    const cost = async (maxCostNanos: bigint, maxOutputTokens?: number) => {
      const requests = [request(maxOutputTokens), request(100)]
      const whole = await bundle(requests, { maxCostNanos })
      const answers = await Promise.allSettled(
        requests.map((_, index) => run(whole, requests, index, masked)),
      )
      await whole.end()
      return answers.map(answer => (answer.status === 'fulfilled' ? 'answered' : answer.reason.message))
    }
    const longest = () =>
      end.calls.map(({ input }) => (input.task === 'completion' ? input.maxOutputTokens : 0))
    assert.deepEqual(await cost(416_000n, 100), ['answered', 'answered'])
    assert.deepEqual(longest(), [100, 100])
    const refused =
      /the question, in which guardrails have masked something, is longer than what was reserved/i
    const [first, second] = await cost(413_000n, 100)
    assert.deepEqual(
      [first, refused.test(second)],
      ['answered', true],
      'there is room for one that is longer',
    )
    // One whose length is open is shorter instead: three tokens of input are paid with two of output.
    assert.deepEqual(
      (await cost(410_000n)).map(text => refused.test(text)),
      [false, true],
    )
    assert.deepEqual(longest(), [100, 100, 100, 98])
  })

  test('has no share for a call that cannot be let through anyway', async () => {
    const { bundle, request, run, standing } = bundling(quota({ limit: 205n }))
    const unknown = request(900, { model: 'unknown' })
    const tooDear = request(900, { input: { ...question('why?'), maxOutputTokens: 900, maxCostNanos: 1n } })
    const requests = [unknown, tooDear, request(200)]
    const whole = await bundle(requests)
    assert.deepEqual(await standing(), [0n, 205n])
    await assert.rejects(run(whole, requests, 1), { code: 'QUOTA_EXCEEDED' })
    await run(whole, requests, 2)
  })

  test('goes to the cheaper model that a spent quota names, before anything is spent', async () => {
    const dear = quota({ limit: 150n, scope: { model: 'large' }, action: 'REROUTE', rerouteTo: 'small' })
    const { bundle, end, request, run } = bundling(dear)
    const requests = [request(100, { model: 'large' }), request(100, { model: 'large' })]
    const whole = await bundle(requests)
    const record = await run(whole, requests, 1)
    assert.deepEqual([record.reroutedFrom, record.model, end.calls[0]?.model], ['large', 'small', 'small'])
  })

  test('draws a share once: a second call on it reserves by itself', async () => {
    const { bundle, request, run, standing } = bundling(quota())
    const requests = [request(100)]
    const whole = await bundle(requests)
    await run(whole, requests, 0)
    await run(whole, requests, 0)
    assert.deepEqual(await standing(), [14n, 0n])
    assert.equal(whole.cost().actual.tokens, 14)
  })

  test('never takes more than there is, and holds nothing in the end, whatever its calls do (N3)', async () => {
    const calls = fc.array(
      fc.record({ output: fc.option(fc.integer({ min: 1, max: 400 })), runs: fc.boolean() }),
      { minLength: 1, maxLength: 6 },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(calls, { maxLength: 4 }), fc.bigInt(1n, 1_500n), async (bundles, limit) => {
        const { bundle, request, run, standing } = bundling(quota({ limit }))
        const open = await Promise.all(
          bundles.map(async calls => {
            const requests = calls.map(({ output }) => request(output ?? undefined))
            return { calls, requests, whole: await bundle(requests) }
          }),
        )
        const within = async () => {
          const [used = 0n, reserved = 0n] = await standing()
          assert.ok(used >= 0n && reserved >= 0n && used + reserved <= limit)
        }
        await within()
        for (const { calls, requests, whole } of open) {
          const ends = await Promise.allSettled(
            calls.flatMap(({ runs }, index) => (runs ? [run(whole, requests, index)] : [])),
          )
          // All or none.
          assert.equal(new Set(ends.map(({ status }) => status)).size <= 1, true)
          await within()
        }
        for (const { whole } of open) await whole.end()
        assert.equal((await standing())[1], 0n)
      }),
      { numRuns: 300 },
    )
  })
})

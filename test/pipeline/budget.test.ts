import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Chunk, noUsage, type Usage } from '../../src/core/chunk.ts'
import { GatewayError } from '../../src/core/error.ts'
import type { Model } from '../../src/core/model.ts'
import type { TokenMeasure } from '../../src/core/ports.ts'
import { ProviderFailure } from '../../src/core/provider.ts'
import type { Quota } from '../../src/core/quota.ts'
import type { Run } from '../../src/core/stage.ts'
import { meter } from '../../src/pipeline/meter.ts'
import { rateLimit } from '../../src/pipeline/rate-limit.ts'
import { createTypicalOutput } from '../../src/pipeline/typical-output.ts'
import { callOf, model, question, snapshot } from '../kit/call.ts'
import { countingFor } from '../kit/counting.ts'
import fc from '../kit/fast-check.ts'

// Everything that calls, their callers and their providers may do to budgets, at random and all at once.

const noon = Date.UTC(2026, 0, 15, 12)
/** More where somebody wants to be sure. */
const histories = 500 * Number(process.env.WEIR_TEST_REPEATS ?? 1)
const inputTokens = 5
const measure: TokenMeasure = {
  inputUpperBound: () => 20,
  countInput: async () => ({ tokens: inputTokens, source: 'COUNTED' }),
  countOutput: async text => ({ tokens: text.length, source: 'COUNTED' }),
  boundInput: async () => inputTokens,
}

const [first] = model.deployments
assert.ok(first)
/** Two deployments of different prices, and a cheaper model for those whom a quota sends there. */
const small: Model = {
  ...model,
  maxOutputTokens: 100,
  deployments: [
    first,
    {
      ...first,
      name: 'fake/dear',
      pricing: {
        ...first.pricing,
        cost: (usage: Usage) => (first.pricing?.cost(usage, noon) ?? 0n) * 3n,
      } as never,
    },
  ],
}
const cheap: Model = {
  ...model,
  name: 'cheap',
  maxOutputTokens: 100,
  deployments: [{ ...first, name: 'fake/cheap', model: 'cheap' }],
}
const models = new Map([
  ['small', small],
  ['cheap', cheap],
])

const quota = (name: string, about: Partial<Quota>): Quota => ({
  name,
  scope: {},
  meter: 'TOTAL_TOKENS',
  limit: 1_000n,
  window: 'DAY',
  action: 'BLOCK',
  ...about,
})
const { window: _, ...places } = quota('places', { meter: 'CONCURRENT_CALLS', scope: { model: 'cheap' } })

const upTo = (most: bigint) => fc.noBias(fc.bigInt(1n, most))

const limits = fc.record({
  tokens: upTo(4_000n),
  money: upTo(10_000_000n),
  requests: upTo(20n),
  places: upTo(4n),
  small: upTo(3_000n),
  away: fc.constantFrom<Quota['action']>('BLOCK', 'REROUTE', 'THROTTLE'),
  bytes: upTo(60_000n),
})

const calls = fc.array(
  fc.record({
    output: fc.option(fc.constantFrom(1, 20, 20, 60, 60, 1_000_000_000)),
    model: fc.constantFrom('small', 'cheap'),
    /** How many deployments fail before one answers, having read the question. */
    failures: fc.nat(2),
    ends: fc.constantFrom('well', 'well', 'unreported', 'stored', 'fails', 'breaks off', 'never answers'),
    /** After how many chunks its reader leaves, if at all, and whether by cancelling or by no longer reading. */
    leaves: fc.option(fc.record({ after: fc.nat(3), by: fc.constantFrom('signal', 'return') })),
    share: fc.integer({ min: 0, max: 100 }),
  }),
  { minLength: 1, maxLength: 12 },
)

const turn = (): Promise<void> => new Promise(setImmediate)

test('no budget is passed and nothing stays reserved, whatever calls, callers and providers do (P1, P2)', async () => {
  let passed = 0
  await fc.assert(
    fc.asyncProperty(limits, calls, async (limit, asked) => {
      let now = noon
      const counting = countingFor(() => now, {
        sleep: async ms => {
          now += ms
          await turn()
        },
      })
      const enforced = [
        quota('tokens', { limit: limit.tokens }),
        quota('money', { meter: 'COST', limit: limit.money }),
        quota('requests', { meter: 'REQUESTS', limit: limit.requests, scope: { model: 'cheap' } }),
        quota('bytes', { meter: 'BYTES', limit: limit.bytes }),
        { ...places, limit: limit.places },
      ]
      const away = quota('away', {
        limit: limit.small,
        scope: { model: 'small' },
        action: limit.away,
        ...(limit.away === 'REROUTE' && { rerouteTo: 'cheap' }),
        ...(limit.away === 'THROTTLE' && { maxWaitMs: 1_000 }),
      })
      const here = { ...snapshot, models, quotas: [...enforced, away] }
      const check = async (): Promise<void> => {
        for (const quota of [...enforced, away]) {
          const { used, reserved } = await counting.quotas.state({ quota }, now)
          assert.ok(
            used >= 0n && reserved >= 0n && used + reserved <= quota.limit,
            `${quota.name}: ${used} used and ${reserved} reserved of ${quota.limit}`,
          )
        }
      }

      const one = async (about: (typeof asked)[number]): Promise<void> => {
        const leaving = new AbortController()
        const provider: Run = async function* (call): AsyncGenerator<Chunk> {
          const deployments = models.get(call.model)?.deployments ?? []
          const most = call.input.task === 'completion' ? (call.input.maxOutputTokens ?? 100) : 0
          for (let failure = 0; failure < about.failures && failure < deployments.length - 1; failure++) {
            await turn()
            yield {
              type: 'fallback',
              from: deployments[failure]?.name ?? '',
              to: deployments[failure + 1]?.name ?? '',
              reason: 'TIMEOUT',
              usage: { ...noUsage, inputTokens },
            }
          }
          if (about.ends === 'stored') call.record.cached = true
          const answering = deployments[Math.min(about.failures, deployments.length - 1)]
          yield { type: 'start', provider: 'fake', deployment: answering?.name ?? '', model: 'small' }
          // No more than was allowed, a letter a token.
          const length = Math.min(Math.floor((most * about.share) / 100), 100)
          yield { type: 'text', index: 0, text: 'a'.repeat(length) }
          await turn()
          const usage = { ...noUsage, inputTokens, outputTokens: length }
          const cause = new ProviderFailure('MID_STREAM_ERROR', 'broken', { retryable: false, usage })
          if (about.ends === 'fails') throw new GatewayError('PROVIDERS_FAILED', 'none', { cause })
          if (about.ends === 'breaks off') throw new Error('The connection broke')
          if (about.ends === 'never answers' && about.leaves?.by === 'signal')
            await new Promise((_, reject) => {
              if (call.signal.aborted) reject(call.signal.reason)
              call.signal.addEventListener('abort', () => reject(call.signal.reason))
              leaving.abort()
            })
          const unreported = { ...noUsage, source: 'ESTIMATED' as const }
          const said = { stored: noUsage, unreported }[about.ends as string] ?? usage
          yield { type: 'finish', reason: 'STOP', usage: said }
        }
        const metering = { ...counting, measure, typicalOutput: createTypicalOutput() }
        const run = rateLimit(counting)(meter(metering)(provider))
        const chunks = run(
          callOf({
            model: about.model,
            signal: leaving.signal,
            snapshot: here,
            input: { ...question('why?'), ...(about.output !== null && { maxOutputTokens: about.output }) },
          }),
        )[Symbol.asyncIterator]()
        try {
          for (let count = 0; ; count++) {
            if (about.leaves?.after === count && about.leaves.by === 'signal') leaving.abort()
            if (about.leaves?.after === count && about.leaves.by === 'return')
              return void (await chunks.return?.())
            const { done } = await chunks.next()
            await check()
            if (done) {
              passed++
              return
            }
          }
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error
        }
      }

      await Promise.all(asked.map(one))
      await check()
      for (const quota of [...enforced, away])
        assert.equal((await counting.quotas.state({ quota }, now)).reserved, 0n, quota.name)
    }),
    { numRuns: histories },
  )
  assert.ok(passed > histories, String(passed))
})

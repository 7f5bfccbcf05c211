import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Chunk, noUsage } from '../../src/core/chunk.ts'
import { type Deployment, type Provider, ProviderFailure } from '../../src/core/provider.ts'
import { dispatch } from '../../src/pipeline/dispatch.ts'
import { createPlaces } from '../../src/pipeline/places.ts'
import { all, answer, answering, callOf, model, silentAfter, snapshot } from '../kit/call.ts'
import { silentLog } from '../kit/log.ts'

/** Nobody waits so long. */
const never = () => () => undefined

const deployment = (name: string): Deployment => ({ name, provider: name, model: 'm', weight: 1 })
const failure = (status: number, retryable: boolean) =>
  new ProviderFailure('HTTP_STATUS', 'said no with key sk-planted', {
    status,
    code: `code_${status}`,
    retryable,
  })

/** Providers a, b, … that answer with these chunks each, throwing what is an error. */
const gatewayOf = (...answers: readonly (readonly (Chunk | Error)[])[]) => {
  const names = answers.map((_, index) => 'abc'[index] ?? '?')
  const asked: string[] = []
  const providers = new Map<string, Provider>(
    names.map((name, index) => [
      name,
      {
        name,
        kind: 'fake',
        run({ signal }) {
          asked.push(name)
          return answering(...(answers[index] ?? []))(callOf({ signal }))
        },
      },
    ]),
  )
  const models = new Map([['small', { ...model, deployments: names.map(deployment) }]])
  const { log, events } = silentLog()
  const run = dispatch({ rank: deployments => deployments, places: createPlaces(never), clock: () => 0, log })
  const call = callOf({ snapshot: { ...snapshot, models, providers } })
  return { run, call, asked, events }
}

const texts = (chunks: readonly Chunk[]) =>
  chunks.flatMap(chunk => (chunk.type === 'text' ? [chunk.text] : []))

describe('dispatch', () => {
  test('asks nobody else on behalf of who reads on behind the end', async () => {
    for (const first of [answer('one'), [failure(400, false)], [new Error('broken')]]) {
      const { run, call, asked } = gatewayOf(first, answer('two'))
      const chunks = run(call)[Symbol.asyncIterator]()
      for (let more = true; more; )
        more = await chunks.next().then(
          ({ done }) => !done,
          () => false,
        )
      assert.deepEqual(await chunks.next(), { done: true, value: undefined })
      await chunks.return?.()
      assert.deepEqual(await chunks.next(), { done: true, value: undefined })
      assert.deepEqual(asked, ['a'])
    }
  })

  test('asks the first deployment and notes who answered', async () => {
    const { run, call, asked } = gatewayOf(answer('one'), answer('two'))
    assert.deepEqual(texts(await all(run(call))), ['one'])
    assert.deepEqual(asked, ['a'])
    assert.deepEqual(call.record.attempts, [
      { provider: 'a', deployment: 'a', outcome: 'ANSWERED', latencyMs: 0 },
    ])
  })

  test('asks the next one when the first fails before its first token, and says so (F45)', async () => {
    const started = answer().slice(0, 1)
    const { run, call, asked } = gatewayOf([...started, failure(503, true)], answer('two'))
    const chunks = await all(run(call))
    assert.deepEqual(
      chunks.map(chunk => chunk.type),
      ['fallback', 'start', 'text', 'finish'],
    )
    assert.deepEqual(asked, ['a', 'b'])
    assert.deepEqual(
      call.record.attempts.map(attempt => [attempt.outcome, attempt.status, attempt.code]),
      [
        ['FAILED', 503, 'code_503'],
        ['ANSWERED', undefined, undefined],
      ],
    )
  })

  test('passes on what a failed deployment reports as used', async () => {
    const usage = { ...noUsage, inputTokens: 9 }
    const spent = new ProviderFailure('MID_STREAM_ERROR', 'x', { retryable: true, usage })
    const { run, call } = gatewayOf([spent], answer('two'))
    const [fallback] = await all(run(call))
    assert.deepEqual(fallback?.type === 'fallback' && fallback.usage, usage)
  })

  test('does not start over once a token is out (P18)', async () => {
    const { run, call, asked } = gatewayOf([...answer('one').slice(0, 2), failure(503, true)], answer('two'))
    await assert.rejects(all(run(call)), { code: 'PROVIDERS_FAILED' })
    assert.deepEqual(asked, ['a'])
  })

  test('does not repeat a question that is itself at fault, and passes on what the provider says of it', async () => {
    const { run, call, asked } = gatewayOf([failure(400, false)], answer('two'))
    await assert.rejects(all(run(call)), {
      code: 'PROVIDERS_FAILED',
      message: 'No provider of `small` gave an answer (400 code_400); it says: said no with [key]',
    })
    assert.deepEqual(asked, ['a'])
  })

  test('tries another deployment where the first one rejects our credentials', async () => {
    const { run, call } = gatewayOf([failure(401, false)], answer('two'))
    assert.deepEqual(texts(await all(run(call))), ['two'])
  })

  test('tells the caller status and code of the last failure, never the provider’s own words', async () => {
    const { run, call, events } = gatewayOf([failure(500, true)], [failure(429, true)])
    await assert.rejects(all(run(call)), (error: Error & { details: { attempts: unknown[] } }) => {
      assert.match(error.message, /429 code_429/)
      assert.ok(!error.message.includes('planted'))
      assert.equal(error.details.attempts.length, 2)
      return true
    })
    assert.equal(events.length, 2)
    assert.ok(!JSON.stringify(events).includes('planted'), 'nor the log: a provider may repeat the prompt')
  })

  test('tells the caller what a provider cannot be asked for', async () => {
    const cannot = new ProviderFailure('UNSUPPORTED', 'The provider takes no images', { retryable: false })
    const { run, call } = gatewayOf([cannot])
    await assert.rejects(all(run(call)), { code: 'INVALID_INPUT', message: 'The provider takes no images' })
  })

  test('refuses where the model has no deployment', async () => {
    const { run, call } = gatewayOf()
    await assert.rejects(all(run(call)), { code: 'UNAVAILABLE' })
  })

  test('asks nobody for a caller who has left already', async () => {
    const { run, call, asked } = gatewayOf(answer('one'))
    await assert.rejects(all(run({ ...call, signal: AbortSignal.abort() })), { name: 'AbortError' })
    assert.deepEqual(asked, [])
    assert.deepEqual(call.record.attempts, [])
  })

  test('does not go on to another deployment when the caller has left', async () => {
    const { call, asked } = gatewayOf(answer('one'), answer('two'))
    const leaving = new AbortController()
    const silent: Provider = {
      name: 'a',
      kind: 'fake',
      run: ({ signal }) => silentAfter()(callOf({ signal })),
    }
    const providers = new Map([...call.snapshot.providers, ['a', silent]] as const)
    const here = { ...call, signal: leaving.signal, snapshot: { ...call.snapshot, providers } }
    const reading = all(
      dispatch({ rank: all => all, places: createPlaces(never), clock: () => 0, log: silentLog().log })(here),
    )
    await new Promise(setImmediate)
    leaving.abort()
    await assert.rejects(reading)
    assert.deepEqual(asked, [])
    assert.deepEqual(
      call.record.attempts.map(attempt => attempt.outcome),
      ['CANCELLED'],
    )
  })
})

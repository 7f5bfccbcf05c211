import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { refusal } from '../../../src/api/graphql/errors.ts'
import { streamResults } from '../../../src/api/graphql/result-stream.ts'
import { GatewayError } from '../../../src/core/error.ts'

/** A source that gives what it is told to, when it is told to, and the results of its events. */
const streaming = (result: (event: unknown) => object | Promise<object> = data => ({ data })) => {
  const leaving = new AbortController()
  const asked: PromiseWithResolvers<IteratorResult<unknown>>[] = []
  const seen = { left: 0 }
  const source = {
    next() {
      const answer = Promise.withResolvers<IteratorResult<unknown>>()
      asked.push(answer)
      return answer.promise
    },
    async return() {
      seen.left++
      return { done: true as const, value: undefined }
    },
  }
  const present = (error: unknown) =>
    refusal(error instanceof GatewayError ? error.code : 'INTERNAL', String(error))
  const stream = streamResults({ source, signal: leaving.signal, result, present })
  return { stream, asked, seen, abort: (reason?: unknown) => leaving.abort(reason) }
}

const over = { done: true, value: undefined }

describe('a stream of results', () => {
  test('gives a result for each event, made at once or later, and then its end', async () => {
    const { stream, asked } = streaming(event =>
      event === 'a' ? { data: 'A' } : Promise.resolve({ data: 'B' }),
    )
    for (const [event, data] of [
      ['a', 'A'],
      ['b', 'B'],
    ]) {
      const reading = stream.next()
      asked.at(-1)?.resolve({ done: false, value: event })
      assert.deepEqual(await reading, { done: false, value: { data } })
    }
    const reading = stream.next()
    asked.at(-1)?.resolve({ done: true, value: undefined })
    assert.deepEqual(await reading, over)
    assert.deepEqual(await stream.next(), over)
  })

  test('ends at once when its reader leaves, however silent its source is', async () => {
    const { stream, seen, abort } = streaming()
    const reading = stream.next()
    abort()
    assert.deepEqual(await reading, over)
    assert.equal(seen.left, 1)
  })

  for (const [what, result] of [
    ['cannot be made', () => Promise.reject(new Error('broken'))],
    ['throws', () => assert.fail('broken')],
  ] as const)
    test(`fails once where a result ${what}, and leaves its source`, async () => {
      const { stream, asked, seen } = streaming(result)
      const reading = stream.next()
      asked[0]?.resolve({ done: false, value: 'a' })
      await assert.rejects(reading, /broken/)
      assert.deepEqual(await stream.next(), over)
      assert.equal(seen.left, 1)
    })

  test('that the gateway ends tells why to a reader who comes late, if its source does not', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { stream, asked, abort } = streaming()
    const reading = stream.next()
    asked[0]?.resolve({ done: false, value: 'a' })
    await reading
    abort(new GatewayError('UNAUTHENTICATED', 'The key was revoked'))
    // Nobody reads while the time of the last word runs out.
    t.mock.timers.tick(5_000)
    await assert.rejects(stream.next(), /The key was revoked/)
    assert.deepEqual(await stream.next(), over)
  })
})

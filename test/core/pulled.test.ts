import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pulled } from '../../src/core/pulled.ts'

/** A stream of these answers to `pull`, in turn, and how often it was pulled and left. */
const of = (...answers: readonly (readonly string[] | Error | undefined)[]) => {
  const seen = { pulls: 0, left: 0 }
  const stream = pulled({
    async pull() {
      const answer = answers[seen.pulls++]
      if (answer instanceof Error) throw answer
      return answer
    },
    leave: () => seen.left++,
  })
  return { stream, seen }
}

describe('what is pulled', () => {
  test('comes item by item, and what holds nothing is passed over', async () => {
    const { stream, seen } = of([], ['a', 'b'], [], [], ['c'], undefined)
    assert.deepEqual(await Array.fromAsync(stream), ['a', 'b', 'c'])
    assert.deepEqual(seen, { pulls: 6, left: 0 })
  })

  test('is not held up by a long row of nothing', async () => {
    const { stream } = of(...Array.from({ length: 20_000 }, () => []), ['a'])
    assert.deepEqual(await stream.next(), { done: false, value: 'a' })
  })

  for (const before of [[], [[]], [[], []]])
    test(`is over when it has failed${before.length > 0 ? `, also behind nothing (${before.length})` : ''}`, async () => {
      const { stream, seen } = of(...before, new Error('broken'), ['a'])
      await assert.rejects(stream.next(), /broken/)
      assert.deepEqual(await stream.next(), { done: true, value: undefined })
      await stream.return?.()
      assert.deepEqual(seen, { pulls: before.length + 1, left: 0 })
    })

  test('is left once by a reader who goes before its end, when what he waits for has come', async () => {
    const arrived = Promise.withResolvers<readonly string[]>()
    const events: string[] = []
    const stream = pulled({ pull: () => arrived.promise, leave: () => events.push('left') })
    const reading = stream.next().then(() => events.push('read'))
    const leaving = stream.return?.()
    arrived.resolve(['a', 'b'])
    await Promise.all([reading, leaving])
    await stream.return?.()
    assert.deepEqual(events, ['read', 'left'])
    assert.deepEqual(await stream.next(), { done: true, value: undefined })
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pulled, type Said } from '../../src/core/pulled.ts'

type Step = readonly string[] | Error | undefined

const itself = (step: Said<string>): Said<string> => step
const rethrown = (error: unknown): never => {
  throw error
}

/** A stream of these steps, in turn, and how often it was asked for one and left. */
const of = (...steps: readonly Step[]) => {
  const seen = { pulls: 0, left: 0 }
  const stream = pulled({
    async next() {
      const step = steps[seen.pulls++]
      if (step instanceof Error) throw step
      return step
    },
    read: itself,
    failed: rethrown,
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
    const stream = pulled({
      next: () => arrived.promise,
      read: itself,
      failed: rethrown,
      leave: () => events.push('left'),
    })
    const reading = stream.next().then(() => events.push('read'))
    const leaving = stream.return?.()
    arrived.resolve(['a', 'b'])
    await Promise.all([reading, leaving])
    await stream.return?.()
    assert.deepEqual(events, ['read', 'left'])
    assert.deepEqual(await stream.next(), { done: true, value: undefined })
  })

  for (const [how, read] of [
    ['at once', () => rethrown(new Error('unreadable'))],
    ['later', () => Promise.reject(new Error('unreadable'))],
  ] as const)
    for (const before of [0, 1])
      test(`is over when a step cannot be read, which shows ${how}${before > 0 ? ', also behind nothing' : ''}`, async () => {
        let steps = 0
        const stream = pulled<number, string>({
          next: async () => steps++,
          read: step => (step < before ? [] : read()),
          failed: () => assert.fail('no step has failed'),
          leave: () => assert.fail('it is over already'),
        })
        await assert.rejects(stream.next(), /unreadable/)
        assert.deepEqual(await stream.next(), { done: true, value: undefined })
        await stream.return?.()
        assert.equal(steps, before + 1)
      })

  test('goes on with what is said in place of a step that has failed', async () => {
    const steps: Step[] = [['a'], new Error('broken'), ['b'], undefined]
    const stream = pulled({
      async next() {
        const step = steps.shift()
        if (step instanceof Error) throw step
        return step
      },
      read: itself,
      failed: error => [String(error)],
      leave: () => assert.fail('it is read to its end'),
    })
    assert.deepEqual(await Array.fromAsync(stream), ['a', 'Error: broken', 'b'])
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { flatMap } from '../../src/core/flat-map.ts'

/** Counts up, and tells how it was left. */
const counting = (to: number) => {
  const seen = { closed: 0, asked: 0 }
  const stream: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: async () =>
        seen.asked < to ? { done: false, value: ++seen.asked } : { done: true, value: undefined },
      return: async () => {
        seen.closed++
        return { done: true, value: undefined }
      },
    }),
  }
  return { stream, seen }
}
const all = async <T>(stream: AsyncIterable<T>, into: T[] = []): Promise<T[]> => {
  for await (const item of stream) into.push(item)
  return into
}

describe('flatMap', () => {
  test('lets out as many items as there are for each, none included, in order', async () => {
    const { stream, seen } = counting(4)
    const items = flatMap<number, string>(stream, (item, out) => {
      for (let copy = 0; copy < item % 3; copy++) out.push(`${item}.${copy}`)
    })
    assert.deepEqual(await all(items), ['1.0', '2.0', '2.1', '4.0'])
    assert.equal(seen.closed, 0)
    assert.deepEqual(await items.next(), { done: true, value: undefined })
  })

  test('waits for one that takes its time', async () => {
    const items = flatMap<number, number>(counting(2).stream, async (item, out) => {
      await Promise.resolve()
      out.push(item * 10)
    })
    assert.deepEqual(await all(items), [10, 20])
  })

  test('lets out what came before a fault, then closes the source once and throws', async () => {
    const { stream, seen } = counting(9)
    const fault = new Error('refused')
    const out: number[] = []
    const items = flatMap<number, number>(stream, (item, out) => {
      out.push(item)
      if (item === 2) throw fault
    })
    await assert.rejects(all(items, out), fault)
    assert.deepEqual(out, [1, 2])
    assert.deepEqual(seen, { closed: 1, asked: 2 })
    assert.deepEqual(await items.next(), { done: true, value: undefined })
  })

  test('passes on what the source throws', async () => {
    const fault = new Error('broken')
    const broken: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(fault) }),
    }
    await assert.rejects(all(flatMap<number, number>(broken, (item, out) => void out.push(item))), fault)
  })

  test('closes the source of a reader who leaves, who gets nothing more', async () => {
    const { stream, seen } = counting(9)
    const items = flatMap<number, number>(stream, (item, out) => void out.push(item, item))
    await items.next()
    await items.return?.()
    assert.deepEqual(seen, { closed: 1, asked: 1 })
    assert.deepEqual(await items.next(), { done: true, value: undefined })
  })
})

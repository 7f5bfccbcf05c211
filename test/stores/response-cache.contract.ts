import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Chunk, noUsage } from '../../src/core/chunk.ts'
import type { Clock, ResponseCache } from '../../src/core/ports.ts'

/** A kept answer with these words. */
export const keptAnswer = (text: string): readonly Chunk[] => [
  { type: 'start', provider: 'fake', deployment: 'fake/small', model: 'small-1' },
  { type: 'reasoning', index: 0, text: 'Hm', providerState: 'signed' },
  { type: 'text', index: 0, text },
  { type: 'tool-call', index: 0, id: 'c1', name: 'look', arguments: '{"a":"ü"}' },
  { type: 'embedding', index: 0, vector: [0.1, -1e-9] },
  { type: 'finish', reason: 'STOP', usage: noUsage },
]

/** What every ResponseCache must do. `open` gives a fresh, empty one that goes by the clock. */
export const responseCacheContract = (open: (clock: Clock) => ResponseCache): void => {
  describe('a response cache', () => {
    test('gives back what it was given, under its own key', async () => {
      const cache = open(() => 0)
      await cache.set('one', keptAnswer('1'), 1000)
      await cache.set('two', keptAnswer('2'), 1000)
      assert.deepEqual(await cache.get('one'), keptAnswer('1'))
      assert.deepEqual(await cache.get('two'), keptAnswer('2'))
      assert.equal(await cache.get('three'), undefined)
    })

    test('keeps an answer for its time and not longer', async () => {
      let now = 0
      const cache = open(() => now)
      await cache.set('key', keptAnswer('old'), 1000)
      now = 999
      assert.ok(await cache.get('key'))
      now = 1000
      assert.equal(await cache.get('key'), undefined)
    })

    test('a later answer takes the place of an earlier one, with a time of its own', async () => {
      let now = 0
      const cache = open(() => now)
      await cache.set('key', keptAnswer('old'), 1000)
      now = 900
      await cache.set('key', keptAnswer('new'), 1000)
      now = 1800
      assert.deepEqual(await cache.get('key'), keptAnswer('new'))
    })

    test('an answer for no time is not kept', async () => {
      const cache = open(() => 0)
      await cache.set('key', keptAnswer('x'), 0)
      assert.equal(await cache.get('key'), undefined)
    })
  })
}

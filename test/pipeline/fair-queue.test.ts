import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  createFairQueue,
  type FairQueue,
  type Flow,
  type QueueLimits,
  Saturated,
} from '../../src/pipeline/fair-queue.ts'
import fc from '../kit/fast-check.ts'

/** A clock that stands still until it is moved, with what is to be done at which time. */
const clock = () => {
  let now = 0
  const due = new Set<{ readonly at: number; readonly work: () => void }>()
  return {
    after: (ms: number, work: () => void) => {
      const entry = { at: now + ms, work }
      due.add(entry)
      return () => void due.delete(entry)
    },
    pass(ms: number) {
      now += ms
      for (const entry of due)
        if (entry.at <= now) {
          due.delete(entry)
          entry.work()
        }
    },
    pending: () => due.size,
  }
}

const limits: QueueLimits = { places: 1, mostWaiting: 1_000, longestWaitMs: 1_000 }
const { signal } = new AbortController()
const turn = () => new Promise(setImmediate)

/** Calls of these flows that wait from the start; gives who was served, in order, each call being served to its end. */
const served = async (queue: FairQueue, waiting: readonly Flow[]): Promise<string[]> => {
  const order: string[] = []
  const first = await queue.enter({ key: 'first', weight: 1 }, signal)
  const all = waiting.map(async flow => {
    const leave = await queue.enter(flow, signal)
    order.push(flow.key)
    await turn()
    leave()
  })
  await turn()
  first()
  await Promise.all(all)
  return order
}

describe('a fair queue', () => {
  test('lets calls in at once while there are places, and the next when one leaves', async () => {
    const queue = createFairQueue({ ...limits, places: 2 }, clock().after)
    const [one] = [
      await queue.enter({ key: 'a', weight: 1 }, signal),
      await queue.enter({ key: 'a', weight: 1 }, signal),
    ]
    assert.equal(queue.isFree(), false)
    let entered = false
    const third = queue.enter({ key: 'a', weight: 1 }, signal).then(leave => {
      entered = true
      return leave
    })
    await turn()
    assert.equal(entered, false)
    one()
    one()
    await third
    assert.equal(queue.isFree(), false)
  })

  test('serves who has twice the weight twice as often, and nobody waits for another one’s crowd', async () => {
    const flows = [
      ...Array.from({ length: 8 }, () => ({ key: 'crowd', weight: 1 })),
      ...Array.from({ length: 4 }, () => ({ key: 'high', weight: 2 })),
      { key: 'single', weight: 1 },
    ]
    const order = await served(createFairQueue(limits, clock().after), flows)
    assert.ok(order.indexOf('single') < 4, order.join(' '))
    assert.deepEqual(order.slice(0, 7).filter(key => key === 'high').length, 4)
  })

  test('refuses at once beyond its bound, and after the longest wait', async () => {
    const { after, pass, pending } = clock()
    const queue = createFairQueue({ ...limits, mostWaiting: 1 }, after)
    const leave = await queue.enter({ key: 'a', weight: 1 }, signal)
    const waiting = queue.enter({ key: 'b', weight: 1 }, signal)
    await assert.rejects(queue.enter({ key: 'c', weight: 1 }, signal), Saturated)
    pass(999)
    pass(1)
    await assert.rejects(waiting, Saturated)
    assert.equal(pending(), 0)
    leave()
    assert.equal(queue.isEmpty(), true)
  })

  test('lets who is cancelled go at once, without a place', async () => {
    const { after, pending } = clock()
    const queue = createFairQueue(limits, after)
    const leave = await queue.enter({ key: 'a', weight: 1 }, signal)
    const leaving = new AbortController()
    const waiting = queue.enter({ key: 'b', weight: 1 }, leaving.signal)
    leaving.abort(new Error('gone'))
    await assert.rejects(waiting, /gone/)
    assert.equal(pending(), 0)
    leave()
    assert.equal(queue.isFree(), true)
    await assert.rejects(queue.enter({ key: 'b', weight: 1 }, leaving.signal), /gone/)
  })

  test('lets more in when it grows', async () => {
    const queue = createFairQueue(limits, clock().after)
    await queue.enter({ key: 'a', weight: 1 }, signal)
    const waiting = queue.enter({ key: 'b', weight: 1 }, signal)
    queue.resize({ ...limits, places: 2 })
    await waiting
  })

  test('gives each flow that always waits its share, within one call of each, whatever the weights', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(0.5, 1, 2, 8), { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 1, max: 3 }),
        async (weights, places) => {
          const queue = createFairQueue({ ...limits, places: 1 }, clock().after)
          const flows = weights.map((weight, index) => ({ key: String(index), weight }))
          const each = 40
          const order = await served(
            queue,
            flows.flatMap(flow => Array.from({ length: each }, () => flow)),
          )
          queue.resize({ ...limits, places })
          assert.equal(order.length, each * flows.length)
          // As long as all of them wait.
          const counts = new Map(flows.map(({ key }) => [key, 0]))
          for (const key of order) {
            counts.set(key, (counts.get(key) ?? 0) + 1)
            if ((counts.get(key) ?? 0) === each) break
            for (const one of flows)
              for (const other of flows) {
                const gap =
                  (counts.get(one.key) ?? 0) / one.weight - (counts.get(other.key) ?? 0) / other.weight
                // Goyal et al., theorem 1, with calls of length 1.
                assert.ok(Math.abs(gap) <= 1 / one.weight + 1 / other.weight + 1e-9, `${gap}`)
              }
          }
          assert.equal(queue.isEmpty(), true)
        },
      ),
      { numRuns: 60 },
    )
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPulse } from '../../src/finance/pulse.ts'
import { handBeats } from './beats.ts'

/** A pulse over numbers that a test sets, and what was read of them. */
const numbers = ({ most = 10 } = {}) => {
  const state = new Map<string, number>()
  const reads: (readonly string[])[] = []
  const { beat, next } = handBeats()
  const pulse = createPulse<string, number>({
    keyOf: name => name,
    async read(names) {
      reads.push(names)
      if (names.includes('bad')) throw new Error('it cannot be read')
      return new Map(names.flatMap(name => (state.has(name) ? [[name, state.get(name) ?? 0]] : [])))
    },
    beat,
    most,
  })
  const follow = (...names: string[]) => {
    const leaving = new AbortController()
    return { states: pulse.follow(() => names, leaving.signal), leave: () => leaving.abort() }
  }
  return { state, reads, next, follow }
}
const numberIn = async (states: AsyncGenerator<ReadonlyMap<string, number>>, name: string) =>
  (await states.next()).value?.get(name)

test('who follows hears at once, and then after each beat', async () => {
  const { state, next, follow } = numbers()
  state.set('a', 1)
  const { states, leave } = follow('a')
  assert.equal(await numberIn(states, 'a'), 1)
  const second = numberIn(states, 'a')
  state.set('a', 2)
  await next()
  assert.equal(await second, 2)
  leave()
  assert.equal((await states.next()).done, true)
})

test('what many follow is read once a beat', async () => {
  const { state, reads, next, follow } = numbers()
  state.set('a', 1).set('b', 1)
  const all = [follow('a'), follow('a', 'b'), follow('b')]
  for (const { states } of all) await states.next()
  const waiting = all.map(({ states }) => states.next())
  reads.length = 0
  await next()
  await Promise.all(waiting)
  assert.deepEqual(reads, [['a', 'b']])
})

test('who reads slowly gets the newest alone, and nothing heaps up', async () => {
  const { state, next, follow } = numbers()
  const { states } = follow('a')
  await states.next()
  // A read that waits, so that the beats begin.
  const waiting = states.next()
  for (let value = 1; value <= 5; value++) {
    state.set('a', value)
    await next()
  }
  assert.equal((await waiting).value?.get('a'), 1)
  assert.equal(await numberIn(states, 'a'), 5)
})

test('nothing is read any more when the last one has left, also one who is waiting', async () => {
  const { reads, next, follow } = numbers()
  const { states, leave } = follow('a')
  await states.next()
  const waiting = states.next()
  await next()
  await waiting
  const last = states.next()
  leave()
  assert.equal((await last).done, true)
  reads.length = 0
  void next()
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(reads, [])
  // And it begins anew with the next one.
  const again = follow('a')
  await again.states.next()
  const beaten = again.states.next()
  await next()
  assert.equal((await beaten).done, false)
})

test('no more is followed than was promised', async () => {
  const { follow } = numbers({ most: 3 })
  const first = follow('a', 'b')
  await first.states.next()
  await assert.rejects(follow('c', 'd').states.next(), { code: 'RATE_LIMITED' })
  await follow('c').states.next()
  first.leave()
  await first.states.next()
  await follow('d', 'e').states.next()
})

test('a read that fails is told to those who follow, and the next ones are served', async () => {
  const { state, next, follow } = numbers()
  const names = ['a']
  const leaving = new AbortController()
  const { states } = follow('a')
  await states.next()
  names.push('bad')
  const waiting = states.next()
  const refused = follow('bad')
  await assert.rejects(refused.states.next(), /cannot be read/)
  state.set('a', 7)
  await next()
  assert.equal((await waiting).value?.get('a'), 7)
  leaving.abort()
})

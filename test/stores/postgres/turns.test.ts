import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from '../../../src/stores/postgres/turns.ts'

/** Works that end when they are told to, and which of them have begun. */
const createWorks = (limits: Parameters<typeof createTurns>[0]) => {
  const inTurn = createTurns(limits)
  const begun: string[] = []
  const ends = new Map<string, PromiseWithResolvers<string>>()
  const start = (work: string): Promise<string> => {
    const end = Promise.withResolvers<string>()
    ends.set(work, end)
    return inTurn(work[0] ?? '', () => {
      begun.push(work)
      return end.promise
    })
  }
  const settled = () => new Promise<void>(resolve => setImmediate(resolve))
  const end = async (work: string) => {
    ends.get(work)?.resolve(work)
    await settled()
  }
  return { start, begun, end, ends, settled }
}

test('works of a name go one after the other, and the names by turns', async () => {
  const { start, begun, end, settled } = createWorks({ atOnce: 2, mostWaiting: 9 })
  const all = Promise.all(['a1', 'a2', 'a3', 'b1', 'c1', 'c2'].map(start))
  await settled()
  assert.deepEqual(begun, ['a1', 'b1'])
  await end('a1')
  assert.deepEqual(begun, ['a1', 'b1', 'a2'])
  await end('a2')
  assert.deepEqual(begun.at(-1), 'c1', 'who has had a turn waits for who has not')
  await end('b1')
  await end('a3')
  await end('c1')
  await end('c2')
  assert.deepEqual(await all, ['a1', 'a2', 'a3', 'b1', 'c1', 'c2'])
})

test('a work that fails makes room like any other', async () => {
  const { start, begun, end, ends, settled } = createWorks({ atOnce: 1, mostWaiting: 9 })
  const first = start('a1')
  const second = start('a2')
  await settled()
  ends.get('a1')?.reject(new Error('no'))
  await assert.rejects(first, /no/)
  await end('a2')
  assert.deepEqual([begun, await second], [['a1', 'a2'], 'a2'])
})

test('of one name only so many wait, and they hold up no other name', async () => {
  const { start, begun, end, settled } = createWorks({ atOnce: 2, mostWaiting: 2 })
  const all = Promise.all(['a1', 'a2', 'a3', 'b1'].map(start))
  await settled()
  await assert.rejects(start('a4'), { code: 'UNAVAILABLE' })
  assert.deepEqual(begun, ['a1', 'b1'])
  for (const work of ['a1', 'a2', 'a3', 'b1']) await end(work)
  assert.equal((await all).length, 4)
})

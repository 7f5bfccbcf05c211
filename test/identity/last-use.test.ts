import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLastUse } from '../../src/identity/last-use.ts'
import { silentLog } from '../kit/log.ts'

const start = Date.UTC(2026, 0, 2)

const setUp = (limits = {}) => {
  const written: (readonly [string, number])[][] = []
  const time = { now: start, away: false }
  const lastUse = createLastUse({
    store: {
      async noteUsed(times) {
        if (time.away) throw new Error('connection refused')
        written.push([...times])
      },
    },
    clock: () => time.now,
    log: silentLog().log,
    limits: { writeMs: 3_600_000, ...limits },
  })
  return { lastUse, written, time }
}

test('a key that is used all the time is written once a minute, together with others', async t => {
  const { lastUse, written, time } = setUp()
  t.after(() => lastUse.close())
  for (let second = 0; second < 120; second++) {
    lastUse.note('busy')
    if (second === 30) lastUse.note('rare')
    time.now += 1_000
  }
  assert.deepEqual(written, [])
  await lastUse.write()
  await lastUse.write()
  assert.deepEqual(written, [
    [
      ['rare', start + 30_000],
      ['busy', start + 60_000],
    ],
  ])
})

test('what waits is bounded, and what is left is written at the end', async () => {
  const { lastUse, written } = setUp({ entries: 10 })
  for (let key = 0; key < 1_000; key++) lastUse.note(`key ${key}`)
  await lastUse.close()
  assert.equal(written[0]?.length, 10)
  assert.equal(written[0]?.at(-1)?.[0], 'key 999')
})

test('a database that is away costs nothing but the times, which the next use brings again', async t => {
  const { lastUse, written, time } = setUp()
  t.after(() => lastUse.close())
  lastUse.note('key')
  time.away = true
  await lastUse.write()
  time.away = false
  lastUse.note('key')
  await lastUse.write()
  assert.deepEqual(written, [[['key', start]]])
})

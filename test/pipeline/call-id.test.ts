import assert from 'node:assert/strict'
import { randomFillSync } from 'node:crypto'
import { test } from 'node:test'
import { createCallIds } from '../../src/pipeline/call-id.ts'

test('an id is a UUID of version 7 that begins with the time', () => {
  const next = createCallIds({ clock: () => Date.UTC(2022, 1, 22, 19, 22, 22), random: randomFillSync })
  for (let round = 0; round < 1000; round++)
    assert.match(next(), /^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('ids differ within one millisecond, and sort by time', () => {
  let now = Date.UTC(2026, 0, 1)
  const next = createCallIds({ clock: () => now, random: randomFillSync })
  const ids = Array.from({ length: 10_000 }, next)
  assert.equal(new Set(ids).size, ids.length)
  now++
  const last = ids.sort().at(-1) ?? ''
  assert.ok(next() > last)
})

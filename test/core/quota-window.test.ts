import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { QuotaWindow } from '../../src/core/quota.ts'
import { windowBounds } from '../../src/core/quota-window.ts'

const windows = ['SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH'] as const

test('windows follow the calendar in UTC', () => {
  const cases: readonly (readonly [QuotaWindow, string, string, string])[] = [
    ['SECOND', '2026-11-22T13:45:01.999Z', '2026-11-22T13:45:01Z', '2026-11-22T13:45:02Z'],
    ['MINUTE', '2026-11-22T13:45:59.999Z', '2026-11-22T13:45:00Z', '2026-11-22T13:46:00Z'],
    ['HOUR', '2026-12-31T23:59:59Z', '2026-12-31T23:00:00Z', '2027-01-01T00:00:00Z'],
    ['DAY', '2026-11-22T00:00:00Z', '2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z'],
    // Europe changes its clocks on this day; UTC does not.
    ['DAY', '2026-10-25T12:00:00Z', '2026-10-25T00:00:00Z', '2026-10-26T00:00:00Z'],
    // Sunday evening is still last Monday's week, and weeks cross years.
    ['WEEK', '2026-11-22T23:59:59.999Z', '2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z'],
    ['WEEK', '2026-11-23T00:00:00Z', '2026-11-23T00:00:00Z', '2026-11-30T00:00:00Z'],
    ['WEEK', '2027-01-01T12:00:00Z', '2026-12-28T00:00:00Z', '2027-01-04T00:00:00Z'],
    ['MONTH', '2026-12-31T23:59:59.999Z', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['MONTH', '2026-04-30T10:00:00Z', '2026-04-01T00:00:00Z', '2026-05-01T00:00:00Z'],
    ['MONTH', '2026-02-28T23:59:59Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['MONTH', '2028-02-29T23:59:59Z', '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'],
  ]
  for (const [window, at, start, end] of cases)
    assert.deepEqual(
      windowBounds(window, Date.parse(at)),
      { start: Date.parse(start), end: Date.parse(end) },
      `${window} at ${at}`,
    )
})

test('every moment lies in exactly one window, and windows join without a gap', () => {
  fc.assert(
    fc.property(fc.constantFrom(...windows), fc.integer({ min: 0, max: 4_102_444_800_000 }), (window, at) => {
      const { start, end } = windowBounds(window, at)
      assert.ok(start <= at && at < end)
      assert.deepEqual(windowBounds(window, start), { start, end })
      assert.equal(windowBounds(window, end).start, end)
      assert.equal(windowBounds(window, start - 1).end, start)
    }),
  )
})

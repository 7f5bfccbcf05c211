import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CalendarRule, windowBounds } from '../../src/stores/quota-window.ts'
import fc from '../kit/fast-check.ts'

const windows = ['SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH'] as const
const hour = 3_600_000

const check = (rule: CalendarRule, at: string, [start, end]: readonly [string, string]) =>
  assert.deepEqual(
    windowBounds(rule, Date.parse(at)),
    { start: Date.parse(start), end: Date.parse(end) },
    `${JSON.stringify(rule)} at ${at}`,
  )

test('windows follow the calendar in UTC unless told otherwise', () => {
  const cases: readonly (readonly [CalendarRule['window'], string, string, string])[] = [
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
  for (const [window, at, start, end] of cases) check({ window }, at, [start, end])
})

test('days, weeks and months are those of the time zone, longer and shorter where its clocks change (P10)', () => {
  const berlin = { timeZone: 'Europe/Berlin' }
  check({ window: 'DAY', ...berlin }, '2026-10-25T12:00:00Z', [
    '2026-10-24T22:00:00Z',
    '2026-10-25T23:00:00Z',
  ])
  check({ window: 'DAY', ...berlin }, '2026-03-29T00:30:00Z', [
    '2026-03-28T23:00:00Z',
    '2026-03-29T22:00:00Z',
  ])
  check({ window: 'MONTH', ...berlin }, '2026-03-31T22:30:00Z', [
    '2026-03-31T22:00:00Z',
    '2026-04-30T22:00:00Z',
  ])
  // In Santiago the clocks go forward at midnight: that day begins at 01:00.
  check({ window: 'DAY', timeZone: 'America/Santiago' }, '2026-09-06T12:00:00Z', [
    '2026-09-06T04:00:00Z',
    '2026-09-07T03:00:00Z',
  ])
  check({ window: 'DAY', timeZone: 'Asia/Kathmandu' }, '2026-01-15T18:14:00Z', [
    '2026-01-14T18:15:00Z',
    '2026-01-15T18:15:00Z',
  ])
})

test('a week begins on its weekday, a month on its day or on its last one if it is shorter', () => {
  const sunday: CalendarRule = { window: 'WEEK', anchor: 7 }
  check(sunday, '2026-11-22T00:00:00Z', ['2026-11-22T00:00:00Z', '2026-11-29T00:00:00Z'])
  check(sunday, '2026-11-21T23:59:59Z', ['2026-11-15T00:00:00Z', '2026-11-22T00:00:00Z'])
  const fifteenth: CalendarRule = { window: 'MONTH', anchor: 15 }
  check(fifteenth, '2026-01-14T23:59:59Z', ['2025-12-15T00:00:00Z', '2026-01-15T00:00:00Z'])
  const last: CalendarRule = { window: 'MONTH', anchor: 31 }
  check(last, '2026-02-27T12:00:00Z', ['2026-01-31T00:00:00Z', '2026-02-28T00:00:00Z'])
  check(last, '2026-02-28T00:00:00Z', ['2026-02-28T00:00:00Z', '2026-03-31T00:00:00Z'])
})

test('every moment lies in exactly one window, and windows join without a gap, in every time zone', () => {
  const rule = fc.record({
    window: fc.constantFrom(...windows),
    timeZone: fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'America/Santiago',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'Africa/Casablanca',
    ),
    anchor: fc.integer({ min: 1, max: 7 }),
  })
  fc.assert(
    fc.property(rule, fc.integer({ min: 0, max: 4_102_444_800_000 }), (rule, at) => {
      const { start, end } = windowBounds(rule, at)
      assert.ok(start <= at && at < end)
      assert.deepEqual(windowBounds(rule, start), { start, end })
      assert.equal(windowBounds(rule, end).start, end)
      assert.equal(windowBounds(rule, start - 1).end, start)
      if (rule.window === 'DAY') assert.ok(end - start >= 23 * hour && end - start <= 25 * hour)
    }),
    { numRuns: 500 },
  )
})

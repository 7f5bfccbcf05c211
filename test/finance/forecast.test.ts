import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { forecastSum } from '../../src/finance/forecast.ts'
import { levelled } from '../../src/finance/level-shift.ts'
import { mean } from '../../src/finance/smoothing.ts'

/** The same chance each time (mulberry32). */
const chance = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}
/** About normal, with a mean of 0 and a deviation of 1. */
const noise = (random: () => number) => () => {
  let sum = -6
  for (let index = 0; index < 12; index++) sum += random()
  return sum
}

const weekdays = [1.2, 1.3, 1.25, 1.2, 1.1, 0.5, 0.45]
type Series = (day: number, chance: { readonly of: () => number; readonly noise: () => number }) => number
const series: { readonly [name: string]: Series } = {
  'weekdays, with noise': (day, { noise }) => 100 * (weekdays[day % 7] ?? 1) * (1 + 0.1 * noise()),
  'weekdays, growing by 1 % a day': (day, { noise }) =>
    50 * 1.01 ** day * (weekdays[day % 7] ?? 1) * (1 + 0.1 * noise()),
  'no weekdays, noise alone': (_, { noise }) => 100 + 20 * noise(),
  'nothing at weekends': (day, { noise }) => (day % 7 > 4 ? 0 : 100 + 10 * noise()),
  'twice as much since the day 60': (day, { noise }) => (day < 60 ? 50 : 100) + 5 * noise(),
  'a third as much since the day 40, with weekdays': (day, { noise }) =>
    (day < 40 ? 300 : 100) * (weekdays[day % 7] ?? 1) * (1 + 0.1 * noise()),
  'a spike now and then': (_, { of, noise }) => (of() < 0.04 ? 600 : 60) + 6 * noise(),
  'nothing on most days': (_, { of }) => (of() < 0.25 ? 100 * of() : 0),
  'dying slowly': (day, { noise }) => 200 * 0.97 ** day * (1 + 0.1 * noise()),
  'always the same': () => 42,
  'a batch at the beginning of months': (day, { noise }) => (day % 30 === 0 ? 900 : 30) + 3 * noise(),
}

/** What people do without a model: each takes the days before and how many are to come. */
const naive: { readonly [name: string]: (past: readonly number[], days: number) => number } = {
  'the last day again': (past, days) => (past.at(-1) ?? 0) * days,
  'the last week again': (past, days) =>
    Array.from({ length: days }, (_, day) => past[past.length - 7 + (day % 7)] ?? 0).reduce(
      (a, b) => a + b,
      0,
    ),
  'the mean of the last 30 days': (past, days) => mean(past.slice(-30)) * days,
}

interface Outcome {
  readonly name: string
  readonly ours: number
  readonly theirs: readonly number[]
  readonly covered: number
}

/** Looks from many days at the sum of the rest of a month, and at what came. */
const backTest = (name: string, of: Series): Outcome => {
  const errors: number[] = []
  const theirs = Object.values(naive).map((): number[] => [])
  const covered: number[] = []
  for (let seed = 1; seed <= 12; seed++) {
    const random = chance(seed * 7919)
    const means = { of: random, noise: noise(random) }
    const all = Array.from({ length: 120 }, (_, day) => Math.max(of(day, means), 0))
    for (const [origin, days] of [
      [28, 20],
      [45, 15],
      [70, 25],
      [90, 10],
      [95, 25],
    ] as const) {
      const past = all.slice(0, origin)
      const actual = all.slice(origin, origin + days).reduce((sum, value) => sum + value, 0)
      const { expected, low, high = Infinity } = forecastSum(past, Array(days).fill(1))
      errors.push(Math.abs(expected - actual))
      covered.push(low <= actual + 1e-6 && actual <= high + 1e-6 ? 1 : 0)
      for (const [index, guess] of Object.values(naive).entries())
        theirs[index]?.push(Math.abs(guess(past, days) - actual))
    }
  }
  return { name, ours: mean(errors), theirs: theirs.map(mean), covered: mean(covered) }
}

describe('a forecast', () => {
  test('is nearer to what comes than what people guess, and its band holds what it says', t => {
    const outcomes = Object.entries(series).map(([name, of]) => backTest(name, of))
    // An error of 1 is that of the best guess for the series.
    const scaled = (outcome: Outcome, error: number) => error / Math.max(Math.min(...outcome.theirs), 1e-9)
    for (const outcome of outcomes)
      t.diagnostic(
        `${outcome.name}: error ${outcome.ours.toFixed(1)}; ${Object.keys(naive)
          .map((guess, index) => `${guess} ${outcome.theirs[index]?.toFixed(1)}`)
          .join(', ')}; in the band ${(outcome.covered * 100).toFixed(0)} %`,
      )
    const awkward = outcomes.filter(({ theirs }) => Math.min(...theirs) > 1e-6)
    const ours = mean(awkward.map(outcome => scaled(outcome, outcome.ours)))
    t.diagnostic(`scaled by the best guess for each: ${ours.toFixed(2)}`)
    for (const [index, guess] of Object.keys(naive).entries()) {
      const ratio = mean(awkward.map(({ ours, theirs }) => Math.log(ours / (theirs[index] ?? 1))))
      t.diagnostic(`against ${guess}: ${Math.exp(ratio).toFixed(2)}`)
      assert.ok(Math.exp(ratio) < 0.95, guess)
    }
    for (const outcome of awkward) assert.ok(scaled(outcome, outcome.ours) < 1.75, outcome.name)
    for (const { name, ours, theirs } of outcomes)
      if (/since the day/.test(name)) assert.ok(ours < Math.min(...theirs), name)
    const coverage = mean(outcomes.map(({ covered }) => covered))
    t.diagnostic(`in the band of 80 %: ${(coverage * 100).toFixed(0)} %`)
    assert.ok(coverage > 0.72 && coverage < 0.97, String(coverage))
  })

  test('says how it was made, and claims no more than the days before tell', () => {
    const days = Array(10).fill(1)
    assert.deepEqual(forecastSum([], [1, 1]), { expected: 0, low: 0, days: [0, 0], method: 'NONE' })
    const few = forecastSum([10, 10, 10], days)
    assert.deepEqual([few.expected, few.method], [100, 'AVERAGE'])
    assert.ok(few.low < 60 && (few.high ?? 0) > 140)
    assert.equal(forecastSum(Array(14).fill(5), days).method, 'HOLT')
    assert.equal(
      forecastSum(
        Array.from({ length: 28 }, (_, day) => (day % 7 > 4 ? 0 : 9)),
        days,
      ).method,
      'HOLT_WINTERS',
    )
  })

  test('takes what was before a lasting shift for what it would have been at the level of now', () => {
    const before = weekdays.map(value => 100 * value)
    const shifted = [
      ...before,
      ...before,
      ...before,
      ...before.map(value => value / 4),
      ...before.map(value => value / 4),
    ]
    assert.deepEqual(
      levelled(shifted).map(value => Math.round(value * 10)),
      shifted.map((_, day) => Math.round(250 * (weekdays[day % 7] ?? 1))),
    )
    // It has ended: what was before tells nothing.
    assert.deepEqual(levelled([...Array(20).fill(5), ...Array(8).fill(0)]), Array(8).fill(0))
  })

  test('finds no shift in growth, noise, spikes, or a few days', () => {
    for (const name of [
      'weekdays, growing by 1 % a day',
      'no weekdays, noise alone',
      'a spike now and then',
      'dying slowly',
    ])
      for (let seed = 1; seed <= 50; seed++) {
        const random = chance(seed * 104_729)
        const means = { of: random, noise: noise(random) }
        const all = Array.from({ length: 112 }, (_, day) => Math.max(series[name]?.(day, means) ?? 0, 0))
        assert.equal(levelled(all), all, `${name}, ${seed}`)
      }
    const few = [...Array(10).fill(1), ...Array(10).fill(9)]
    assert.equal(levelled(few), few)
  })

  test('counts of today what is left of it', () => {
    const flat = Array(28).fill(100)
    assert.ok(Math.abs(forecastSum(flat, [0.25, 1, 1]).expected - 225) < 1e-6)
    assert.deepEqual(forecastSum(flat, []).expected, 0)
  })

  test('is never below nothing', () => {
    const ending = Array.from({ length: 40 }, (_, day) => Math.max(100 - 4 * day, 0))
    const { expected, low } = forecastSum(ending, Array(30).fill(1))
    assert.ok(expected >= 0 && low >= 0)
  })
})

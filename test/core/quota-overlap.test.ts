import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Quota } from '../../src/core/quota.ts'
import { contradictionOf, overlapsOf } from '../../src/core/quota-overlap.ts'

const quota = (name: string, about: Partial<Quota> = {}): Quota => ({
  name,
  scope: {},
  meter: 'TOTAL_TOKENS',
  limit: 100n,
  window: 'DAY',
  action: 'BLOCK',
  ...about,
})

describe('quotas beside each other', () => {
  for (const [what, first, later] of [
    ['the same with a larger limit', {}, { limit: 101n }],
    ['the same for a part of those whom it covers', { scope: {} }, { scope: { team: 'search' } }],
    ['for a model alone', {}, { scope: { model: 'small' }, limit: 100n }],
    ['of a part of its meter', {}, { meter: 'OUTPUT_TOKENS' }],
    ['of a shorter window that lies in its own', { limit: 50n }, { window: 'MINUTE', limit: 60n }],
    ['that would reroute what is refused already', {}, { action: 'REROUTE', rerouteTo: 'cheap' }],
  ] as const)
    test(`one never decides that is ${what}`, () => {
      const [one, other] = [quota('one', first as Partial<Quota>), quota('other', later as Partial<Quota>)]
      assert.deepEqual(overlapsOf(other, [one, other]), [
        '`other` never decides anything: `one` covers all of it and refuses first',
      ])
      assert.deepEqual(overlapsOf(one, [one, other]), [
        '`other` never decides anything any more: `one` covers all of it and refuses first',
      ])
    })

  for (const [what, first, later] of [
    ['a smaller limit', {}, { limit: 99n }],
    ['another team', { scope: { team: 'a' } }, { scope: { team: 'b' } }],
    ['another meter', {}, { meter: 'COST' }],
    ['a longer window', { window: 'MINUTE' }, { limit: 200n }],
    ['a window that may lie in two', { window: 'MONTH' }, { window: 'WEEK', limit: 200n }],
    ['days of another time zone', {}, { timeZone: 'Europe/Berlin', limit: 200n }],
    ['a limit for each user', { perUser: true }, { limit: 200n }],
    ['one that only alerts', { action: 'ALERT' }, { limit: 200n }],
  ] as const)
    test(`both decide where the other has ${what}`, () => {
      const [one, other] = [quota('one', first as Partial<Quota>), quota('other', later as Partial<Quota>)]
      assert.equal(overlapsOf(other, [one]).filter(words => words.startsWith('`other`')).length, 0)
    })

  test('two contradict each other that send calls back to where the other sends them away from', () => {
    const there = quota('there', { scope: { model: 'a' }, action: 'REROUTE', rerouteTo: 'b' })
    const back = quota('back', { scope: { model: 'b' }, action: 'REROUTE', rerouteTo: 'a' })
    const elsewhere = quota('elsewhere', { scope: { model: 'b' }, action: 'REROUTE', rerouteTo: 'c' })
    assert.equal(contradictionOf(back, [elsewhere, there]), there)
    assert.equal(contradictionOf(elsewhere, [there]), undefined)
    const ofOthers = quota('back', { ...back, scope: { model: 'b', team: 'x' } })
    assert.equal(
      contradictionOf(ofOthers, [quota('there', { ...there, scope: { model: 'a', team: 'y' } })]),
      undefined,
    )
  })
})

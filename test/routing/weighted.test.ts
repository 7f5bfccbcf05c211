import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Deployment } from '../../src/core/provider.ts'
import { weighted } from '../../src/routing/weighted.ts'
import { callOf, question } from '../kit/call.ts'

const deployment = (name: string, weight: number): Deployment => ({
  name,
  provider: name,
  model: 'm',
  weight,
})

/** 0 ≤ x < 1, the same sequence every time (Park and Miller's minimal standard generator). */
const sequence = () => {
  let state = 42
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

describe('weighted', () => {
  test('asks each deployment first as often as its weight says (F46)', () => {
    const rank = weighted(sequence())
    const deployments = [deployment('a', 1), deployment('b', 3)]
    let first = 0
    for (let round = 0; round < 10_000; round++) if (rank(deployments, callOf())[0]?.name === 'b') first++
    assert.ok(Math.abs(first / 10_000 - 0.75) < 0.02, `b came first in ${first} of 10,000 rounds`)
  })

  test('keeps weight 0 as a spare behind the others', () => {
    const rank = weighted(sequence())
    for (let round = 0; round < 100; round++)
      assert.equal(rank([deployment('spare', 0), deployment('a', 1)], callOf())[0]?.name, 'a')
  })

  test('gives all calls of a session the same order, and sessions their shares (F51)', () => {
    const rank = weighted(Math.random)
    const deployments = [deployment('a', 1), deployment('b', 1)]
    const first = (sessionId: string) =>
      rank(deployments, callOf({ input: { ...question('?'), sessionId } }))[0]?.name
    assert.equal(new Set(Array.from({ length: 20 }, () => first('one'))).size, 1)
    const shares = Array.from({ length: 1000 }, (_, session) => first(`s${session}`)).filter(
      name => name === 'a',
    )
    assert.ok(Math.abs(shares.length - 500) < 80, `${shares.length} of 1,000 sessions went to a`)
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Principal } from '../../src/core/principal.ts'
import type { Prompt } from '../../src/core/prompt.ts'
import { chosenIn, type PromptSplit } from '../../src/core/prompt-split.ts'
import fc from '../kit/fast-check.ts'

const split = (...weights: readonly number[]): PromptSplit => ({
  name: 'say@production',
  shares: weights.map((weight, version) => ({ weight, prompt: { version } as Prompt })),
})
const key = (id: string, about: Partial<Principal> = {}) => ({
  principal: { id, name: id, tenant: 'acme', roles: new Set<string>(), ...about } as Principal,
})
const versionOf = (of: PromptSplit, id: string) => chosenIn(of, key(id))?.version
const people = Array.from({ length: 20_000 }, (_, index) => `key-${index}`)

test('callers are divided as the weights say', () => {
  const got = people.filter(id => versionOf(split(10, 90), id) === 0).length
  assert.ok(Math.abs(got / people.length - 0.1) < 0.01, `${got}`)
})

test('a share that grows keeps everybody it has', () => {
  const before = people.filter(id => versionOf(split(10, 90), id) === 0)
  assert.deepEqual(
    before.filter(id => versionOf(split(40, 60), id) !== 0),
    [],
  )
})

test('who is in the small share of one split is in no particular share of another', () => {
  const other = { ...split(10, 90), name: 'tell@production' }
  const both = people.filter(id => versionOf(split(10, 90), id) === 0 && versionOf(other, id) === 0).length
  assert.ok(Math.abs(both / people.length - 0.01) < 0.005, `${both}`)
})

test('the key that a caller sends counts first, then its user, its session and its credentials', () => {
  const shares = split(...Array.from({ length: 5 }, () => 1))
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (experimentKey, user, sessionId, id) => {
      const of = (about: object, principal: Partial<Principal> = {}) =>
        chosenIn(shares, { ...key(id, principal), ...about })?.version
      const alone = (text: string) => chosenIn(shares, key(text))?.version
      assert.equal(of({ experimentKey, sessionId }, { user }), alone(experimentKey))
      assert.equal(of({ sessionId }, { user }), alone(user))
      assert.equal(of({ sessionId }), alone(sessionId))
      assert.equal(of({}), alone(id))
      assert.equal(of({}, { original: user }), alone(user), 'a key that replaces another one is that one')
    }),
  )
})

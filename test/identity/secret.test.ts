import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { hashOf, isSecret, newSecret, prefixOf } from '../../src/identity/secret.ts'
import fc from '../kit/fast-check.ts'

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })

test('every secret has the prefix, one length, no breaking character, and is recognised as ours', () => {
  fc.assert(
    fc.property(bytes, chance => {
      const secret = newSecret(() => chance)
      assert.match(secret, /^weir_[0-9A-Za-z]{49}$/)
      assert.ok(isSecret(secret))
    }),
  )
})

test('all 256 bits count: other bits, other secret', () => {
  fc.assert(
    fc.property(bytes, fc.nat(255), (chance, bit) => {
      const other = chance.slice()
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      assert.notEqual(
        newSecret(() => chance),
        newSecret(() => other),
      )
    }),
  )
})

test('a secret with one character changed is refused unseen', () => {
  const letter = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
  fc.assert(
    fc.property(bytes, fc.integer({ min: 5, max: 53 }), letter, (chance, at, other) => {
      const secret = newSecret(() => chance)
      fc.pre(secret[at] !== other)
      assert.equal(isSecret(secret.slice(0, at) + other + secret.slice(at + 1)), false)
    }),
  )
})

test('other strings are no secrets', () => {
  const secret = newSecret(randomBytes)
  for (const text of [
    '',
    'weir_',
    'sk-123',
    ` ${secret}`,
    `${secret}\n`,
    `${secret}0`,
    secret.toLowerCase(),
    secret.slice(1),
  ])
    assert.equal(isSecret(text), false, JSON.stringify(text))
  fc.assert(fc.property(fc.string(), text => assert.equal(isSecret(text), false)))
})

test('what is kept is the SHA-256, what is shown are 12 characters', () => {
  const secret = newSecret(randomBytes)
  assert.equal(hashOf(secret), createHash('sha256').update(secret).digest('hex'))
  assert.equal(prefixOf(secret), secret.slice(0, 12))
})

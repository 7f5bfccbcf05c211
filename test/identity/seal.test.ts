import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createSeal } from '../../src/identity/seal.ts'
import fc from '../kit/fast-check.ts'

const seal = createSeal({ key: randomBytes(32), random: randomBytes })

test('what is sealed opens as it was, and looks different each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 5_000 }), text => {
      const sealed = seal.seal(text)
      assert.match(sealed, /^[\w-]+$/)
      assert.equal(seal.open(sealed), text)
      assert.notEqual(seal.seal(text), sealed)
    }),
  )
})

test('nothing opens that was changed in any bit, cut, or sealed with another key', () => {
  const sealed = seal.seal('whoever signs in')
  const bytes = Buffer.from(sealed, 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    assert.equal(seal.open(changed.toString('base64url')), undefined, `bit ${bit}`)
  }
  for (let length = 0; length < bytes.length; length++)
    assert.equal(seal.open(bytes.subarray(0, length).toString('base64url')), undefined, `${length} bytes`)
  const other = createSeal({ key: randomBytes(32), random: randomBytes })
  assert.equal(other.open(sealed), undefined)
})

test('a token of 8 KiB seals into little more than itself', () => {
  const token = randomBytes(3_000).toString('base64url')
  assert.ok(seal.seal(token).length < token.length * 1.05)
})

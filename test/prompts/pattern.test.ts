import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePattern, isSearchable } from '../../src/prompts/module/pattern.ts'
import fc from '../kit/fast-check.ts'

const { pattern } = fc.letrec<{ pattern: string; piece: string }>(tie => ({
  piece: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', '.', '\\pL', '[(]', '\\)', '(?i:k)', '^', 'b*', '\\Q){9}\\E'),
    fc
      .tuple(tie('piece'), fc.nat({ max: 15 }), fc.constantFrom('', '?'))
      .map(([piece, times, lazy]) => `${piece.length === 1 ? piece : `(?:${piece})`}{${times}}${lazy}`),
    tie('pattern').map(inner => `(${inner})`),
  ),
  pattern: fc.array(tie('piece'), { minLength: 1, maxLength: 6 }).map(pieces => pieces.join('')),
}))

test('a pattern that is taken never comes to more steps than were counted', () => {
  let taken = 0
  fc.assert(
    fc.property(pattern, source => {
      let compiled: ReturnType<typeof compilePattern>
      try {
        compiled = compilePattern(source)
      } catch {
        return
      }
      taken += 1
      assert.ok(compiled.programSize() <= 4_002, `${source} has ${compiled.programSize()} steps`)
    }),
    { numRuns: 500 },
  )
  assert.ok(taken > 30, `${taken} were taken`)
})

for (const source of [
  'total: (\\d+)',
  '(?i)order\\s+(\\d{1,10}).{0,200}total (\\d{1,10})',
  '\\b(?:\\d{1,3},){1,5}\\d{3}\\b',
  '(?s)\\{.*\\}',
])
  test(`${source} is an ordinary pattern, for ordinary answers`, () => {
    assert.ok(isSearchable('x'.repeat(2_000), compilePattern(source).programSize()))
  })

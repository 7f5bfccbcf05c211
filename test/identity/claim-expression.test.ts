import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { claimExpression, claimExpressionFault } from '../../src/identity/claim-expression.ts'

const claims = JSON.parse(`{
  "sub": "ada",
  "email": "ada@example.com",
  "realm_access": { "roles": ["weir-admin", "offline_access"] },
  "https://example.com/team": "search",
  "__proto__": "own"
}`)

describe('a claim expression', () => {
  test('gives what the claims say', () => {
    const cases: readonly [expression: string, value: unknown][] = [
      ['claims.sub', 'ada'],
      ['claims["https://example.com/team"]', 'search'],
      ['claims.realm_access.roles', ['weir-admin', 'offline_access']],
      ['claims.realm_access.roles.filter(r, r.startsWith("weir-"))', ['weir-admin']],
      ['claims.email.split("@")[1]', 'example.com'],
      ['claims.?department', undefined],
      ['claims.?department.orValue("none")', 'none'],
      ['claims.?realm_access.?roles.orValue([])', ['weir-admin', 'offline_access']],
      ['has(claims.department) ? claims.department : "none"', 'none'],
      ['claims.email.endsWith("@example.com") ? "acme" : "guests"', 'acme'],
      ['"fixed"', 'fixed'],
    ]
    for (const [expression, value] of cases)
      assert.deepEqual(claimExpression(expression)(claims), value, expression)
  })

  test('fails where a claim is missing, and sees nothing that no claim is', () => {
    for (const name of ['department', 'constructor', 'toString', 'hasOwnProperty'])
      assert.throws(() => claimExpression(`claims.${name}`)(claims), name)
  })

  test('is checked before it is used, and the fault tells the place in one line', () => {
    const faults: readonly [expression: string, fault: RegExp][] = [
      ['claims.', /is no valid CEL expression: .* \(at its character 8\)$/],
      ['', /is no valid CEL/],
      ['claim.sub', /Unknown variable: claim \(at its character 1\)$/],
      ['upper(claims.sub)', /no matching overload for 'upper\(dyn\)'/],
      ['"a" + 1', /no such overload/],
      ['claims.sub == "ada"', /gives a value of the type bool/],
      ['1', /gives a value of the type int/],
      ['claims', /gives a value of the type map/],
      ['claims.sub.matches("^(a+)+$") ? "a" : "b"', /uses matches, which is not available/],
      ['[claims.sub].filter(s, s.matches("a"))', /uses matches/],
      ['claims.a.filter(a, claims.b.exists(b, b == a))', /exists inside another comprehension/],
      ['(claims.a).map(a, claims.b.map(b, b)[0])', /map inside another comprehension/],
      [`${'('.repeat(100)}"a"${')'.repeat(100)}`, /maxDepth/],
      [`"a"${' + "a"'.repeat(500)}`, /maxAstNodes/],
    ]
    for (const [expression, fault] of faults) {
      const told = claimExpressionFault(expression)
      assert.match(told ?? 'no fault', fault, expression)
      assert.ok(!told?.includes('\n'), told)
      assert.throws(() => claimExpression(expression), fault)
    }
    assert.equal(claimExpressionFault('claims.a.filter(a, a != "x").map(a, a + "!")'), undefined)
  })
})

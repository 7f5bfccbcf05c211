import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '../../src/core/message.ts'
import type { PromptAssertion } from '../../src/core/prompt-test.ts'
import { failureOf } from '../../src/prompts/testing/assertions.ts'
import { checkTests } from '../../src/prompts/testing/check-tests.ts'

const answer: Json = { summary: 'A happy customer.', points: [{ text: 'fast' }, { text: null }], score: 3 }

const failure = (assertion: PromptAssertion, of: Json = answer) =>
  failureOf(assertion, of, async ({ criterion }) => (criterion === 'yes' ? undefined : 'the judge says no'))

for (const [what, assertion] of [
  ['a value at a path', { kind: 'EQUALS', path: '$.points[0].text', value: 'fast' }],
  ['an object', { kind: 'EQUALS', path: '$.points[0]', value: { text: 'fast' } }],
  ['a pattern in a text', { kind: 'MATCHES', path: '$.summary', pattern: '(?i)HAPPY' }],
  ['a pattern in the JSON of what is no text', { kind: 'MATCHES', pattern: '"score":3' }],
  ['what is there', { kind: 'EXISTS', path: '$.points[1]' }],
  ['what a judge approves', { kind: 'JUDGE', path: '$.summary', criterion: 'yes', model: 'm' }],
] as const)
  test(`${what} is as it should be`, async () => {
    assert.equal(await failure(assertion), undefined)
  })

for (const [what, assertion, reason] of [
  ['another value', { kind: 'EQUALS', path: '$.score', value: 4 }, '$.score is 3, not 4'],
  ['a text for a number', { kind: 'EQUALS', path: '$.score', value: '3' }, '$.score is 3, not "3"'],
  ['no match', { kind: 'MATCHES', path: '$.summary', pattern: '^h' }, /does not match "\^h"/],
  ['a path to nowhere', { kind: 'EXISTS', path: '$.points[2]' }, 'there is nothing at $.points[2]'],
  ['null', { kind: 'EXISTS', path: '$.points[1].text' }, 'there is nothing at $.points[1].text'],
  ['what objects inherit', { kind: 'EXISTS', path: '$.constructor' }, 'there is nothing at $.constructor'],
  ['what a judge rejects', { kind: 'JUDGE', criterion: 'no', model: 'm' }, 'the judge says no'],
] as const)
  test(`${what} is told`, async () => {
    const told = await failure(assertion)
    if (reason instanceof RegExp) assert.match(told ?? '', reason)
    else assert.equal(told, reason)
  })

test('a pattern that other engines choke on takes no time', async () => {
  const started = performance.now()
  await failure({ kind: 'MATCHES', pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}!`)
  assert.ok(performance.now() - started < 2_000)
})

test('a pattern is not searched for where it would take long', async () => {
  const told = await failure({ kind: 'MATCHES', pattern: '.{0,900}[YZ]' }, 'x'.repeat(30_000))
  assert.match(told ?? '', /^\$ is "x+…, which is too long to be searched for/)
})

const named = { name: 'a', prompt: 'ask', arguments: {}, assertions: [] }

for (const [path, tests] of [
  ['tests', Array.from({ length: 51 }, (_, index) => ({ ...named, name: `t${index}` }))],
  ['tests[0].name', [{ ...named, name: '' }]],
  ['tests[1].name', [named, named]],
  ['tests[0].prompt', [{ ...named, prompt: 'no prompt' }]],
  ['tests[0]', [{ ...named, arguments: { text: 'x'.repeat(40_000) } }]],
  ['tests[0].assertions[0].path', [{ ...named, assertions: [{ kind: 'EXISTS', path: 'a.b' }] }]],
  ['tests[0].assertions[0].pattern', [{ ...named, assertions: [{ kind: 'MATCHES', pattern: '(' }] }]],
  [
    'tests[0].assertions[0].pattern',
    [{ ...named, assertions: [{ kind: 'MATCHES', pattern: 'a{1000}'.repeat(100) }] }],
  ],
] as const)
  test(`${path} is refused where it is wrong`, () => {
    assert.throws(() => checkTests(tests), { code: 'INVALID_INPUT', details: { path } })
  })

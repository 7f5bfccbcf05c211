import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createClient } from 'graphql-sse'
import { startFakeProvider } from '../kit/fake-provider.ts'
import fc from '../kit/fast-check.ts'
import { startGateway, type TestGateway } from '../kit/gateway.ts'
import { faultsOf, promptOf } from '../kit/prompts.ts'

const prompt = (type: string, then: string, types = '') =>
  promptOf(
    `extend type Prompts { ask(text: String!): ${type} @prompt(model: "small", user: "{{ text }}", then: [${then}]) } ${types}`,
  )

const changed = (then: string, text: string) => prompt('String!', then).edit?.(text)

for (const [then, text, wanted] of [
  ['{ do: TRIM }', '  hi \n', 'hi'],
  ['{ do: UPPER_CASE }', 'hi ß', 'HI SS'],
  ['{ do: LOWER_CASE }', 'HI', 'hi'],
  ['{ do: CUT, length: 3 }', 'ab😀d', 'ab'],
  ['{ do: CUT, length: 4 }', 'ab😀d', 'ab😀'],
  ['{ do: BETWEEN, start: "<a>", end: "</a>" }', 'x<a>y</a>z</a>', 'y'],
  ['{ do: CODE_BLOCK }', 'Here:\n```json\n{"a": 1}\n```\nand\n```\nno\n```', '{"a": 1}'],
  ['{ do: NUMBER }', 'It costs about -1,234.50 dollars or 3', '-1234.50'],
  ['{ do: MATCH, pattern: "order (\\\\d+)" }', 'my order 17 of 18', '17'],
  ['{ do: MATCH, pattern: "order (\\\\d+)", group: 0 }', 'my order 17', 'order 17'],
  ['{ do: PATH, path: "$.items[1].name" }', 'Sure! {"items": [{}, {"name": "b"}]}', 'b'],
  ['{ do: PATH, path: "$.items" }', '{"items": [1, 2]}', '[1,2]'],
  ['{ do: REPLACE, pattern: "[aeiou]", with: "$1" }', 'hello', 'h$1ll$1'],
  ['{ do: CODE_BLOCK } { do: PATH, path: "$.a" } { do: TRIM }', '```\n{"a": " b "}\n```', 'b'],
] as const)
  test(`${then} makes ${JSON.stringify(wanted)} of ${JSON.stringify(text)}`, () => {
    assert.deepEqual(changed(then, text), { text: wanted })
  })

for (const [then, text, fault] of [
  [
    '{ do: BETWEEN, start: "<a>", end: "</a>" }',
    '</a><a>',
    'the answer has nothing between `<a>` and `</a>`',
  ],
  ['{ do: CODE_BLOCK }', '```\nopen', 'the answer has no block of code between ``` and ```'],
  ['{ do: NUMBER }', 'none', 'the answer has no number'],
  ['{ do: MATCH, pattern: "x" }', 'none', 'nothing in the answer matches `x`'],
  ['{ do: PATH, path: "$.a" }', 'none', 'the answer is not JSON'],
  ['{ do: PATH, path: "$.a" } { do: TRIM }', '{"a": null}', 'there is nothing at `$.a`'],
  [
    '{ do: PATH, path: "$.a" }',
    `{"a": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    'what is at `$.a` is nested too deep',
  ],
  [
    `{ do: REPLACE, pattern: "", with: "${'0123456789'.repeat(100)}" }`,
    'x'.repeat(2_000),
    'the answer becomes too long',
  ],
  [
    '{ do: MATCH, pattern: "(?:[a-z]{1,30}[a-z]{1,30}){1,15}[YZ]" }',
    'x'.repeat(30_000),
    'the answer is too long to be changed',
  ],
  [
    '{ do: REPLACE, pattern: "(?s)x.*[YZ]|x", with: "y" }',
    'x'.repeat(50_000),
    'the answer is too long to be changed',
  ],
  [
    `${'{ do: REPLACE, pattern: "[a-z]{1,30}[YZ]", with: "y" } '.repeat(9)} { do: TRIM }`,
    'x'.repeat(2_000),
    'the answer is too long to be changed',
  ],
] as const)
  test(`${then} tells what ${JSON.stringify(text.slice(0, 20))} lacks`, () => {
    assert.deepEqual(changed(then, text), { fault })
  })

test('what is left for a field of JSON is read as JSON', () => {
  const { edit, readAnswer } = prompt('JSON', '{ do: PATH, path: "$.a" }')
  const edited = edit?.('{"a": [1, {"b": "c"}]}') ?? assert.fail()
  assert.ok('text' in edited)
  assert.deepEqual(readAnswer(edited.text), { value: [1, { b: 'c' }] })
})

test('whatever the answer is, a change ends, and in time', () => {
  const then = '{ do: REPLACE, pattern: "(a+)+$", with: "-" } { do: TRIM }'
  const change = prompt('String!', then).edit ?? assert.fail()
  fc.assert(
    fc.property(fc.string(), text => {
      const made = change(text)
      assert.ok('text' in made && !made.text.endsWith('a'))
    }),
  )
  const before = process.threadCpuUsage()
  change(`${'a'.repeat(100_000)}b`)
  const { user } = process.threadCpuUsage(before)
  assert.ok(user < 2_000_000, `${user} µs`)
})

test('what is left of an answer is read as the type of the field', () => {
  const match = '{ do: MATCH, pattern: "is (.*)" }'
  for (const [type, text, value] of [
    ['Int!', 'it is 17', 17],
    ['Float', 'it is 1.5', 1.5],
    ['Boolean!', 'it is True', true],
    ['Mood', 'it is good', 'GOOD'],
    ['Decimal!', 'it is 0.10', '0.10'],
    ['[Int!]!', 'it is [1, 2]', [1, 2]],
  ] as const) {
    const asked = prompt(type, match, 'enum Mood { GOOD BAD }')
    assert.equal(asked.input.responseFormat, undefined)
    const edited = asked.edit?.(text)
    assert.ok(edited && 'text' in edited)
    const read = asked.readAnswer(edited.text)
    assert.deepEqual('value' in read && asked.toJson(read.value), value, type)
  }
  assert.deepEqual(prompt('Int!', '{ do: NUMBER }').readAnswer('1.5'), {
    fault: 'the answer must be a whole number',
  })
})

for (const [what, then, type, fault] of [
  ['without what it needs', '{ do: MATCH }', 'String', /^1:\d+ MATCH needs `pattern`/],
  ['with what it does not take', '{ do: TRIM, length: 3 }', 'String', /TRIM takes no `length`/],
  ['with a broken pattern', '{ do: MATCH, pattern: "(" }', 'String', /^1:\d+ MATCH: /],
  [
    'with a pattern that is large once it is written out',
    '{ do: REPLACE, pattern: "(?:a{1000}b?){9}", with: "" }',
    'String',
    /REPLACE: `pattern` may come to 4,000 steps/,
  ],
  [
    'with a group that is not there',
    '{ do: MATCH, pattern: "a", group: 1 }',
    'String',
    /`group` must be from 0 to 0/,
  ],
  ['with a broken path', '{ do: PATH, path: "a" }', 'String', /PATH: `path` must be a path/],
  ['to no length', '{ do: CUT, length: 0 }', 'String', /`length` must be 1 or more/],
  [
    'to a number that the field is not',
    '{ do: NUMBER }',
    'Boolean',
    /NUMBER gives a number, which Boolean! is not/,
  ],
  ['after a number', '{ do: NUMBER } { do: TRIM }', 'Int', /NUMBER is the last change/],
  ['eleven times', '{ do: TRIM }'.repeat(11), 'String', /There are 11 changes; 10 are allowed/],
  ['of a kind that is none', '{ do: SHOUT }', 'String', /SHOUT/],
] as const)
  test(`a change ${what} is refused where it stands`, () => {
    const sdl = `extend type Prompts { ask(text: String!): ${type}! @prompt(model: "small", user: "{{ text }}", then: [${then}]) }`
    const faults = faultsOf(sdl)
    assert.ok(
      faults.some(told => fault.test(told)),
      faults.join('\n') || 'there is no fault',
    )
  })

describe('an answer that is changed', { timeout: 60_000 }, () => {
  let provider: Awaited<ReturnType<typeof startFakeProvider>>
  let gateway: TestGateway
  let says: string[][] = []
  before(async () => {
    provider = await startFakeProvider(() => ({ pieces: says.shift() ?? ['?'] }))
    gateway = await startGateway({
      yaml: `
providers: [{ name: fake, kind: openai-compatible, baseUrl: "${provider.url}", allowInsecure: true }]
models: [{ name: small, deployments: [{ provider: fake, model: m }], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }]
`,
    })
    const sdl = `extend type Prompts {
      rate(text: String!): Int! @prompt(model: "small", user: "Rate {{ text }}", then: [{ do: NUMBER }]) @cacheResponse(ttlSeconds: 60)
      code(text: String!): String! @prompt(model: "small", user: "{{ text }}", then: [{ do: CODE_BLOCK }, { do: REPLACE, pattern: " at ", with: "@" }]) @redact(kinds: [EMAIL])
    }`
    const { errors } = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
      { sdl },
    )
    assert.equal(errors, undefined)
  })
  after(async () => {
    await gateway.close()
    await provider.close()
  })

  test('is what the caller and the cache have', async () => {
    says = [['I would say 7 ', 'out of 10']]
    const before = provider.requests.length
    for (const _ of [1, 2]) {
      const { data, errors } = await gateway.graphql('{ prompts { rate(text: "a") } }')
      assert.deepEqual([data?.prompts.rate, errors], [7, undefined])
    }
    assert.equal(provider.requests.length, before + 1)
    assert.equal(provider.requests.at(-1)?.body.response_format, undefined)
  })

  test('is asked for once more where it cannot be changed, and then fails with the reason', async () => {
    says = [['Good.'], ['8']]
    const { data } = await gateway.graphql('{ prompts { rate(text: "b") } }')
    assert.equal(data.prompts.rate, 8)
    assert.match(provider.requests.at(-1)?.text ?? '', /the answer has no number/)
    says = [['Good.'], ['Very good.']]
    const { errors } = await gateway.graphql('{ prompts { rate(text: "c") } }')
    assert.equal(errors?.[0]?.extensions.code, 'PROVIDERS_FAILED')
    assert.match(errors?.[0]?.message ?? '', /twice: the answer has no number/)
  })

  test('is screened as it leaves, so that no change can put together what guardrails mask', async () => {
    says = [['Sure:\n```\nann at example', '.com\n```\nbob@example.com']]
    const { data, errors } = await gateway.graphql('{ prompts { code(text: "a") } }')
    assert.deepEqual([data?.prompts.code, errors], ['[EMAIL]', undefined])
  })

  test('comes when the whole of it is there where it streams', async () => {
    says = [['Sure:\n```\none', 'two\n```']]
    const client = createClient({
      url: `${gateway.url}/graphql/stream`,
      headers: { authorization: `Bearer ${gateway.adminKey}` },
    })
    const events: unknown[] = []
    for await (const { data } of client.iterate({
      query: 'subscription { prompts { code(text: "b") { delta answer } } }',
    }))
      events.push((data as { prompts: { code: unknown } }).prompts.code)
    client.dispose()
    assert.deepEqual(events, [
      { delta: 'onetwo', answer: null },
      { delta: null, answer: 'onetwo' },
    ])
  })
})

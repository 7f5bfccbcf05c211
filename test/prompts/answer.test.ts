import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkJsonSchema } from '../../src/core/schema-rules.ts'
import { instanceOf } from '../../src/providers/simulator/instance.ts'
import { answering, promptOf, reviewSdl } from '../kit/prompts.ts'

const formatOf = (prompt: ReturnType<typeof answering>) => {
  const format = prompt.input.responseFormat
  assert.ok(format?.type === 'JSON_SCHEMA')
  return format
}

test('an object becomes a JSON Schema with descriptions, strict, of properties that all have to be there', () => {
  assert.deepEqual(formatOf(promptOf(reviewSdl)), {
    type: 'JSON_SCHEMA',
    name: 'summarizeReview',
    description: 'Summarises a customer review.',
    strict: true,
    schema: {
      type: 'object',
      properties: {
        summary: { type: 'string', description: 'One sentence.' },
        keyPoints: { type: 'array', items: { type: 'string' } },
        sentiment: { type: 'string', enum: ['POSITIVE', 'NEUTRAL', 'NEGATIVE'] },
      },
      required: ['summary', 'keyPoints', 'sentiment'],
      additionalProperties: false,
    },
  })
})

test('text needs no schema', () => {
  for (const type of ['String', 'String!']) {
    const prompt = answering(type)
    assert.equal(prompt.isText, true)
    assert.equal(prompt.input.responseFormat, undefined)
    assert.deepEqual(prompt.readAnswer('{ not json'), { value: '{ not json' })
  }
})

test('lists, enums, unions and what may be null stand in an object, which is all that models answer with', () => {
  const { schema } = formatOf(
    answering(
      '[Found!]',
      'union Found = "A book" | Book | Film type Book { title: String! pages: Int } type Film { title: String! kind: Kind } enum Kind { "For laughing." COMEDY DRAMA }'.replace(
        '"A book" | ',
        '',
      ),
    ),
  )
  assert.deepEqual(schema, {
    type: 'object',
    properties: {
      answer: {
        type: ['array', 'null'],
        items: {
          anyOf: [
            {
              type: 'object',
              properties: {
                __typename: { type: 'string', enum: ['Book'] },
                title: { type: 'string' },
                pages: { type: ['integer', 'null'] },
              },
              required: ['__typename', 'title', 'pages'],
              additionalProperties: false,
            },
            {
              type: 'object',
              properties: {
                __typename: { type: 'string', enum: ['Film'] },
                title: { type: 'string' },
                kind: {
                  type: ['string', 'null'],
                  description: 'COMEDY: For laughing.',
                  enum: ['COMEDY', 'DRAMA', null],
                },
              },
              required: ['__typename', 'title', 'kind'],
              additionalProperties: false,
            },
          ],
        },
      },
    },
    required: ['answer'],
    additionalProperties: false,
  })
})

test('a part of any shape cannot be asked for strictly', () => {
  assert.equal(formatOf(answering('A!', 'type A { any: JSON }')).strict, false)
})

for (const [type, types] of [
  ['Int', ''],
  ['[Float!]!', ''],
  ['Boolean!', ''],
  ['Mood', 'enum Mood { GOOD BAD }'],
  ['A', 'type A { at: DateTime! count: SafeInt id: ID mood: Mood any: JSON } enum Mood { GOOD BAD }'],
  ['U!', 'union U = A | B type A { a: Int } type B { b: [[A!]!]! }'],
  ['A!', 'type A { b: B } type B { us: [U] } union U = C | D type C { c: Int } type D { d: Boolean }'],
] as const)
  test(`what the simulator makes of the schema of ${type} is an answer of that type`, () => {
    const prompt = answering(type, types)
    const { schema } = formatOf(prompt)
    checkJsonSchema(schema, 'schema')
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const text = JSON.stringify(instanceOf(schema, seed))
      const read = prompt.readAnswer(text)
      assert.ok('value' in read, `${text}: ${'fault' in read && read.fault}`)
      const json = JSON.parse(text.replaceAll('T12:00:00Z', 'T12:00:00.000Z'))
      const wrapped = 'answer' in json ? json.answer : json
      assert.deepEqual(prompt.toJson(read.value), wrapped)
    }
  })

test('exact decimals travel as text', () => {
  const prompt = answering('Decimal!')
  const read = prompt.readAnswer('{"answer": "0.10"}')
  assert.deepEqual('value' in read && prompt.toJson(read.value), '0.10')
  assert.match(JSON.stringify(formatOf(prompt).schema), /"pattern"/)
})

test('the simulator fills in an exact decimal', () => {
  const prompt = answering('Decimal!')
  assert.ok('value' in prompt.readAnswer(JSON.stringify(instanceOf(formatOf(prompt).schema, 'a'))))
})

test('a fence that never closes is read in time, however many lines are empty', () => {
  const before = process.cpuUsage()
  assert.ok('fault' in answering('[Int!]!').readAnswer(`\`\`\`${'\n'.repeat(100_000)}x`))
  assert.ok(process.cpuUsage(before).user < 1_000_000)
})

const shape = answering(
  'A!',
  'type A { n: Int! f: Float on: Boolean mood: Mood! at: DateTime list: [B!] } type B { t: String! } enum Mood { VERY_GOOD BAD }',
)
const good = { n: 1, f: 0.5, on: true, mood: 'BAD', at: '2026-01-31T12:00:00Z', list: [{ t: 'x' }] }
const read = (json: unknown) => shape.readAnswer(typeof json === 'string' ? json : JSON.stringify(json))

test('an answer is read as what resolvers need, and written as JSON again', () => {
  const answer = read(good)
  assert.ok('value' in answer)
  assert.deepEqual(answer.value, {
    __typename: 'A',
    ...good,
    at: Date.UTC(2026, 0, 31, 12),
    list: [{ __typename: 'B', t: 'x' }],
  })
  assert.deepEqual(shape.toJson(answer.value), { ...good, at: '2026-01-31T12:00:00.000Z' })
})

for (const [what, text] of [
  ['numbers and truths in quotation marks', { ...good, n: '1', f: '0.5', on: 'TRUE' }],
  ['properties that nobody asked for', { ...good, more: { of: 'it' }, constructor: 1 }],
  ['a fence around the JSON', `\`\`\`json\n${JSON.stringify(good)}\n\`\`\``],
  ['words around the JSON', `Here you are: ${JSON.stringify(good)} Anything else?`],
] as const)
  test(`${what} do no harm`, () => {
    const answer = read(text)
    assert.ok('value' in answer, 'fault' in answer ? answer.fault : '')
    assert.deepEqual(shape.toJson(answer.value), { ...good, at: '2026-01-31T12:00:00.000Z' })
  })

test('the words of an enum are known in any case, and what may be null may be left out', () => {
  const answer = read({ n: 1, mood: ' very good ' })
  assert.deepEqual('value' in answer && shape.toJson(answer.value), {
    n: 1,
    f: null,
    on: null,
    mood: 'VERY_GOOD',
    at: null,
    list: null,
  })
})

for (const [text, fault] of [
  ['I would rather not.', 'the answer is not JSON'],
  ['{"n": 1, "mood": "BA', 'the answer is not JSON'],
  ['[]', 'the answer must be an object'],
  ['null', 'the answer must be there'],
  [{ ...good, n: undefined }, 'n must be there'],
  [{ ...good, n: 1.5 }, 'n must be a whole number'],
  [{ ...good, n: 3e9 }, /^n must be of the type Int/],
  [{ ...good, n: '1; DROP' }, 'n must be a whole number'],
  [{ ...good, f: 'a lot' }, 'f must be a number'],
  [{ ...good, on: 'maybe' }, 'on must be true or false'],
  [{ ...good, mood: 'SO SO' }, 'mood must be one of VERY_GOOD, BAD'],
  [{ ...good, at: 'yesterday' }, /^at must be of the type DateTime/],
  [{ ...good, list: { t: 'x' } }, 'list must be a list'],
  [{ ...good, list: [{ t: 'x' }, null] }, 'list[1] must be there'],
  [{ ...good, list: [{ t: ['x'] }] }, 'list[0].t must be a text'],
] as const)
  test(`${JSON.stringify(text).slice(0, 60)} does not fit: ${fault}`, () => {
    const answer = read(text)
    assert.ok('fault' in answer)
    if (typeof fault === 'string') assert.equal(answer.fault, fault)
    else assert.match(answer.fault, fault)
  })

test('a member of a union is known by its discriminator alone', () => {
  const union = answering('U!', 'union U = A | B type A { a: Int } type B { b: Int }')
  assert.deepEqual(union.readAnswer('{"answer": {"b": 1}}'), { fault: '__typename must be one of A, B' })
  const answer = union.readAnswer('{"__typename": "B", "b": 1}')
  assert.deepEqual('value' in answer && union.toJson(answer.value), { __typename: 'B', b: 1 })
})

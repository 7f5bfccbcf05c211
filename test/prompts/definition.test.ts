import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from '../../src/core/message.ts'
import type { Prompt, Variables } from '../../src/core/prompt.ts'
import fc from '../kit/fast-check.ts'
import { faultsOf, promptOf, reviewSdl } from '../kit/prompts.ts'

const said = (prompt: Prompt, variables: Variables) =>
  prompt.render(variables).map(message => `${message.role}: ${textOf(message)}`)

const review = promptOf(reviewSdl)

test('arguments are the variables of the messages', () => {
  assert.deepEqual(said(review, { text: 'I like it.', tone: 'FRIENDLY' }), [
    'SYSTEM: You summarise reviews. Tone: FRIENDLY.',
    'USER: I like it.',
  ])
})

test('the parameters of the model are those of @prompt', () => {
  const { model, input } = promptOf(`extend type Prompts { ask: String @prompt(
    model: "small", user: "Hi", temperature: 0.5, topP: 0.9, seed: 7, maxOutputTokens: 100, stop: ["END"],
    reasoningEffort: LOW, maxCostUsd: "0.01") }`)
  assert.equal(model, 'small')
  assert.deepEqual(input, {
    task: 'completion',
    messages: [],
    temperature: 0.5,
    topP: 0.9,
    seed: 7,
    maxOutputTokens: 100,
    stop: ['END'],
    reasoningEffort: 'LOW',
    maxCostNanos: 10_000_000n,
  })
})

test('examples stand between the instructions and the question', () => {
  const prompt = promptOf(`extend type Prompts { ask(text: String!): String @prompt(
    model: "small", system: "Answer.", examples: [{ user: "1+1", assistant: "2" }, { user: "{{ text }}?", assistant: "No" }],
    user: "{{ text }}") }`)
  assert.deepEqual(said(prompt, { text: '2+2' }), [
    'SYSTEM: Answer.',
    'USER: 1+1',
    'ASSISTANT: 2',
    'USER: 2+2?',
    'ASSISTANT: No',
    'USER: 2+2',
  ])
})

test('what is the same in every call is known, without what not every call has', () => {
  const { fixed } = promptOf(`extend type Prompts { ask(text: String!, polite: Boolean!): String @prompt(
    model: "small", system: "Answer{% if polite %} politely{% endif %}. {{ text }}!", user: "{{ text }}") }`)
  assert.deepEqual(
    fixed.map(message => `${message.role}: ${textOf(message)}`),
    ['SYSTEM: Answer. !', 'USER: '],
  )
})

test('loops, conditions and parts of inputs are at hand', () => {
  const prompt = promptOf(`
    extend type Prompts {
      ask(items: [Item!]!, note: String): String
        @prompt(model: "small", user: """
        {%- for item in items -%}
          {{ forloop.index }}. {{ item.name | upcase }}{% if item.price %} at {{ item.price }}{% endif %};
        {%- endfor -%}
        {% if note %} Note: {{ note }}{% endif %} First: {{ items.first.name }} of {{ items.size }}
        """)
    }
    input Item { name: String! price: Float }
  `)
  const variables = prompt.readArguments({ items: [{ name: 'tea', price: 1.5 }, { name: 'jam' }] })
  assert.deepEqual(said(prompt, variables), ['USER: 1. TEA at 1.5;2. JAM; First: tea of 2'])
})

test('lists and objects are written as JSON', () => {
  const prompt = promptOf(`
    extend type Prompts { ask(a: A, tags: [String!]): String @prompt(model: "small", user: "{{ a }} {{ tags }}") }
    input A { b: Int c: DateTime }
  `)
  const variables = prompt.readArguments({ a: { b: 1, c: '2026-01-31T12:00:00+01:00' }, tags: ['x'] })
  assert.deepEqual(said(prompt, variables), ['USER: {"b":1,"c":"2026-01-31T11:00:00.000Z"} ["x"]'])
})

test('whatever a caller says is data and never template', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.constantFrom(
          '{{ tone }}',
          '{% raw %}',
          '{% endraw %}{{ tone }}',
          '{% assign tone = 1 %}',
          '{{',
          '%}',
        ),
      ),
      text => {
        fc.pre(text.trim() !== '')
        assert.deepEqual(said(review, { text, tone: 'NEUTRAL' }), [
          'SYSTEM: You summarise reviews. Tone: NEUTRAL.',
          `USER: ${text}`,
        ])
      },
    ),
  )
})

test('arguments of GraphQL and of JSON become the same variables', () => {
  const prompt = promptOf(`
    extend type Prompts { ask(at: DateTime!, n: Int = 3, a: A = { b: GOOD }): String
      @prompt(model: "small", user: "{{ at }}{{ n }}{{ a.b }}{{ a.c }}") }
    input A { b: Mood! c: String = "c" }
    enum Mood { GOOD BAD }
  `)
  const json = prompt.readArguments({ at: '2026-01-31T12:00:00Z' })
  assert.deepEqual(json, { at: '2026-01-31T12:00:00.000Z', n: 3, a: { b: 'GOOD', c: 'c' } })
  assert.deepEqual(
    prompt.variablesOf({ at: Date.UTC(2026, 0, 31, 12), n: 3, a: { b: 'GOOD', c: 'c' } }),
    json,
  )
})

for (const [what, given, message] of [
  ['an argument that is missing', {}, /^text must be given: it is of the type String!/],
  ['an argument that is null', { text: null }, /^text is not what it should be/],
  ['an argument of another type', { text: ['a'] }, /^text is not what it should be: String cannot represent/],
  ['a value that an enum has not', { text: 'a', tone: 'RUDE' }, /^tone .*RUDE/],
  [
    'an argument that nobody knows',
    { text: 'a', to: 'b' },
    /^to is no argument of summarizeReview; it takes text, tone/,
  ],
] as const)
  test(`${what} is refused by its name`, () => {
    assert.throws(() => review.readArguments(given), { code: 'INVALID_INPUT', message })
  })

test('a message that comes out empty is refused before a model is asked', () => {
  assert.throws(() => review.render({ text: '  ', tone: 'NEUTRAL' }), {
    code: 'INVALID_INPUT',
    message: 'With these arguments the message `user` of `summarizeReview` is empty',
  })
})

test('a template that takes too long with these arguments fails as the prompt’s fault', () => {
  const prompt = promptOf(`extend type Prompts { ask(n: Int!): String @prompt(model: "small",
    user: "{% for i in (1..n) %}{% for j in (1..n) %}x{% endfor %}{% endfor %}") }`)
  assert.equal(said(prompt, { n: 3 })[0], 'USER: xxxxxxxxx')
  assert.throws(() => prompt.render({ n: 9000 }), {
    code: 'INVALID_PROMPT',
    message: /^The template `user` of `ask` cannot be rendered: template render limit exceeded/,
  })
})

test('the JSON Schema of the arguments says what has to be there, what may be null, and defaults', () => {
  assert.deepEqual(review.argumentsSchema, {
    type: 'object',
    properties: {
      text: { type: 'string' },
      tone: { type: ['string', 'null'], enum: ['NEUTRAL', 'FRIENDLY', null], default: 'NEUTRAL' },
    },
    required: ['text'],
    additionalProperties: false,
  })
})

test('a filter that would take too long with these arguments fails as the prompt’s fault, at once', () => {
  const sort = (filters: string) =>
    promptOf(
      `extend type Prompts { ask(text: String!): String @prompt(model: "small", user: "{{ text | ${filters} }}") }`,
    )
  const text = Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 10_007).join(' ')
  for (const filters of [
    "split: ' ' | sort | first",
    "split: ' ' | sort_natural | first",
    "split: '' | uniq | size",
  ]) {
    const prompt = sort(filters)
    const { user: before } = process.threadCpuUsage()
    assert.throws(() => prompt.render({ text }), {
      code: 'INVALID_PROMPT',
      message: /takes a list of 10000 items at most/,
    })
    const { user } = process.threadCpuUsage()
    assert.ok(user - before < 500_000, `${filters} took ${user - before} µs`)
    assert.equal(prompt.render({ text: '2 1' }).length, 1)
  }
})

test('a list that a caller sends cannot be filled with defaults without end', () => {
  const { readArguments } = promptOf(`
    extend type Prompts { ask(items: [Item!]!): String @prompt(model: "small", user: "{{ items.size }}") }
    input Item { tags: [Int!] = [${'1,'.repeat(100)}] }
  `)
  const items = (count: number) => Array.from({ length: count }, () => ({}))
  assert.deepEqual((readArguments({ items: items(1) }).items as readonly object[]).length, 1)
  assert.throws(() => readArguments({ items: items(1_000) }), { code: 'INVALID_INPUT' })
})

test('all templates of a prompt share one limit of time, however little each of them takes', () => {
  const loop = (times: number) => `{{ text }}{% for i in (1..${times}) %}{% endfor %}`
  const asking = (times: number) => {
    const examples = Array.from({ length: 20 }, () => `{ user: "${loop(times)}", assistant: "x" }`)
    return `extend type Prompts { ask(text: String!): String
      @prompt(model: "small", examples: [${examples.join(' ')}], user: "${loop(times)}") }`
  }
  assert.deepEqual(faultsOf(asking(1)), [])
  assert.match(faultsOf(asking(10_000))[0] ?? 'no fault', /^2:\d+ The template .* render limit exceeded/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RepeatedCalls } from '../../src/core/inefficiency.ts'
import type { Message } from '../../src/core/message.ts'
import type { Model } from '../../src/core/model.ts'
import type { Prompt } from '../../src/core/prompt.ts'
import type { Deployment } from '../../src/core/provider.ts'
import type { UsageRow } from '../../src/core/usage.ts'
import { createInefficiencies } from '../../src/finance/inefficiencies.ts'
import { noSums } from '../../src/finance/usage-sums.ts'
import { promptOf } from '../kit/prompts.ts'

const period = { from: Date.UTC(2026, 0), to: Date.UTC(2026, 1) }
const deployment = (name: string, input: bigint, about: Partial<Deployment> = {}): Deployment => ({
  name,
  provider: name.split('/')[0] ?? name,
  model: name.split('/')[1] ?? name,
  weight: 1,
  pricing: {
    source: 'CONFIGURED',
    cost: () => assert.fail('sums have no price of their own'),
    perMillion: { input, output: 2n * input, cachedInput: input / 10n },
  },
  ...about,
})
const model = (name: string, deployments: readonly Deployment[], about: Partial<Model> = {}): Model => ({
  name,
  capabilities: new Set(['COMPLETION']),
  lifecycle: 'ACTIVE',
  deployments,
  unpriced: 'REFUSE',
  declared: { origin: 'FILE', id: name, version: 1 },
  ...about,
})
const used = (model: string, deployment: string, costNanos: bigint): UsageRow => ({
  ...noSums,
  start: period.from,
  group: { MODEL: model, DEPLOYMENT: deployment },
  requests: 10,
  inputTokens: 1_000_000n,
  cachedInputTokens: 1_000_000n,
  outputTokens: 1_000_000n,
  costNanos,
})
const report = (models: readonly Model[], rows: readonly UsageRow[]) =>
  inefficiencies({ rows }).report('default', { period, models })

/** The ledger with these rows, whatever is asked of it. */
const inefficiencies = ({
  rows = [],
  repeats = [],
  prompts = [],
}: {
  readonly rows?: readonly UsageRow[]
  readonly repeats?: readonly RepeatedCalls[]
  readonly prompts?: readonly Prompt[]
}) =>
  createInefficiencies({
    usage: {
      report: async ({ groupBy }) =>
        rows.filter(({ group }) => groupBy.every(name => group[name] !== undefined)),
    },
    repeats: async () => repeats,
    prompts: { inForce: () => new Map(prompts.map(prompt => [prompt.name, prompt])) },
    measure: {
      countInput: async input => ({
        tokens: input.task === 'completion' ? wordsIn(input.messages) : 0,
        source: 'COUNTED',
      }),
    },
  })

const wordsIn = (messages: readonly Message[]): number =>
  messages.flatMap(({ parts }) =>
    parts.flatMap(part => ('text' in part ? part.text.split(/\s+/).filter(word => word !== '') : [])),
  ).length

test('a deployment that is dearer than another of its model is told, with what that has cost', async () => {
  const models = [model('small', [deployment('one/small', 1_000n), deployment('two/small', 400n)])]
  const [found, ...others] = await report(models, [
    used('small', 'one/small', 3_100n),
    used('small', 'two/small', 1_240n),
  ])
  assert.deepEqual(others, [])
  // Input, a tenth of it where it was cached, and output at double: 3,100 at the one, 1,240 at the other.
  assert.deepEqual(
    [found?.kind, found?.deployment, found?.cheaper, found?.requests, found?.spentNanos, found?.savedNanos],
    ['DEARER_DEPLOYMENT', 'one/small', 'two/small', 10, 3_100n, 1_860n],
  )
  assert.match(found?.computed ?? '', /cost 0.0000031 USD, and 0.00000124 USD at `two\/small`/)
})

test('of what was paid at other prices than those of today, the same share is told', async () => {
  const models = [model('small', [deployment('one/small', 1_000n), deployment('two/small', 500n)])]
  const [found] = await report(models, [used('small', 'one/small', 1_000_000n)])
  assert.equal(found?.savedNanos, 500_000n)
})

test('what is one model under another name is compared too, and another model is not', async () => {
  const models = [
    model('small', [deployment('one/small-1', 1_000n, { entry: 'small' })]),
    model('mini', [deployment('one/small-2', 900n, { entry: 'small' })]),
    model('tiny', [deployment('one/tiny', 1n)]),
  ]
  const found = await report(models, [
    used('small', 'one/small-1', 3_100n),
    used('mini', 'one/small-2', 2_790n),
    used('tiny', 'one/tiny', 3n),
  ])
  assert.deepEqual(
    found.map(({ model, cheaper, savedNanos }) => [model, cheaper, savedNanos]),
    [['small', 'one/small-2', 310n]],
  )
})

test('a declared model that nobody asks for is told, one of the catalogue is not', async () => {
  const { declared: _, ...offered } = model('offered', [deployment('one/offered', 1n)])
  const models = [
    model('asked', [deployment('one/asked', 1n)]),
    model('idle', [deployment('one/idle', 1n)]),
    offered,
  ]
  const found = await report(models, [used('asked', 'one/asked', 3n)])
  assert.deepEqual(
    found.map(({ kind, model, savedNanos }) => [kind, model, savedNanos]),
    [['UNUSED_MODEL', 'idle', 0n]],
  )
})

test('what has no price, was free or is gone is told of by nobody', async () => {
  const { pricing: _, ...unpriced } = deployment('two/small', 1n)
  const models = [model('small', [deployment('one/small', 1_000n), unpriced])]
  assert.deepEqual(
    await report(models, [
      used('small', 'one/small', 3_100n),
      used('small', 'two/small', 0n),
      used('gone', 'one/gone', 9n),
    ]),
    [],
  )
})

test('calls that a cache would have served are told with all that they have cost', async () => {
  const calls = [{ model: 'small', prompt: 'reviews', requests: 3, costNanos: 5_000_000_000n }]
  const found = await inefficiencies({ repeats: calls }).report('default', { period, models: [] })
  const [{ computed, ...rest } = { computed: '' }, ...others] = found
  assert.deepEqual(others, [])
  assert.deepEqual(rest, {
    kind: 'REPEATED_CALLS',
    model: 'small',
    prompt: 'reviews',
    requests: 3,
    spentNanos: 5_000_000_000n,
    savedNanos: 5_000_000_000n,
  })
  assert.match(computed, /^3 calls asked what had been answered within the same hour/)
  assert.doesNotMatch(computed, /before/)
})

test('single calls are looked at in the last part of a time that has too many of them', async () => {
  const hour = 3_600_000
  const busy = [10, 20, 30].map(hours => ({
    ...noSums,
    start: period.to - hours * hour,
    group: {},
    requests: 400_000,
  }))
  const calls = [{ model: 'small', requests: 3, costNanos: 5n }]
  const rows = busy.toReversed()
  const [found] = await inefficiencies({ rows, repeats: calls }).report('default', { period, models: [] })
  assert.match(found?.computed ?? '', /nor are those before 2026-01-30T19:00:00.000Z\.$/)
  const year = { from: Date.UTC(2025, 1), to: period.to }
  const [later] = await inefficiencies({ repeats: calls }).report('default', { period: year, models: [] })
  assert.match(later?.computed ?? '', /nor are those before 2026-01-01T00:00:00.000Z\.$/)
})

const wordy = promptOf(`extend type Prompts { wordy(text: String!, long: Boolean = false): String!
  @prompt(model: "small", system: "one two three four five six", user: "seven eight {% if long %}many more words{% endif %} {{ text }}") }`)
const asked = (requests: number, about: Partial<UsageRow>): UsageRow => ({
  ...noSums,
  start: period.from,
  group: {
    OPERATION: 'prompts.wordy',
    PROMPT_VERSION: 'test@1',
    MODEL: 'small',
    DEPLOYMENT: 'one/small',
  },
  requests,
  ...about,
})
const small = model('small', [deployment('one/small', 1_000_000n)])

test('a prompt whose input is mostly its own text is told, and half of what that text has cost could be saved', async () => {
  // Eight words are in each of ten calls, which had twelve tokens; two more calls were answered by a cache.
  const rows = [asked(12, { cacheHits: 2, inputTokens: 120n, outputTokens: 40n, costNanos: 400n })]
  const found = await inefficiencies({ rows, prompts: [wordy] }).report('default', {
    period,
    models: [small],
  })
  assert.deepEqual(
    found.filter(({ kind }) => kind === 'BOILERPLATE_PROMPT').map(({ computed: _, ...rest }) => rest),
    // 80 of what 200 cost: 120 of input, and 40 of output at double.
    [
      {
        kind: 'BOILERPLATE_PROMPT',
        model: 'small',
        prompt: 'test',
        requests: 10,
        spentNanos: 400n,
        savedNanos: 80n,
      },
    ],
  )
  assert.match(
    found[0]?.computed ?? '',
    /^Of 12 input tokens a call, 8 are the fixed text of `prompts.wordy` \(version 1\). It has cost 0.00000016 USD/,
  )
})

test('what a provider keeps of the fixed text is cheap already', async () => {
  const rows = [asked(10, { inputTokens: 40n, cachedInputTokens: 80n, costNanos: 480n })]
  const found = await inefficiencies({ rows, prompts: [wordy] }).report('default', {
    period,
    models: [small],
  })
  // 80 at a tenth, of 40 and those.
  assert.equal(found.find(({ kind }) => kind === 'BOILERPLATE_PROMPT')?.savedNanos, 40n)
})

test('a prompt whose input is mostly what it is filled with is not told of, nor one of an earlier version', async () => {
  const rows = [
    asked(10, { inputTokens: 160n, costNanos: 160n }),
    {
      ...asked(10, { inputTokens: 90n, costNanos: 90n }),
      group: { ...asked(1, {}).group, PROMPT_VERSION: 'test@0' },
    },
  ]
  const found = await inefficiencies({ rows, prompts: [wordy] }).report('default', {
    period,
    models: [small],
  })
  assert.deepEqual(
    found.filter(({ kind }) => kind === 'BOILERPLATE_PROMPT'),
    [],
  )
})

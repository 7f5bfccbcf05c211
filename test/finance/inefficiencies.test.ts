import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Model } from '../../src/core/model.ts'
import type { Deployment } from '../../src/core/provider.ts'
import type { UsageRow } from '../../src/core/usage.ts'
import { createInefficiencies } from '../../src/finance/inefficiencies.ts'
import { noSums } from '../../src/finance/usage-sums.ts'

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
  createInefficiencies({ usage: { report: async () => rows } }).report('default', { period, models })

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

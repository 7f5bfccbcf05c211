import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from '../../src/config/load.ts'
import { buildSnapshot } from '../../src/control/snapshot.ts'
import { unpricedModels } from '../../src/control/unpriced.ts'
import { noUsage } from '../../src/core/chunk.ts'
import type { Config } from '../../src/core/config.ts'
import type { Provider } from '../../src/core/provider.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { openCatalogue } from '../../src/models/catalogue.ts'
import { configuredPricing } from '../../src/models/rates.ts'
import { countsOf } from '../../src/pipeline/quotas.ts'
import { question } from '../kit/call.ts'

const now = Date.parse('2026-11-22')
const catalogue = openCatalogue(() => now)
const adapters = new Map(
  (
    [
      ['anthropic', 'anthropic'],
      ['mistral', 'mistral'],
      ['openai', 'openai'],
      ['openrouter', 'openrouter'],
      ['azure-openai', 'azure'],
      ['ollama', undefined],
    ] as const
  ).map(([kind, name]) => [
    kind,
    {
      kind,
      ...(kind !== 'azure-openai' && { baseUrl: `https://${kind}.example.com` }),
      ...(name && { catalogue: name }),
    },
  ]),
)

const provider = (name: string): Provider => ({
  name,
  kind: 'none',
  async *run() {
    yield* []
  },
})

const surroundings = {
  adapters,
  catalogue,
  detectors: [],
  roles: [],
  claimExpressionFault: () => undefined,
  env: {},
}

const configOf = (yaml: string): Config =>
  parseConfig(yaml, 'weir.yaml', { ...surroundings, detectors: ['EMAIL'] })

const snapshotOf = (yaml: string): Snapshot => {
  const config = configOf(yaml)
  const providers = new Map(config.providers.map(({ name }) => [name, provider(name)]))
  return buildSnapshot(config, { version: 7, providers, catalogue, configuredPricing })
}

test('the simulator is served, at its demo price', () => {
  const { version, models, providers } = snapshotOf('')
  assert.equal(version, 7)
  assert.deepEqual([...models.keys()], ['simulator'])
  assert.deepEqual([...providers.keys()], ['simulator'])
  const deployment = models.get('simulator')?.deployments[0]
  assert.equal(deployment?.name, 'simulator/simulator')
  assert.equal(deployment?.pricing?.source, 'CONFIGURED')
  assert.equal(deployment?.pricing?.cost({ ...noUsage, inputTokens: 2, outputTokens: 1 }, now), 900n)
})

test('models of the catalogue are served by both of their names', () => {
  const { models } = snapshotOf('providers: [{ name: main, kind: openai }]')
  for (const name of ['gpt-4o-mini', 'main/gpt-4o-mini']) {
    const model = models.get(name)
    assert.equal(model?.name, name)
    assert.equal(model?.contextWindow, 128_000)
    assert.equal(model?.unpriced, 'REFUSE')
    assert.deepEqual(
      model?.deployments.map(({ name, provider, model, weight }) => [name, provider, model, weight]),
      [['main/gpt-4o-mini', 'main', 'gpt-4o-mini', 1]],
    )
    assert.equal(model?.deployments[0]?.pricing?.source, 'CATALOGUE')
  }
})

test('a declared model takes the name; then a provider’s own; then the first provider that offers it', () => {
  const { models } = snapshotOf(`
providers: [{ name: first, kind: openai }, { name: openai, kind: openai }, { name: router, kind: openrouter }]
models:
  - { name: o3, deployments: [{ provider: simulator, model: x }], unpriced: allow }
`)
  const providerOf = (name: string) => models.get(name)?.deployments[0]?.provider
  assert.equal(providerOf('o3'), 'simulator')
  assert.equal(providerOf('first/o3'), 'first')
  assert.equal(providerOf('gpt-4o'), 'first')
  assert.equal(providerOf('openai/gpt-4o'), 'openai', 'not the router, whose own name for it is the same')
  assert.equal(providerOf('router/openai/gpt-4o'), 'router')
})

test('where everyone has an address of their own, models must be declared, and are priced by the catalogue', () => {
  const { models } = snapshotOf(`
providers: [{ name: azure, kind: azure-openai, baseUrl: "https://acme.example.com" }]
models:
  - { name: small, deployments: [{ provider: azure, model: gpt-4o-mini }] }
simulator: false
`)
  assert.deepEqual([...models.keys()], ['small'])
  assert.equal(models.get('small')?.deployments[0]?.pricing?.perMillion.input, 150_000_000n)
})

test('a declared model has what holds for each of its deployments', () => {
  const { models } = snapshotOf(`
providers: [{ name: main, kind: openai }, { name: local, kind: ollama }]
models:
  - { name: both, deployments: [{ provider: main, model: gpt-4o }, { provider: main, model: gpt-4 }] }
  - { name: mixed, deployments: [{ provider: main, model: gpt-4o }, { provider: local, model: llama3.2 }] }
  - { name: vectors, deployments: [{ provider: local, model: nomic-embed-text }] }
  - name: told
    deployments: [{ provider: main, model: gpt-4o, price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }]
    contextWindow: 1000
    maxOutputTokens: 10
    capabilities: [COMPLETION]
    cache: { ttlSeconds: 5 }
`)
  const both = models.get('both')
  assert.equal(both?.contextWindow, 8192)
  assert.equal(both?.maxOutputTokens, 8192)
  assert.deepEqual([...(both?.capabilities ?? [])].sort(), ['COMPLETION', 'TOOLS'])
  const mixed = models.get('mixed')
  assert.equal(mixed?.contextWindow, undefined)
  assert.deepEqual([...(mixed?.capabilities ?? [])], ['COMPLETION'])
  assert.equal(mixed?.deployments[1]?.pricing, undefined, 'unpriced, and refused')
  assert.equal(mixed?.unpriced, 'REFUSE')
  assert.deepEqual([...(models.get('vectors')?.capabilities ?? [])], ['EMBEDDING'])
  const told = models.get('told')
  assert.equal(told?.contextWindow, 1000)
  assert.equal(told?.maxOutputTokens, 10)
  assert.equal(told?.cacheTtlSeconds, 5)
  assert.deepEqual([...(told?.capabilities ?? [])], ['COMPLETION'])
  assert.equal(told?.deployments[0]?.pricing?.source, 'CONFIGURED')
})

test('an id that the catalogue knows and does not list is found when it is asked for', () => {
  const { models } = snapshotOf(`
providers: [{ name: anthropic, kind: anthropic }, { name: fr, kind: mistral }, { name: main, kind: openai }]
`)
  const tuned = 'ft:gpt-4o-mini-2024-07-18:acme::abc'
  for (const [name, provider, model, entry] of [
    ['claude-sonnet-4-5-20991231', 'anthropic', 'claude-sonnet-4-5-20991231', 'claude-sonnet-4-5'],
    ['anthropic/claude-sonnet-4-5-20991231', 'anthropic', 'claude-sonnet-4-5-20991231', 'claude-sonnet-4-5'],
    ['claude-3-5-sonnet-20241022', 'anthropic', 'claude-3-5-sonnet-20241022', 'claude-3-5-sonnet'],
    ['claude-3-5-sonnet-latest', 'anthropic', 'claude-3-5-sonnet-latest', 'claude-3-5-sonnet'],
    ['open-mistral-nemo', 'fr', 'open-mistral-nemo', 'mistral-nemo'],
    ['fr/mistral-nemo', 'fr', 'mistral-nemo', 'mistral-nemo'],
    [tuned, 'main', tuned, 'ft:gpt-4o-mini'],
  ] as const) {
    const found = models.get(name)
    assert.equal(found?.name, name)
    assert.ok(models.has(name))
    const [deployment] = found?.deployments ?? []
    assert.equal(deployment?.name, `${provider}/${model}`)
    assert.equal(deployment?.provider, provider)
    assert.equal(deployment?.model, model, 'sent as the caller wrote it')
    assert.equal(deployment?.entry, entry)
    assert.equal(deployment?.pricing?.source, 'CATALOGUE')
    assert.ok(Object.isFrozen(found) && Object.isFrozen(deployment))
  }
  const unlisted = 'claude-sonnet-4-5-20991231'
  assert.equal(models.get(unlisted), models.get(unlisted), 'remembered')
  assert.ok(![...models.keys()].includes(unlisted))
  assert.equal([...models].length, models.size)
})

test('what no provider can be sent is no model, however it is asked for', () => {
  const { models } = snapshotOf(`
providers: [{ name: anthropic, kind: anthropic }, { name: main, kind: openai }]
`)
  for (const name of [
    'gpt-4o-mni',
    'whisper-1',
    'main/whisper-1',
    'main/claude-sonnet-4-5-20250929',
    'nobody/gpt-4o',
    'anthropic/',
    '',
    'claude-sonnet-4-5 20250929',
    `claude-sonnet-4-5-${'9'.repeat(300)}`,
    // Priced as the one, and sent to the other.
    'claude-haiku-4-5/../claude-opus-4-5',
    'anthropic/claude-haiku-4-5/./x',
    'claude-haiku-4-5//x',
    'claude-haiku-4-5/..',
  ])
    assert.equal(models.has(name), false, name)
})

test('names that nobody listed are remembered up to a bound, and those in use stay', () => {
  const { models } = snapshotOf('providers: [{ name: anthropic, kind: anthropic }]')
  const [old, used] = ['claude-sonnet-4-5-old', 'claude-sonnet-4-5-used']
  const [first, kept] = [models.get(old), models.get(used)]
  const { size } = models
  for (let turn = 0; turn < 1500; turn++) {
    models.get(`claude-sonnet-4-5-${turn}`)
    models.get(used)
  }
  assert.equal(models.size, size)
  assert.equal(models.get(used), kept)
  assert.notEqual(models.get(old), first, 'forgotten, and found again')
  assert.equal(models.get(old)?.deployments[0]?.entry, 'claude-sonnet-4-5')
})

test('a declared deployment knows its entry of the catalogue', () => {
  const { models } = snapshotOf(`
providers: [{ name: main, kind: openai }, { name: local, kind: ollama }]
models:
  - name: small
    deployments: [{ provider: main, model: gpt-4o-mini-2024-07-18 }, { provider: local, model: llama3.2 }]
`)
  assert.deepEqual(
    models.get('small')?.deployments.map(({ entry }) => entry),
    ['gpt-4o-mini', undefined],
  )
})

test('what its vendor has retired is retired there, and deprecated behind an address of one’s own', () => {
  const { models } = snapshotOf(`
providers:
  - { name: vendor, kind: anthropic }
  - { name: proxy, kind: anthropic, baseUrl: "https://llm.example.com" }
models:
  - { name: old, deployments: [{ provider: vendor, model: claude-3-opus-20240229 }] }
  - { name: kept, deployments: [{ provider: proxy, model: claude-3-opus-20240229 }] }
`)
  const stageOf = (name: string) => models.get(name)?.lifecycle
  assert.equal(stageOf('vendor/claude-3-opus-20240229'), 'RETIRED')
  assert.equal(stageOf('proxy/claude-3-opus-20240229'), 'DEPRECATED')
  assert.equal(stageOf('old'), 'RETIRED')
  assert.equal(stageOf('kept'), 'DEPRECATED')
})

test('a quota on a model covers every id of its catalogue entry at its provider, and no other model', () => {
  const snapshot = snapshotOf(`
providers: [{ name: anthropic, kind: anthropic }, { name: router, kind: openrouter }]
quotas: [{ name: q, meter: REQUESTS, limit: 1, window: DAY, scope: { model: claude-sonnet-4-5 } }]
`)
  const policy = { operation: 'complete', roles: [], quota: true }
  const principal = { id: 'k', name: 'k', tenant: 'default', roles: new Set<string>() }
  const covered = (model: string) =>
    countsOf({ input: question('hello'), model, policy, principal, snapshot }, new Set(['REQUESTS']))
      .length === 1
  for (const name of [
    'claude-sonnet-4-5',
    'claude-sonnet-4-5-20250929',
    'anthropic/claude-sonnet-4-5-20250929',
    'Claude-Sonnet-4.5',
  ])
    assert.ok(covered(name), name)
  for (const name of ['claude-sonnet-4-6', 'claude-haiku-4-5', 'router/anthropic/claude-sonnet-4.5'])
    assert.ok(!covered(name), name)
})

test('quotas and guardrails are those of the configuration', () => {
  const { quotas, guardrails } = snapshotOf(`
quotas: [{ name: q, meter: REQUESTS, limit: 1, window: DAY }]
guardrails: [{ name: g, detectors: [EMAIL] }]
`)
  assert.equal(quotas[0]?.limit, 1n)
  assert.equal(guardrails[0]?.name, 'g')
})

test('nobody can change what a snapshot holds', () => {
  const snapshot = snapshotOf('providers: [{ name: main, kind: openai }]')
  const model = snapshot.models.get('gpt-4o')
  assert.ok(Object.isFrozen(snapshot))
  assert.ok(Object.isFrozen(model))
  assert.ok(Object.isFrozen(model?.deployments))
  assert.ok(Object.isFrozen(model?.deployments[0]))
  assert.ok(Object.isFrozen(snapshot.quotas))
})

test('declared models that cannot be priced are named, others and the allowed ones are not', () => {
  const yaml = `
providers: [{ name: main, kind: openai }, { name: local, kind: ollama }]
models:
  - { name: priced, deployments: [{ provider: main, model: gpt-4o }] }
  - { name: half, deployments: [{ provider: main, model: gpt-4o }, { provider: local, model: llama3.2 }] }
  - { name: unknown, deployments: [{ provider: main, model: gpt-99 }] }
  - { name: allowed, deployments: [{ provider: local, model: llama3.2 }], unpriced: allow }
  - { name: told, deployments: [{ provider: local, model: x }], price: { inputPerMillionUsd: 0, outputPerMillionUsd: 0 } }
`
  assert.deepEqual(unpricedModels(configOf(yaml), snapshotOf(yaml)), ['half', 'unknown'])
})

test('a provider that was not opened is a fault of ours, told at once', () => {
  const config = parseConfig('', 'weir.yaml', surroundings)
  assert.throws(
    () =>
      buildSnapshot(config, {
        version: 1,
        providers: new Map(),
        catalogue,
        configuredPricing,
      }),
    /simulator is configured but was not opened/,
  )
})

test('what is critical under one name is so under every other one, be it declared or of the catalogue', () => {
  const { models } = snapshotOf(`
providers: [ { name: openai, kind: openai, apiKey: x } ]
models:
  - { name: vault, deployments: [ { provider: openai, model: gpt-4o-mini } ], requires: { amr: [mfa] } }
  - name: several
    deployments: [ { provider: openai, model: gpt-4o }, { provider: openai, model: gpt-4o-mini-2024-07-18, name: dated } ]
`)
  for (const name of ['vault', 'several', 'gpt-4o-mini', 'openai/gpt-4o-mini', 'gpt-4o-mini-2024-07-18'])
    assert.deepEqual(models.get(name)?.requires, { amr: ['mfa'] }, name)
  assert.equal(models.get('gpt-4o')?.requires, undefined)
})

test('what is critical is so on every day of the model, though its price is another one', () => {
  const critical = (model: string) =>
    snapshotOf(`
providers: [ { name: openai, kind: openai, apiKey: x } ]
models:
  - { name: vault, deployments: [ { provider: openai, model: ${model} } ], requires: { amr: [mfa] } }
  - { name: copy, deployments: [ { provider: openai, model: gpt-4o-2024-05-13 } ] }
`).models
  for (const model of ['gpt-4o', 'gpt-4o-2024-08-06', 'gpt-4o-2024-05-13']) {
    const models = critical(model)
    for (const name of ['gpt-4o', 'openai/gpt-4o-2024-05-13', 'gpt-4o-2024-11-20', 'copy'])
      assert.deepEqual(models.get(name)?.requires, { amr: ['mfa'] }, `${model} ${name}`)
    assert.equal(models.get('gpt-4o-mini')?.requires, undefined)
  }
})

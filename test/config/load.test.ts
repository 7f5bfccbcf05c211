import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readConfig } from '../../src/config/index.ts'
import { base, known, parse, variable } from './reading.ts'

test('without a file there is the simulator, priced so that costs show', () => {
  const { providers, models, ...rest } = parse('')
  assert.deepEqual(
    providers.map(({ name, kind }) => [name, kind]),
    [['simulator', 'simulator']],
  )
  assert.deepEqual(
    models.map(({ name }) => name),
    ['simulator'],
  )
  assert.equal(models[0]?.deployments[0]?.price?.input, 150_000_000n)
  assert.deepEqual(
    models[0]?.capabilities,
    ['COMPLETION', 'EMBEDDING', 'IMAGE_INPUT', 'JSON_SCHEMA', 'REASONING', 'TOOLS'],
    'all that the simulator takes',
  )
  assert.deepEqual(rest, {
    server: { corsOrigins: [], trustedProxies: [], promptApproval: 'NONE' },
    teams: [],
    quotas: [],
    guardrails: [],
    identityProviders: [],
    prices: [],
    tierAssignments: [],
    tiers: [],
  })
})

test('a file of comments or empty sections declares nothing', () => {
  for (const text of ['# nothing\n', 'models:\nteams:\n', '---\n'])
    assert.equal(parse(text).models.length, 1, JSON.stringify(text))
})

test('the simulator can be taken away, or replaced by one of its name', () => {
  const without = parse(`simulator: false\n${base}`)
  assert.deepEqual(
    without.providers.map(({ name }) => name),
    ['openai-main'],
  )
  assert.deepEqual(
    without.models.map(({ name }) => name),
    ['small'],
  )
  const own = parse(`providers:
  - { name: simulator, kind: simulator, tokensPerSecond: 20 }
models:
  - { name: simulator, deployments: [{ provider: simulator, model: slow }], unpriced: allow }
`)
  assert.equal(own.providers.length, 1)
  assert.deepEqual(own.providers[0]?.settings, { tokensPerSecond: '20' })
  assert.deepEqual(
    own.models.map(({ deployments }) => deployments[0]?.model),
    ['slow'],
  )
})

test('a whole file is read as it is meant', () => {
  const config = parse(
    `providers:
  - name: openai-main
    kind: openai
    baseUrl: https://eu.api.openai.com/v1/
    apiKey: \${OPENAI_KEY}
  - { name: azure, kind: azure-openai, baseUrl: "https://\${RESOURCE}.openai.azure.com", apiKey: k, apiVersion: 2024-10-21 }
models:
  - name: small
    description: The small one
    deployments:
      - { provider: openai-main, model: gpt-4o-mini, weight: 0.5 }
      - { provider: azure, model: mini, weight: 0, name: spare, price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
    price: { inputPerMillionUsd: 0.15, outputPerMillionUsd: 0.60, cachedInputPerMillionUsd: 0.000000001, cacheWritePerMillionUsd: 0 }
    unpriced: allow
    cache: { ttlSeconds: 60 }
    contextWindow: 128000
    maxOutputTokens: 16384
    capabilities: [COMPLETION, TOOLS]
teams:
  - name: search
    applications: [{ name: web }]
  - name: ads
quotas:
  - { name: daily, scope: { team: search, application: web }, meter: TOTAL_TOKENS, limit: 100000, window: DAY, action: ALERT }
  - { name: money, scope: { model: small }, meter: COST, limit: 25.50, window: MONTH }
  - { name: slots, meter: CONCURRENT_CALLS, limit: 3 }
guardrails:
  - { name: default, detectors: [EMAIL, PAYMENT_CARD], direction: OUTPUT, action: BLOCK }
  - { name: mask, detectors: [EMAIL] }
server: { corsOrigins: [https://app.example.com], trustedProxies: [] }
simulator: false
`,
    { OPENAI_KEY: 'sk-secret', RESOURCE: 'acme' },
  )
  assert.deepEqual(config, {
    providers: [
      {
        name: 'openai-main',
        kind: 'openai',
        baseUrl: 'https://eu.api.openai.com/v1',
        apiKey: 'sk-secret',
        allowInsecure: false,
        settings: {},
        catalogue: 'openai',
        offersCatalogue: true,
        ownAddress: true,
      },
      {
        name: 'azure',
        kind: 'azure-openai',
        baseUrl: 'https://acme.openai.azure.com',
        apiKey: 'k',
        allowInsecure: false,
        settings: { apiVersion: '2024-10-21' },
        catalogue: 'azure',
        offersCatalogue: false,
      },
    ],
    models: [
      {
        name: 'small',
        description: 'The small one',
        deployments: [
          {
            name: 'openai-main/gpt-4o-mini',
            provider: 'openai-main',
            model: 'gpt-4o-mini',
            weight: 0.5,
            price: { input: 150_000_000n, output: 600_000_000n, cachedInput: 1n, cacheWrite: 0n },
          },
          {
            name: 'spare',
            provider: 'azure',
            model: 'mini',
            weight: 0,
            price: { input: 1_000_000_000n, output: 2_000_000_000n },
          },
        ],
        unpriced: 'ALLOW',
        cacheTtlSeconds: 60,
        contextWindow: 128_000,
        maxOutputTokens: 16_384,
        capabilities: ['COMPLETION', 'TOOLS'],
      },
    ],
    teams: [
      { name: 'search', applications: [{ name: 'web' }] },
      { name: 'ads', applications: [] },
    ],
    quotas: [
      {
        name: 'daily',
        scope: { tenant: 'default', team: 'search', application: 'web' },
        meter: 'TOTAL_TOKENS',
        limit: 100_000n,
        window: 'DAY',
        action: 'ALERT',
      },
      {
        name: 'money',
        scope: { model: 'small' },
        meter: 'COST',
        limit: 25_500_000_000n,
        window: 'MONTH',
        action: 'BLOCK',
      },
      { name: 'slots', scope: {}, meter: 'CONCURRENT_CALLS', limit: 3n, action: 'BLOCK' },
    ],
    guardrails: [
      { name: 'default', detectors: ['EMAIL', 'PAYMENT_CARD'], direction: 'OUTPUT', action: 'BLOCK' },
      { name: 'mask', detectors: ['EMAIL'], direction: 'BOTH', action: 'REDACT' },
    ],
    server: { corsOrigins: ['https://app.example.com'], trustedProxies: [], promptApproval: 'NONE' },
    identityProviders: [],
    prices: [],
    tierAssignments: [],
    tiers: [],
  })
})

test('nobody can change a configuration', () => {
  const config = parse(base)
  assert.throws(() => Object.assign(config.models[0] ?? {}, { name: 'other' }), TypeError)
  assert.throws(() => Object.assign(config.providers[0]?.settings ?? {}, { x: 'y' }), TypeError)
  assert.ok(Object.isFrozen(config.models[0]?.deployments[0]))
})

test('amounts of money are exact whatever a double would make of them', () => {
  for (const [written, nanos] of [
    ['0.1', 100_000_000n],
    ['"0.3"', 300_000_000n],
    ['0.000000001', 1n],
    ['123456789012.123456789', 123_456_789_012_123_456_789n],
    ['3', 3_000_000_000n],
  ] as const) {
    const config = parse(`${base}    price: { inputPerMillionUsd: ${written}, outputPerMillionUsd: 0 }\n`)
    assert.equal(config.models[0]?.deployments[0]?.price?.input, nanos, written)
  }
})

test('a provider whose usual key is in the environment is there by itself', () => {
  const { providers } = parse('', {
    OPENAI_API_KEY: 'sk-env',
    AZURE_OPENAI_API_KEY: 'x',
    ANTHROPIC_API_KEY: '',
  })
  assert.deepEqual(providers[0], {
    name: 'openai',
    kind: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    apiKey: 'sk-env',
    allowInsecure: false,
    settings: {},
    catalogue: 'openai',
    offersCatalogue: true,
  })
  assert.equal(providers.length, 2, 'neither a provider without an address nor one with an empty key')
})

test('a declared provider takes the place of the one from the environment', () => {
  const { providers } = parse(base, { OPENAI_API_KEY: 'sk-env' })
  assert.deepEqual(
    providers.map(({ name, apiKey }) => [name, apiKey]),
    [
      ['openai-main', 'sk-1'],
      ['simulator', undefined],
    ],
  )
})

test('the usual key is used at the usual address, and never sent to another one', () => {
  const env = { OPENAI_API_KEY: 'sk-env' }
  const usual = parse('providers: [{ name: a, kind: openai }]', env)
  assert.equal(usual.providers[0]?.apiKey, 'sk-env')
  const elsewhere = parse('providers: [{ name: a, kind: openai, baseUrl: "https://llm.example.com" }]', env)
  assert.equal(elsewhere.providers[0]?.apiKey, undefined)
  const own = parse('providers: [{ name: a, kind: azure-openai, baseUrl: "https://acme.example.com" }]', {
    AZURE_OPENAI_API_KEY: 'azure-key',
  })
  assert.equal(own.providers[0]?.apiKey, 'azure-key', 'an address of one’s own is what this key is for')
})

test('models may share a deployment', () => {
  parse(`${base}  - { name: other, deployments: [{ provider: openai-main, model: gpt-4o-mini }] }\n`)
})

test('a variable is put in place within any scalar, and $${ is a plain ${', () => {
  const config = parse(
    `teams: [{ name: "\${TEAM}-\${NUMBER}" }]\nmodels:
  - { name: m, description: "costs $\${5} or $5", deployments: [{ provider: simulator, model: x }] }\n`,
    { TEAM: 'search', NUMBER: '2' },
  )
  assert.equal(config.teams[0]?.name, 'search-2')
  assert.equal(config.models[0]?.description, `costs ${variable('5')} or $5`)
})

test('the file that the environment names is read, and must be there if it is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weir-config-'))
  try {
    const file = join(folder, 'weir.yaml')
    await writeFile(file, base)
    const { environment, declared } = await readConfig({ WEIR_CONFIG: file, PORT: '0' })
    assert.equal(environment.port, 0)
    assert.equal(declared(known).config.models[0]?.name, 'small')

    const missing = join(folder, 'no.yaml')
    await assert.rejects(readConfig({ WEIR_CONFIG: missing }), {
      name: 'ConfigError',
      message: `${missing} cannot be read: there is no such file; correct WEIR_CONFIG or create it`,
    })
    await assert.rejects(readConfig({ WEIR_CONFIG: folder }), {
      message: `${folder} cannot be read: it is a folder`,
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})

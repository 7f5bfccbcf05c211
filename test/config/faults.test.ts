import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base, faultsOf, parse, variable } from './reading.ts'

test('each fault names its place, its key, and what to do', () => {
  const cases: readonly (readonly [text: string, fault: string])[] = [
    // The text itself
    ['models: [', 'weir.yaml:1:10 this is no valid YAML: '],
    ['a:\n\t- b', 'weir.yaml:2:1 this is no valid YAML: Tabs are not allowed as indentation'],
    ['teams: []\nteams: []', 'weir.yaml:2:1 the key is there twice'],
    ['teams: *nobody', 'weir.yaml:1:8 teams: there is no anchor of this name above'],
    ['- a', 'weir.yaml:1:1 must be a map of keys and values'],
    ['just text', 'weir.yaml:1:1 must be a map of keys and values'],
    // Variables
    [
      `providers:\n  - name: a\n    apiKey: ${variable('NOT_SET')}`,
      'weir.yaml:3:13 providers[0].apiKey: the environment variable NOT_SET is not set',
    ],
    [
      `teams: [{ name: "${variable('')}" }]`,
      `weir.yaml:1:17 teams[0].name: \`${variable('…')}\` must hold the name of an environment variable; write`,
    ],
    [
      `providers:\n  - { name: a, kind: openai, apiKey: ${variable('KEY')} }`,
      `weir.yaml:2:38 a \`${variable('…')}\` within { } or [ ] needs quotation marks: "${variable('…')}"`,
    ],
    // Keys
    ['modles: []', 'weir.yaml:1:1 modles: there is no key `modles` here; did you mean `models`?'],
    [
      'xyz: []',
      'weir.yaml:1:1 xyz: there is no key `xyz` here; there are server, simulator, providers, models, teams, quotas, tiers, tierAssignments, prices, guardrails, identityProviders',
    ],
    [
      `${base}    wieght: 2`,
      'weir.yaml:7:5 models[0].wieght: there is no key `wieght` here; there are name, description, deployments, price, unpriced, cache, contextWindow, maxOutputTokens, capabilities, requires',
    ],
    [
      'providers: [{ name: a, kind: openai, apiKey: k, basUrl: "https://x.example" }]',
      'weir.yaml:1:49 providers[0].basUrl: there is no key `basUrl` here; did you mean `baseUrl`?',
    ],
    ['teams: [{ applications: [] }]', 'weir.yaml:1:9 teams[0].name: is required'],
    ['teams: [web]', 'weir.yaml:1:9 teams[0]: must be a map of keys and values'],
    ['teams: { name: a }', 'weir.yaml:1:1 teams: must be a list'],
    ['teams: [{ name: [a] }]', 'weir.yaml:1:11 teams[0].name: must be a text'],
    ['teams: [{ name: "" }]', 'weir.yaml:1:11 teams[0].name: must not be empty'],
    [
      'teams: [{ name: a b }]',
      'weir.yaml:1:11 teams[0].name: must start with a letter or digit and hold only letters, digits and . _ @ : + -',
    ],
    [
      `teams: [{ name: ${'a'.repeat(129)} }]`,
      'weir.yaml:1:11 teams[0].name: must have at most 128 characters',
    ],
    ['simulator: no', 'weir.yaml:1:1 simulator: must be one of true, false'],
    // Providers
    [
      'providers: [{ name: a, kind: opnai, apiKey: k }]',
      'weir.yaml:1:24 providers[0].kind: there is no such kind of provider; did you mean `openai`?',
    ],
    [
      'providers: [{ name: a, kind: zzz, apiKey: k }]',
      'weir.yaml:1:24 providers[0].kind: there is no such kind of provider; there are anthropic, azure-openai, ollama, openai, simulator',
    ],
    [
      'providers: [{ name: a, kind: azure-openai, apiKey: k }]',
      'weir.yaml:1:13 providers[0].baseUrl: is required: a provider of this kind has no address that all share',
    ],
    [
      'providers: [{ name: a, kind: openai }]',
      'weir.yaml:1:13 providers[0].apiKey: is required: set it here, or set the environment variable OPENAI_API_KEY',
    ],
    [
      'providers: [{ name: a, kind: openai, apiKey: $OPENAI_API_KEY }]',
      `weir.yaml:1:38 providers[0].apiKey: is that text itself as it stands; the environment variable is written \${OPENAI_API_KEY}`,
    ],
    [
      'providers: [{ name: a, kind: ollama }]',
      'weir.yaml:1:13 providers[0].baseUrl: must start with https://; only those who run the gateway may set allowInsecure: true to allow http',
    ],
    [
      'providers:\n  - { name: a, kind: openai, apiKey: k }\n  - { name: a, kind: openai, apiKey: k }',
      'weir.yaml:3:7 providers[1].name: the name is taken by another one above',
    ],
    [
      'providers: [{ name: a/b, kind: openai, apiKey: k }]',
      'weir.yaml:1:15 providers[0].name: must start with a letter or digit and hold only letters, digits and . _ @ : + -',
    ],
    // Models
    [
      'models: [{ name: m, deployments: [] }]',
      'weir.yaml:1:21 models[0].deployments: must name at least one deployment',
    ],
    [
      base.replace('provider: openai-main', 'provider: opena1-main'),
      'weir.yaml:6:11 models[0].deployments[0].provider: there is no provider `opena1-main`; did you mean `openai-main`?',
    ],
    [
      base.replace('provider: openai-main', 'provider: x'),
      'weir.yaml:6:11 models[0].deployments[0].provider: there is no provider `x`; there are openai-main, simulator',
    ],
    [
      `${base}      - { provider: openai-main, model: gpt-4o-mini }`,
      'weir.yaml:7:34 models[0].deployments[1].model: the model has this deployment twice',
    ],
    [
      `${base}      - { provider: openai-main, model: gpt-4o, name: openai-main/gpt-4o-mini }`,
      'weir.yaml:7:49 models[0].deployments[1].name: the model has this deployment twice',
    ],
    [
      `${base}  - { name: b, deployments: [{ provider: openai-main, model: gpt-4o, name: openai-main/gpt-4o-mini }] }`,
      'weir.yaml:7:70 models[1].deployments[0].name: the name is taken by another deployment above',
    ],
    [
      `${base}  - { name: small, deployments: [{ provider: simulator, model: a }] }`,
      'weir.yaml:7:7 models[1].name: the name is taken by another one above',
    ],
    [
      base.replace('gpt-4o-mini }', 'gpt-4o-mini, weight: -1 }'),
      'weir.yaml:6:54 models[0].deployments[0].weight: must be a number that is not negative, such as 1 or 0.5',
    ],
    [`${base}    unpriced: yes`, 'weir.yaml:7:5 models[0].unpriced: must be one of allow, refuse'],
    [
      `${base}    cache: { ttlSeconds: 0 }`,
      'weir.yaml:7:14 models[0].cache.ttlSeconds: must be from 1 to 31536000',
    ],
    [`${base}    contextWindow: 128k`, 'weir.yaml:7:5 models[0].contextWindow: must be a whole number'],
    [
      `${base}    capabilities: [TOOLZ]`,
      'weir.yaml:7:20 models[0].capabilities[0]: must be one of COMPLETION, EMBEDDING, TOOLS, IMAGE_INPUT, JSON_SCHEMA, REASONING',
    ],
    [
      `${base}    price: { inputPerMillionUsd: 0.15 }`,
      'weir.yaml:7:12 models[0].price.outputPerMillionUsd: is required',
    ],
    [
      `${base}    price: { inputPerMillionUsd: -0.15, outputPerMillionUsd: 1 }`,
      'weir.yaml:7:14 models[0].price.inputPerMillionUsd: must not be negative',
    ],
    [
      `${base}    price: { inputPerMillionUsd: 1e-3, outputPerMillionUsd: 1 }`,
      'weir.yaml:7:14 models[0].price.inputPerMillionUsd: must be an amount of US dollars with at most nine decimals, such as 0.15',
    ],
    // Teams
    [
      'teams:\n  - name: a\n  - name: a',
      'weir.yaml:3:5 teams[1].name: the name is taken by another one above',
    ],
    [
      'teams: [{ name: a, applications: [{ name: w }, { name: w }] }]',
      'weir.yaml:1:50 teams[0].applications[1].name: the name is taken by another one above',
    ],
    [
      'teams: [{ name: a }, { name: A }]',
      'weir.yaml:1:24 teams[1].name: the name is taken by another one above',
    ],
    [
      'teams: [{ name: a, applications: [{ name: w }] }, { name: b, applications: [{ name: W }] }]',
      'weir.yaml:1:79 teams[1].applications[0].name: the name is taken by another one above',
    ],
    // Quotas
    [
      'teams: [{ name: search }]\nquotas: [{ name: q, meter: REQUESTS, limit: 1, window: DAY, scope: { team: serach } }]',
      'weir.yaml:2:70 quotas[0].scope.team: there is no team `serach`; did you mean `search`?',
    ],
    [
      'teams: [{ name: a, applications: [{ name: web }] }, { name: b }]\nquotas: [{ name: q, meter: REQUESTS, limit: 1, window: DAY, scope: { team: b, application: web } }]',
      'weir.yaml:2:79 quotas[0].scope.application: there is no application `web`',
    ],
    [
      `${base}quotas: [{ name: q, meter: REQUESTS, limit: 1, window: DAY, scope: { model: gpt-4o-mni } }]`,
      'weir.yaml:7:70 quotas[0].scope.model: there is no model `gpt-4o-mni`; did you mean `gpt-4o-mini`?',
    ],
    [
      'quotas: [{ name: q, meter: TOKENS, limit: 1, window: DAY }]',
      'weir.yaml:1:21 quotas[0].meter: must be one of REQUESTS, CONCURRENT_CALLS, INPUT_TOKENS, OUTPUT_TOKENS, TOTAL_TOKENS, COST, BYTES',
    ],
    [
      'quotas: [{ name: q, meter: REQUESTS, limit: 1, window: YEAR }]',
      'weir.yaml:1:48 quotas[0].window: must be one of SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, ROLLING_SECOND, ROLLING_MINUTE, ROLLING_HOUR',
    ],
    [
      'quotas: [{ name: q, meter: REQUESTS, limit: 1 }]',
      'weir.yaml:1:10 quotas[0].window: is required: SECOND, MINUTE, HOUR, DAY, WEEK or MONTH, or ROLLING_SECOND, _MINUTE or _HOUR',
    ],
    [
      'quotas: [{ name: q, meter: CONCURRENT_CALLS, limit: 1, window: DAY }]',
      'weir.yaml:1:56 quotas[0].window: calls at the same time have no window; remove it',
    ],
    ...['0', '-5', '00'].map(
      limit =>
        [
          `quotas: [{ name: q, meter: REQUESTS, limit: ${limit}, window: DAY }]`,
          'weir.yaml:1:38 quotas[0].limit: must be more than 0; to refuse everything, take away the role or the key',
        ] as const,
    ),
    [
      'quotas: [{ name: q, meter: COST, limit: 0.0, window: DAY }]',
      'weir.yaml:1:34 quotas[0].limit: must be more than 0; to refuse everything, take away the role or the key',
    ],
    [
      'quotas: [{ name: q, meter: TOTAL_TOKENS, limit: 1.5, window: DAY }]',
      'weir.yaml:1:42 quotas[0].limit: must be a whole number',
    ],
    [
      'quotas: [{ name: q, meter: COST, limit: ten, window: DAY }]',
      'weir.yaml:1:34 quotas[0].limit: must be an amount of US dollars with at most nine decimals, such as 25.50',
    ],
    [
      'quotas: [{ name: q, meter: REQUESTS, limit: 1, window: DAY, action: STOP }]',
      'weir.yaml:1:61 quotas[0].action: must be one of BLOCK, REROUTE, THROTTLE, ALERT',
    ],
    [
      'quotas:\n  - { name: q, meter: REQUESTS, limit: 1, window: DAY }\n  - { name: q, meter: REQUESTS, limit: 1, window: DAY }',
      'weir.yaml:3:7 quotas[1].name: the name is taken by another one above',
    ],
    // Server
    [
      'server: { corsOrigins: [https://app.example.com/], trustedProxies: [] }',
      'weir.yaml:1:25 server.corsOrigins[0]: must be an origin such as `https://app.example.com`, without a path, or `*` for every one',
    ],
    // Guardrails
    [
      'guardrails: [{ name: g, detectors: [EMAI] }]',
      'weir.yaml:1:37 guardrails[0].detectors[0]: there is no detector `EMAI`; did you mean `EMAIL`?',
    ],
    [
      'guardrails: [{ name: g, detectors: [] }]',
      'weir.yaml:1:25 guardrails[0].detectors: must name at least one of EMAIL, PAYMENT_CARD',
    ],
    [
      'guardrails: [{ name: g, detectors: [EMAIL], direction: IN }]',
      'weir.yaml:1:45 guardrails[0].direction: must be one of INPUT, OUTPUT, BOTH',
    ],
    [
      'guardrails: [{ name: g, detectors: [EMAIL], action: DROP }]',
      'weir.yaml:1:45 guardrails[0].action: must be one of REDACT, BLOCK, FLAG',
    ],
    [
      'guardrails: [{ name: g, detectors: [EMAIL] }, { name: g, detectors: [EMAIL] }]',
      'weir.yaml:1:49 guardrails[1].name: the name is taken by another one above',
    ],
  ]
  for (const [text, fault] of cases) {
    const message = faultsOf(text)
    assert.ok(message.startsWith(fault), `${text}\n  says ${message}\n  not  ${fault}`)
    assert.ok(!message.includes('\n'), `one fault only:\n${message}`)
  }
})

test('a provider’s address must be public and secure unless the file allows otherwise', () => {
  const provider = (baseUrl: string, more = '') =>
    `providers: [{ name: a, kind: openai, apiKey: k, baseUrl: "${baseUrl}"${more} }]`
  const refused = [
    ['not an address', 'must be an address such as https://api.example.com/v1'],
    ['ftp://example.com', 'must be an address such as https://api.example.com/v1'],
    [
      'http://api.openai.com/v1',
      'must start with https://; only those who run the gateway may set allowInsecure: true to allow http',
    ],
    ['https://me:pw@example.com', 'must not hold a user name or password; an API key belongs into apiKey'],
    ['https://example.com/v1?key=abc', 'must end with its path, without ? and #'],
    ...[
      'https://127.0.0.1/v1',
      'https://0x7f.1/v1',
      'https://2130706433',
      'https://[::ffff:10.0.0.1]',
      'https://169.254.169.254',
      'https://localhost:8000',
      'https://vllm',
      'https://models.internal',
      'https://metadata.google.internal',
    ].map(url => [
      url,
      'leads to a private or local network; only those who run the gateway may set allowInsecure: true to allow that',
    ]),
  ] as const
  for (const [url = '', message] of refused)
    assert.equal(faultsOf(provider(url)), `weir.yaml:1:49 providers[0].baseUrl: ${message}`, url)
  for (const url of ['http://127.0.0.1:8000/v1', 'http://vllm.internal', 'https://10.0.0.1'])
    assert.equal(parse(provider(url, ', allowInsecure: true')).providers[0]?.baseUrl, url)
})

test('all faults are told at once, in the order of the file', () => {
  const message = faultsOf(`quotas:
  - { name: q, meter: REQUESTS, limit: 0, window: DAY, scope: { team: nobody } }
models:
  - { name: m, deployments: [{ provider: nowhere, model: x }] }
`)
  assert.deepEqual(
    message.split('\n').map(line => line.split(' ', 2)),
    [
      ['weir.yaml:2:33', 'quotas[0].limit:'],
      ['weir.yaml:2:65', 'quotas[0].scope.team:'],
      ['weir.yaml:4:32', 'models[0].deployments[0].provider:'],
    ],
  )
})

test('a limit that is none is told together with what has the wrong shape', () => {
  const message = faultsOf(`providers:
  - { name: sim, kind: simulator, settings: { echo: true } }
quotas:
  - { name: q, meter: REQUESTS, limit: -5, window: DAY }
  - { name: r, meter: TOKENS, limit: -5, window: DAY }
models:
  - { name: m, deployments: [], price: { inputPerMillionUsd: -1, outputPerMillionUsd: 1 } }
`)
  assert.deepEqual(message.split('\n'), [
    'weir.yaml:2:35 providers[0].settings: there is no such key: what only the adapter understands stands directly in the provider, such as `apiVersion: 2024-10-21`',
    'weir.yaml:4:33 quotas[0].limit: must be more than 0; to refuse everything, take away the role or the key',
    'weir.yaml:5:16 quotas[1].meter: must be one of REQUESTS, CONCURRENT_CALLS, INPUT_TOKENS, OUTPUT_TOKENS, TOTAL_TOKENS, COST, BYTES',
    'weir.yaml:7:42 models[0].price.inputPerMillionUsd: must not be negative',
  ])
})

test('what the simulator cannot be told is told where it stands', () => {
  const message = faultsOf(`providers:
  - name: sim
    kind: simulator
    tokenPerSecond: 5
    status: 200
    nonsense: 1
`)
  const [misspelt = '', wrong = '', unknown = '', ...rest] = message.split('\n')
  assert.deepEqual(rest, [])
  assert.equal(
    misspelt,
    'weir.yaml:4:5 providers[0].tokenPerSecond: the simulator has no option `tokenPerSecond`; did you mean `tokensPerSecond`?',
  )
  assert.match(wrong, /^weir\.yaml:5:5 providers\[0\]\.status: the simulator's option `status` is wrong: /)
  assert.match(
    unknown,
    /^weir\.yaml:6:5 providers\[0\]\.nonsense: the simulator has no option `nonsense`; it knows cutAfter,/,
  )
})

test('no secret is in a fault, wherever it was put by mistake', () => {
  const env = { SECRET: 'sk-secret' }
  const secret = /sk-secret/
  for (const text of [
    'providers: [{ name: a, kind: openai, apiKey: sk-secret, baseUrl: "http://x.example" }]',
    `providers: [{ name: a, kind: "${variable('SECRET')}", apiKey: k }]`,
    'providers: [{ name: a, kind: openai, apiKey: k, baseUrl: "https://user:sk-secret@x.example" }]',
    'providers: [{ name: a, kind: openai, apiKey: [sk-secret] }]',
    'providers: [{ name: a, kind: openai, apiKey: @sk-secret }]',
    'providers: [{ name: a, kind: openai, apiKey: *sk-secret }]',
    'providers: [{ name: a, kind: openai, apiKey: !sk-secret x, oops: [] }]',
    'providers:\n  - apiKey: "sk-secret\n    name: a',
    'providers:\n  - apiKey: sk-secret: a\n    name: a',
    `models: [{ name: m, deployments: [{ provider: "${variable('SECRET')}", model: x }] }]`,
    `guardrails: [{ name: g, detectors: ["${variable('SECRET')}"] }]`,
    `quotas: [{ name: q, meter: REQUESTS, limit: "${variable('SECRET')}", window: DAY, scope: { team: "${variable('SECRET')}" } }]`,
    `teams: [{ name: "${variable('SECRET')} " }]`,
  ])
    assert.doesNotMatch(faultsOf(text, env), secret, text)
})

test('a file that unfolds itself without end is refused', () => {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 9; i++) {
    const [before, name] = [String.fromCharCode(96 + i), String.fromCharCode(97 + i)]
    lines.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`)
  }
  assert.match(faultsOf(lines.join('\n')), /repeats its anchors too often/)
})

test('a file that is far too long is refused', () => {
  assert.equal(faultsOf('#'.repeat(5_000_000)), 'weir.yaml is longer than 4194304 bytes')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError } from '../../src/config/fault.ts'
import { parseConfig } from '../../src/config/load.ts'
import type { Surroundings } from '../../src/config/surroundings.ts'
import type { Config } from '../../src/core/config.ts'
import { roles } from '../../src/core/role.ts'
import { claimExpressionFault } from '../../src/identity/claim-expression.ts'
import { openCatalogue } from '../../src/models/catalogue.ts'

const parse = (text: string, env: Surroundings['env'] = {}): Config =>
  parseConfig(text, 'weir.yaml', {
    adapters: new Map(),
    catalogue: openCatalogue(() => Date.parse('2026-11-22')),
    detectors: [],
    roles,
    claimExpressionFault,
    env,
  })

const faultsOf = (text: string, env: Surroundings['env'] = {}): string => {
  try {
    parse(text, env)
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return error.message
  }
  assert.fail(`no fault was found in:\n${text}`)
}

test('an identity provider needs little', () => {
  const { identityProviders } = parse(`
identityProviders:
  - { name: corp, issuer: https://login.example.com, audience: weir, claims: { roles: claims.roles } }
`)
  assert.deepEqual(identityProviders, [
    {
      name: 'corp',
      issuer: 'https://login.example.com',
      audience: ['weir'],
      allowInsecure: false,
      algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'],
      clockSkewSeconds: 30,
      claims: { user: 'claims.sub', roles: 'claims.roles' },
    },
  ])
})

test('people may sign in with a browser, for which its client counts as an audience', () => {
  const corp =
    'name: corp, issuer: https://login.example.com, audience: weir, claims: { roles: claims.roles }'
  const { identityProviders } = parse(
    `identityProviders: [ { ${corp}, login: { clientId: web, publicUrl: "https://Weir.example.com/", scopes: [groups] }, clientSecret: "\${SECRET}" } ]`,
    { SECRET: 'shh' },
  )
  assert.deepEqual(identityProviders[0]?.audience, ['weir', 'web'])
  assert.deepEqual(identityProviders[0]?.login, {
    clientId: 'web',
    clientSecret: 'shh',
    publicUrl: 'https://weir.example.com',
    scopes: ['openid', 'groups'],
  })
  const at = (publicUrl: string, more = '') =>
    `identityProviders: [ { ${corp}, login: { clientId: web, publicUrl: "${publicUrl}" }${more} } ]`
  for (const publicUrl of ['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'])
    assert.ok(parse(at(publicUrl)))
  for (const publicUrl of ['http://weir.example.com', 'http://localhost.example.com'])
    assert.match(faultsOf(at(publicUrl)), /login.publicUrl: must start with https:/)
  assert.ok(parse(at('http://weir.example.com', ', allowInsecure: true')))
  for (const publicUrl of [
    'weir.example.com',
    'https://weir.example.com/weir',
    'https://weir.example.com?x',
    'https://weir.example.com#x',
    'https://ada@weir.example.com',
    'javascript:alert(1)',
  ])
    assert.match(faultsOf(at(publicUrl)), /login.publicUrl: must/, publicUrl)
  assert.match(faultsOf(`identityProviders: [ { ${corp}, clientSecret: shh } ]`), /clientSecret: needs login/)
  assert.match(
    faultsOf(
      'identityProviders: [ { name: a, issuer: urn:a, jwksUri: https://a.example.com, audience: a, claims: { roles: claims.r }, login: { clientId: web, publicUrl: "https://weir.example.com" } } ]',
    ),
    /issuer: must be an address/,
  )
})

test('everything about an identity provider can be said', () => {
  const { identityProviders } = parse(`
identityProviders:
  - name: corp
    issuer: urn:corp
    audience: [weir, https://weir.example.com]
    jwksUri: http://10.0.0.1/keys
    allowInsecure: true
    algorithms: [ES384]
    clockSkewSeconds: 0
    claims:
      tenant: claims["https://example.com/tenant"]
      team: claims.?team
      application: claims.azp
      user: claims.email
      roles: claims.groups.filter(g, g.startsWith("weir-"))
      rolesMap: { weir-admins: ADMIN, "weir users": DEVELOPER }
`)
  assert.deepEqual(identityProviders, [
    {
      name: 'corp',
      issuer: 'urn:corp',
      audience: ['weir', 'https://weir.example.com'],
      jwksUri: 'http://10.0.0.1/keys',
      allowInsecure: true,
      algorithms: ['ES384'],
      clockSkewSeconds: 0,
      claims: {
        tenant: 'claims["https://example.com/tenant"]',
        team: 'claims.?team',
        application: 'claims.azp',
        user: 'claims.email',
        roles: 'claims.groups.filter(g, g.startsWith("weir-"))',
        rolesMap: { 'weir-admins': 'ADMIN', 'weir users': 'DEVELOPER' },
      },
    },
  ])
})

test('a model can ask for a stronger sign-in', () => {
  const model = (requires: string) => `
models:
  - name: m
    deployments: [ { provider: simulator, model: simulator } ]
    requires: ${requires}
`
  assert.deepEqual(parse(model('{ amr: mfa }')).models[0]?.requires, { amr: ['mfa'] })
  assert.deepEqual(parse(model('{ amr: [mfa, hwk], acr: gold }')).models[0]?.requires, {
    amr: ['mfa', 'hwk'],
    acr: ['gold'],
  })
  for (const requires of ['{}', '{ amr: [] }', '{ mfa: true }', 'mfa', '{ acr: "" }'])
    assert.match(faultsOf(model(requires)), /^weir\.yaml:5:\d+ models\[0\]\.requires/, requires)
})

test('every fault of an identity provider names its line and key', () => {
  const file = (key: string, value: string) => {
    const entry = {
      name: 'corp',
      issuer: 'https://login.example.com',
      audience: 'weir',
      claims: '{ roles: "[]" }',
    }
    const lines = Object.entries({ ...entry, [key]: value }).map(([key, value]) => `    ${key}: ${value}`)
    return `identityProviders:\n  -\n${lines.join('\n')}\n`
  }
  const faults: readonly [key: string, value: string, fault: string][] = [
    ['issuer', 'login.example.com', '4:5 identityProviders[0].issuer: must be an address such as'],
    ['issuer', 'http://login.example.com', '4:5 identityProviders[0].issuer: must start with https://'],
    ['issuer', 'https://10.0.0.1', '4:5 identityProviders[0].issuer: leads to a private or local network'],
    ['jwksUri', 'https://localhost/keys', '7:5 identityProviders[0].jwksUri: leads to a private or local'],
    ['audience', '[]', '5:5 identityProviders[0].audience: must hold at least one text'],
    ['algorithms', '[HS256]', '7:18 identityProviders[0].algorithms[0]: must be one of ES256,'],
    ['algorithms', '[none]', '7:18 identityProviders[0].algorithms[0]: must be one of ES256,'],
    ['algorithms', '[]', '7:5 identityProviders[0].algorithms: must hold at least one algorithm'],
    ['clockSkewSeconds', '301', '7:5 identityProviders[0].clockSkewSeconds: must be from 0 to 300'],
    [
      'audiense',
      'x',
      '7:5 identityProviders[0].audiense: there is no key `audiense` here; did you mean `audience`?',
    ],
    ['claims', '{}', '6:13 identityProviders[0].claims.roles: is required'],
    ['claims', '{ roles: claims. }', '6:15 identityProviders[0].claims.roles: is no valid CEL expression: '],
    [
      'claims',
      '{ roles: "claim.x" }',
      '6:15 identityProviders[0].claims.roles: is no valid CEL expression: Unknown variable: claim',
    ],
    [
      'claims',
      '{ roles: "[]", tenant: "1" }',
      '6:28 identityProviders[0].claims.tenant: gives a value of the type int',
    ],
    [
      'claims',
      '{ roles: "[]", rolesMap: { x: ADMYN } }',
      '6:40 identityProviders[0].claims.rolesMap.x: there is no role `ADMYN`; did you mean `ADMIN`?',
    ],
    ['claims', '{ roles: "[]", rolesMap: [] }', '6:28 identityProviders[0].claims.rolesMap: must be a map'],
  ]
  for (const [key, value, fault] of faults) {
    const told = faultsOf(file(key, value))
    assert.ok(told.startsWith(`weir.yaml:${fault}`), `${key}: ${value}\n${told}\nrather than\n${fault}`)
  }
})

test('two identity providers cannot share a name or an issuer', () => {
  const entry = (name: string, issuer: string) =>
    `  - { name: ${name}, issuer: "https://${issuer}.example.com", audience: weir, claims: { roles: "[]" } }\n`
  assert.match(
    faultsOf(`identityProviders:\n${entry('a', 'x')}${entry('a', 'y')}${entry('b', 'x')}`),
    /^weir\.yaml:3:7 .*name is taken.*\nweir\.yaml:4:16 identityProviders\[2\]\.issuer: is that of another one above$/,
  )
})

test('what came from the environment is not told where an expression is wrong', () => {
  const reference = `\${${'PLANTED'}}`
  const told = faultsOf(
    `identityProviders:\n  - { name: a, issuer: "https://x.example.com", audience: weir, claims: { roles: "${reference}" } }`,
    { PLANTED: 'planted_secret' },
  )
  assert.match(told, /claims\.roles: is no valid CEL expression$/)
})

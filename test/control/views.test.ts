import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { checkDeclared } from '../../src/config/declared.ts'
import { createProviderPool } from '../../src/control/provider-pool.ts'
import { createVault } from '../../src/control/vault.ts'
import { createViewBuilder } from '../../src/control/views.ts'
import type { DeclarationKind, Spec, StoredDeclaration } from '../../src/core/declaration.ts'
import { claimExpressionFault } from '../../src/identity/claim-expression.ts'
import { openCatalogue } from '../../src/models/catalogue.ts'
import { configuredPricing } from '../../src/models/rates.ts'
import { adapters } from '../../src/providers/index.ts'

const catalogue = openCatalogue(() => Date.parse('2026-11-22'))
const check = checkDeclared({
  adapters: new Map(adapters.map(adapter => [adapter.kind, adapter])),
  catalogue,
  claimExpressionFault,
  detectors: ['EMAIL'],
  roles: ['DEVELOPER'],
  env: {},
  isSimulated: true,
})

const stored = (tenant: string, kind: DeclarationKind, spec: Spec): StoredDeclaration => ({
  id: `${tenant} ${kind} ${spec.name}`,
  tenant,
  kind,
  name: String(spec.name),
  spec,
  secrets: {},
  origin: 'API',
  version: 1,
  createdAt: 0,
})

const world = () => {
  const checked: string[] = []
  const build = createViewBuilder({
    catalogue,
    configuredPricing,
    vault: createVault({ masterKey: 'a master key', random: randomBytes }),
    pool: createProviderPool(({ name }) => ({
      name,
      kind: 'openai',
      async *run() {
        yield* []
      },
    })),
    configOf: (tenant, declared) => {
      checked.push(tenant)
      return check(tenant, declared)
    },
  })
  return { build, checked }
}

const openai = (tenant: string) =>
  stored(tenant, 'PROVIDER', { name: 'main', kind: 'openai', baseUrl: 'https://x.example.com', apiKey: 'k' })
const limit = { name: 'daily', meter: 'REQUESTS', limit: '10', window: 'DAY' }

describe('what each tenant sees', () => {
  test('is what all see, with its own over it, under names that are nobody else’s', () => {
    const { base, own } = world().build({
      version: 7,
      audiences: new Map(),
      declarations: [
        openai('default'),
        stored('default', 'QUOTA', limit),
        openai('acme'),
        stored('acme', 'MODEL', { name: 'small', deployments: [{ provider: 'main', model: 'gpt-4o-mini' }] }),
        stored('acme', 'QUOTA', limit),
        stored('acme', 'GUARDRAIL', { name: 'mail', detectors: ['EMAIL'] }),
      ],
    })
    const acme = own.get('acme') ?? assert.fail('acme sees nothing of its own')
    assert.equal(acme.version, 7)
    const placeOf = (name: string, at = acme) => at.models.get(name)?.deployments[0]?.name
    assert.equal(placeOf('small'), 'acme//main/gpt-4o-mini')
    // Its own catalogue wins; what only the operator has is there too.
    assert.equal(placeOf('gpt-4o'), 'acme//main/gpt-4o')
    assert.equal(placeOf('main/gpt-4o'), 'acme//main/gpt-4o')
    assert.equal(placeOf('simulator'), 'simulator/simulator')
    assert.equal(placeOf('gpt-4o', base), 'main/gpt-4o')
    assert.equal(base.models.has('small'), false)
    assert.ok(acme.providers.get('main') && acme.providers.get('acme//main'))
    assert.notEqual(acme.providers.get('main'), acme.providers.get('acme//main'))
    assert.deepEqual(
      acme.quotas.map(({ name, scope }) => [name, scope]),
      [
        ['daily', {}],
        ['acme//daily', { tenant: 'acme' }],
      ],
    )
    assert.deepEqual(
      [base, acme].map(({ guardrails }) => guardrails.map(({ name }) => name)),
      [[], ['acme//mail']],
    )
  })

  test('tells nothing of what another tenant has', () => {
    const { own, base } = world().build({
      version: 1,
      declarations: [openai('acme'), openai('other')],
      audiences: new Map(),
    })
    assert.equal(own.get('other')?.providers.has('acme//main'), false)
    assert.equal(base.models.has('gpt-4o'), false)
    assert.equal(own.get('nobody'), undefined)
  })

  test('is made again only for whom it has changed', () => {
    const { build, checked } = world()
    const declarations = [openai('acme'), openai('other')]
    const first = build({ version: 1, declarations, audiences: new Map() })
    assert.deepEqual(checked.splice(0), ['default', 'acme', 'other'])
    const second = build({
      version: 2,
      declarations: [openai('acme'), { ...openai('other'), version: 2 }],
      audiences: new Map(),
    })
    assert.deepEqual(checked.splice(0), ['default', 'other'])
    assert.equal(second.own.get('acme')?.version, 2)
    const provider = (views: typeof first) => views.own.get('acme')?.providers.get('acme//main')
    assert.equal(provider(second), provider(first))
  })

  test('an identity provider of its own vouches for its tenant alone, whatever the claims say', () => {
    const corp = {
      name: 'corp',
      issuer: 'https://id.example.com',
      audience: 'weir',
      claims: { roles: 'claims.r' },
    }
    const declared = stored('acme', 'IDENTITY_PROVIDER', corp)
    const { identityProviders } = world().build({
      version: 1,
      declarations: [declared],
      audiences: new Map([[declared.id, new Map([['weir', 1]])]]),
    })
    assert.deepEqual(
      identityProviders.map(({ name, claims }) => [name, claims.tenant]),
      [['acme//corp', '"acme"']],
    )
  })

  test('an identity provider of its own has only the audiences that are its alone', () => {
    const spec = { issuer: 'https://id.example.com', audience: ['weir', 'account'], claims: { roles: '[]' } }
    const [acme, other] = ['acme', 'other'].map(tenant =>
      stored(tenant, 'IDENTITY_PROVIDER', { ...spec, name: 'corp' }),
    )
    const { identityProviders } = world().build({
      version: 1,
      declarations: [acme, other].filter(one => one !== undefined),
      audiences: new Map([[acme?.id ?? '', new Map([['account', 7]])]]),
    })
    assert.deepEqual(
      identityProviders.map(({ name, audience, since }) => [name, audience, since]),
      [['acme//corp', ['account'], [7]]],
    )
  })
})

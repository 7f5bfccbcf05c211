import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'
import { type Issuer, startIssuer } from '../../kit/issuer.ts'

const create =
  'mutation ($input: CreateIdentityProviderInput!) { createIdentityProvider(input: $input) { identityProvider { ...all } } }'
const update =
  'mutation ($input: UpdateIdentityProviderInput!) { updateIdentityProvider(input: $input) { identityProvider { ...all } } }'
const archive =
  'mutation ($input: ArchiveIdentityProviderInput!) { archiveIdentityProvider(input: $input) { identityProvider { ...all } } }'
const all = `fragment all on IdentityProvider { id name issuer audience jwksUri allowInsecure algorithms clockSkewSeconds
  claims { tenant team application user roles rolesMap { theirs ours } } origin version archivedAt }`

describe('identity providers', () => {
  let gateway: TestGateway
  let issuer: Issuer
  before(async () => {
    issuer = await startIssuer()
    gateway = await startGateway()
  })
  after(async () => {
    await gateway.close()
    await issuer.stop()
  })

  const run = async (source: string, input: object, key?: string) => {
    const { data, errors } = await gateway.graphql(`${source} ${all}`, { input }, key)
    assert.equal(errors, undefined)
    return data
  }
  const viewer = async (token: string) => {
    const { data, errors } = await gateway.graphql('{ viewer { roles identityProvider } }', {}, token)
    return errors?.[0]?.extensions.code ?? data.viewer
  }
  const good = () => ({
    name: 'corp',
    issuer: issuer.url,
    audience: ['weir'],
    allowInsecure: true,
    algorithms: ['RS256'],
    claims: { roles: 'claims.groups', rolesMap: [{ theirs: 'engineers', ours: 'DEVELOPER' }] },
  })

  test('vouch from the answer on, follow each change, and vouch no more when they are archived', async () => {
    const token = await issuer.token()
    assert.equal(await viewer(token), 'UNAUTHENTICATED')
    const { identityProvider } = (await run(create, good())).createIdentityProvider
    assert.deepEqual(
      { ...identityProvider, id: '' },
      {
        ...good(),
        id: '',
        jwksUri: null,
        clockSkewSeconds: null,
        claims: { tenant: null, team: null, application: null, user: null, ...good().claims },
        origin: 'API',
        version: 1,
        archivedAt: null,
      },
    )
    assert.deepEqual(await viewer(token), { roles: ['DEVELOPER'], identityProvider: 'corp' })

    const { id } = identityProvider
    const claims = { roles: 'claims.groups', rolesMap: [{ theirs: 'engineers', ours: 'ANALYST' }] }
    await run(update, { id, version: 1, claims })
    assert.deepEqual(await viewer(token), { roles: ['ANALYST'], identityProvider: 'corp' })
    await run(update, { id, version: 2, audience: ['somebody-else'] })
    assert.equal(await viewer(token), 'UNAUTHENTICATED')
    await run(update, { id, version: 3, audience: ['weir'] })
    assert.deepEqual(await viewer(token), { roles: ['ANALYST'], identityProvider: 'corp' })
    await run(archive, { id, version: 4 })
    assert.equal(await viewer(token), 'UNAUTHENTICATED')
  })

  for (const [what, change, path, message] of [
    ['an expression that does not compile', { claims: { roles: 'claims.(' } }, 'claims.roles', /./],
    [
      'a role that there is not',
      { claims: { roles: 'claims.r', rolesMap: [{ theirs: 'x', ours: 'ADMINN' }] } },
      'claims.rolesMap.x',
      /did you mean `ADMIN`/,
    ],
    [
      'a role that is mapped twice',
      {
        claims: {
          roles: 'claims.r',
          rolesMap: [
            { theirs: 'x', ours: 'ADMIN' },
            { theirs: 'x', ours: 'OWNER' },
          ],
        },
      },
      'claims.rolesMap[1].theirs',
      /twice/,
    ],
    ['a shared secret', { algorithms: ['HS256'] }, 'algorithms[0]', /must be one of ES256/],
    ['http', { allowInsecure: false }, 'issuer', /https/],
    ['no audience', { audience: [] }, 'audience', /at least one/],
    ['an issuer that is no address', { issuer: 'nonsense' }, 'issuer', /address/],
  ] as const)
    test(`${what} is refused, naming the field`, async () => {
      const { errors } = await gateway.graphql(`${create} ${all}`, {
        input: { ...good(), name: 'other', ...change },
      })
      assert.deepEqual([errors?.[0]?.extensions.code, errors?.[0]?.extensions.path], ['INVALID_INPUT', path])
      assert.match(errors?.[0]?.message ?? '', message)
    })

  test('of a tenant’s own say no tenant and reach no private network', async () => {
    const { data } = await gateway.graphql('mutation { createTenant(input: { name: "acme" }) { secret } }')
    const own = { ...good(), issuer: 'https://id.example.com', allowInsecure: false }
    const refusedAt = async (change: object) =>
      (await gateway.graphql(`${create} ${all}`, { input: { ...own, ...change } }, data.createTenant.secret))
        .errors?.[0]?.extensions.path
    assert.equal(await refusedAt({ claims: { tenant: '"default"', roles: 'claims.r' } }), 'claims.tenant')
    assert.equal(await refusedAt({ allowInsecure: true }), 'allowInsecure')
    assert.equal(await refusedAt({}), undefined)
  })
})

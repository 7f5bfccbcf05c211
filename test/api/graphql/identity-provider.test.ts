import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'
import { type Issuer, startIssuer } from '../../kit/issuer.ts'

const create =
  'mutation ($input: CreateIdentityProviderInput!) { createIdentityProvider(input: $input) { identityProvider { ...all } warnings } }'
const update =
  'mutation ($input: UpdateIdentityProviderInput!) { updateIdentityProvider(input: $input) { identityProvider { ...all } warnings } }'
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
    const { identityProvider, warnings } = (await run(create, good())).createIdentityProvider
    assert.deepEqual(warnings, [])
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

  test('whose keys cannot be read are declared all the same, and their author is told so at once', async () => {
    const nowhere = `${issuer.url}/nowhere`
    const about = { ...good(), name: 'unsure', audience: ['unsure'], jwksUri: nowhere }
    const { identityProvider, warnings } = (await run(create, about)).createIdentityProvider
    assert.equal(warnings.length, 1)
    assert.match(
      warnings[0],
      /^jwksUri: no keys are found at \S+\/nowhere \(it answers with the status 404\)/,
    )
    const { id } = identityProvider
    const mended = await run(update, { id, version: 1, jwksUri: null })
    assert.deepEqual(mended.updateIdentityProvider.warnings, [])
    await run(archive, { id, version: 2 })
  })

  test('of a tenant are not asked on a network of our own', async () => {
    const { data } = await gateway.graphql('mutation { createTenant(input: { name: "prober" }) { secret } }')
    const { secret } = data.createTenant
    const own = { ...good(), issuer: 'https://nobody.invalid', allowInsecure: false }
    for (const host of ['127.0.0.1', 'localhost']) {
      const input = { ...own, issuer: `https://${host}` }
      const { errors } = await gateway.graphql(`${create} ${all}`, { input }, secret)
      assert.equal(errors?.[0]?.extensions.path, 'issuer')
    }
    const { createIdentityProvider } = await run(create, own, secret)
    assert.match(createIdentityProvider.warnings[0], /^issuer: .*could not be reached within 2 seconds/)
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

  test('are an OWNER’s to declare, change and archive, as they can make anybody one', async () => {
    const { data: made } = await gateway.graphql(
      'mutation ($input: CreateRoleInput!) { createRole(input: $input) { role { id } } }',
      {
        input: { name: 'administrators', permissions: [{ action: 'ADMINISTER' }] },
      },
    )
    assert.ok(made.createRole)
    const asked = (key: string) =>
      Promise.all(
        [
          [create, { ...good(), name: 'evil', claims: { roles: '"OWNER"' } }] as const,
          [update, { id: 'x', version: 1, claims: { roles: '"OWNER"' } }] as const,
          [archive, { id: 'x', version: 1 }] as const,
        ].map(
          async ([source, input]) =>
            (await gateway.graphql(`${source} ${all}`, { input }, key)).errors?.[0]?.extensions.code,
        ),
      )
    const { data } = await gateway.graphql(
      'mutation { createApiKey(input: { name: "admin", roles: [ADMIN] }) { secret } }',
    )
    const forbidden = ['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']
    assert.deepEqual(await asked(data.createApiKey.secret), forbidden)

    const { data: user } = await gateway.graphql(
      'mutation { createUser(input: { name: "bob" }) { user { id } } }',
    )
    await gateway.graphql(
      'mutation ($input: AssignRoleInput!) { assignRole(input: $input) { assignment { id } } }',
      { input: { role: 'administrators', holder: user.createUser.user.id } },
    )
    const { data: bob } = await gateway.graphql(
      'mutation { createApiKey(input: { name: "bob", user: "bob" }) { secret } }',
    )
    assert.deepEqual(await asked(bob.createApiKey.secret), forbidden)
  })

  describe('of several tenants', () => {
    const tenant = async (name: string): Promise<string> =>
      (
        await gateway.graphql(
          'mutation ($name: String!) { createTenant(input: { name: $name }) { secret } }',
          {
            name,
          },
        )
      ).data.createTenant.secret
    const login = (about: object = {}) => ({
      ...good(),
      issuer: 'https://login.example.com',
      audience: ['victim', 'account'],
      allowInsecure: false,
      ...about,
    })
    const tried = async (input: object, key: string) =>
      (await gateway.graphql(`${create} ${all}`, { input }, key)).errors?.[0]

    test('cannot share an audience of an issuer, even when they declare at once, and learn nothing of each other', async () => {
      const keys = await Promise.all(['one', 'two', 'three', 'four'].map(tenant))
      const refusals = (
        await Promise.all(
          keys.map((key, index) => tried(login({ audience: ['victim', `own${index}`] }), key)),
        )
      ).filter(error => error !== undefined)
      assert.equal(refusals.length, 3)
      for (const { message, extensions } of refusals) {
        assert.deepEqual([extensions.code, extensions.path], ['INVALID_INPUT', 'audience'])
        assert.doesNotMatch(message, /one`|two|three|four|corp/)
      }
    })

    test('share an issuer by audiences of their own, get none by a change, and free theirs with the archive', async () => {
      const [a, b] = [await tenant('a'), await tenant('b')]
      const issuer = 'https://shared.example.com'
      assert.equal(await tried(login({ issuer, audience: ['for-a', 'a-too'] }), a), undefined)
      const { createIdentityProvider: own } = await run(create, login({ issuer, audience: ['for-b'] }), b)
      const { id } = own.identityProvider
      const { errors } = await gateway.graphql(
        `${update} ${all}`,
        { input: { id, version: 1, audience: ['for-b', 'a-too'] } },
        b,
      )
      assert.equal(errors?.[0]?.extensions.path, 'audience')
      await run(update, { id, version: 1, audience: ['b-too'] }, b)
      assert.equal(
        (await tried(login({ name: 'x', issuer, audience: ['b-too'] }), a))?.extensions.code,
        'INVALID_INPUT',
      )
      await run(archive, { id, version: 2 }, b)
      const other = await tenant('c')
      assert.equal(await tried(login({ issuer, audience: ['b-too', 'for-b'] }), other), undefined)
    })

    test('yield to those who run the gateway', async () => {
      const squatter = await tenant('squatter')
      assert.equal(
        await tried(login({ issuer: 'https://ours.example.com', audience: ['weir'] }), squatter),
        undefined,
      )
      await run(create, login({ name: 'ours', issuer: 'https://ours.example.com', audience: ['weir'] }))
      const again = await tried(
        login({ name: 'again', issuer: 'https://ours.example.com', audience: ['weir', 'x'] }),
        await tenant('late'),
      )
      assert.equal(again?.extensions.path, 'audience')
    })
  })
})

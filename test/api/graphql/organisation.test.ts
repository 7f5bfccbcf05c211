import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually } from '../../kit/eventually.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const labels = 'id name title version archivedAt'
const versioned = ({ id, version }: { readonly id: string; readonly version: number }) => ({ id, version })

describe('the organisation by GraphQL', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway()
  })
  after(() => gateway.close())

  const dataOf = async (source: string, variables: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, variables, key)
    assert.equal(errors, undefined)
    return data
  }
  /** Code and path of the one error. */
  const errorOf = async (source: string, variables: object = {}, key?: string) => {
    const { errors = [] } = await gateway.graphql(source, variables, key)
    assert.equal(errors.length, 1)
    return [errors[0]?.extensions.code, errors[0]?.extensions.path]
  }
  const mutation = (name: string, kind: string, fields = labels) =>
    `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${kind} { ${fields} } } }`
  const create = async (kind: 'team' | 'user' | 'application', input: object, fields?: string) => {
    const name = `create${kind[0]?.toUpperCase()}${kind.slice(1)}`
    return (await dataOf(mutation(name, kind, fields), { input }))[name][kind]
  }
  const namesOf = ({ edges }: { edges: { node: { name: string } }[] }) => edges.map(({ node }) => node.name)

  test('departments, teams, applications, users and their keys are made, read, changed and archived', async () => {
    const department = await create('team', { name: 'engineering', title: 'Engineering' })
    const team = await create(
      'team',
      { name: 'platform', parent: department.id, description: 'Runs things' },
      `${labels} description parent { name }`,
    )
    assert.deepEqual(
      [team.title, team.description, team.parent, team.version],
      ['platform', 'Runs things', { name: 'engineering' }, 1],
    )
    const application = await create(
      'application',
      { name: 'deployer', team: team.id },
      `${labels} team { name }`,
    )
    assert.deepEqual(application.team, { name: 'platform' })
    const user = await create(
      'user',
      { name: 'ada@example.com', email: 'ada@example.com' },
      `${labels} email`,
    )
    assert.equal(user.email, 'ada@example.com')
    const { id, secret } = await gateway.newKey({
      team: null,
      application: 'deployer',
      user: 'ada@example.com',
      roles: ['ADMIN'],
    })

    const { engineering, platform } = await dataOf(`{
      engineering: team(name: "engineering") { teams(first: 5) { edges { node { name } } } }
      platform: team(name: "platform") {
        applications(first: 5) { edges { node {
          apiKeys(first: 5) { edges { node {
            id team holderTeam { parent { name } } holderApplication { name } holderUser { email }
          } } }
        } } }
      }
    }`)
    assert.deepEqual(namesOf(engineering.teams), ['platform'])
    assert.equal(platform.applications.edges.length, 1)
    assert.deepEqual(platform.applications.edges[0].node.apiKeys.edges, [
      {
        node: {
          id,
          team: 'platform',
          holderTeam: { parent: { name: 'engineering' } },
          holderApplication: { name: 'deployer' },
          holderUser: { email: 'ada@example.com' },
        },
      },
    ])

    const viewer = '{ viewer { team application user } }'
    assert.deepEqual((await dataOf(viewer, {}, secret)).viewer, {
      team: 'platform',
      application: 'deployer',
      user: 'ada@example.com',
    })
    const input = { id: user.id, version: 1, title: 'Ada', email: null }
    const changed = (await dataOf(mutation('updateUser', 'user', `${labels} email`), { input })).updateUser
      .user
    assert.deepEqual([changed.title, changed.email, changed.version], ['Ada', null, 2])
    assert.deepEqual(await errorOf(mutation('updateUser', 'user'), { input }), ['CONFLICT', 'version'])

    for (const [kind, entity, version] of [
      ['Team', team, 1],
      ['Application', application, 1],
      ['User', user, 2],
    ] as const) {
      const source = mutation(`archive${kind}`, kind.toLowerCase())
      const input = { id: entity.id, version }
      if (kind === 'Team') assert.deepEqual(await errorOf(source, { input }), ['INVALID_INPUT', 'id'])
      else assert.ok((await dataOf(source, { input }))[`archive${kind}`][kind.toLowerCase()].archivedAt)
    }
    // Known keys are good for a second at most after what they belong to is gone.
    while ((await gateway.graphql(viewer, {}, secret)).errors === undefined);
    assert.deepEqual(await errorOf(viewer, {}, secret), ['UNAUTHENTICATED', undefined])
  })

  test('lists come by name, in pages, filtered', async () => {
    const top = await create('team', { name: 'lists' })
    for (const name of ['list-c', 'list-a', 'list-b'])
      await create('team', { name, parent: top.id, title: `${name}!` })
    const list = `query ($first: Int, $after: String, $filter: TeamFilter) {
      teams(first: $first, after: $after, filter: $filter) { edges { node { name } } pageInfo { hasNextPage endCursor } }
    }`
    const filter = { parent: top.id }
    const first = (await dataOf(list, { first: 2, filter })).teams
    assert.deepEqual([namesOf(first), first.pageInfo.hasNextPage], [['list-a', 'list-b'], true])
    const second = (await dataOf(list, { first: 2, filter, after: first.pageInfo.endCursor })).teams
    assert.deepEqual([namesOf(second), second.pageInfo.hasNextPage], [['list-c'], false])
    assert.deepEqual(namesOf((await dataOf(list, { filter: { search: 'C!' } })).teams), ['list-c'])
    assert.ok(namesOf((await dataOf(list, { first: 100, filter: { parent: null } })).teams).includes('lists'))
    assert.deepEqual(namesOf((await dataOf(list, { filter: { ...filter, state: 'ARCHIVED' } })).teams), [])
  })

  test('what breaks a rule is refused, naming the field, and changes nothing', async () => {
    const team = await create('team', { name: 'rules' })
    await create('application', { name: 'rules', team: team.id })
    const count = async () =>
      (await dataOf('{ teams(first: 100, filter: { state: ANY }) { edges { node { version } } } }')).teams
        .edges
    const before = await count()
    for (const [name, kind, input, path] of [
      ['createTeam', 'team', { name: 'Rules' }, 'name'],
      ['createTeam', 'team', { name: '' }, 'name'],
      ['createTeam', 'team', { name: 'with space' }, 'name'],
      ['createTeam', 'team', { name: `'; DROP TABLE team; --` }, 'name'],
      ['createTeam', 'team', { name: 'a'.repeat(129) }, 'name'],
      ['createTeam', 'team', { name: 'x', title: ' ' }, 'title'],
      ['createTeam', 'team', { name: 'x', title: 'nul\u0000' }, 'title'],
      ['createTeam', 'team', { name: 'x', description: 'a'.repeat(1001) }, 'description'],
      ['createTeam', 'team', { name: 'x', parent: 'nonsense' }, 'parent'],
      ['updateTeam', 'team', { id: team.id, version: 1, parent: team.id }, 'parent'],
      ['updateTeam', 'team', { id: team.id, version: 0 }, 'version'],
      ['createApplication', 'application', { name: 'rules', team: team.id }, 'name'],
      ['createApplication', 'application', { name: 'x', team: 'nonsense' }, 'team'],
      ['createUser', 'user', { name: 'x', email: 'nobody' }, 'email'],
    ] as const)
      assert.deepEqual(
        await errorOf(mutation(name, kind), { input }),
        ['INVALID_INPUT', path],
        JSON.stringify(input),
      )
    for (const id of ['nonsense', team.id])
      assert.deepEqual(await errorOf(mutation('updateUser', 'user'), { input: { id, version: 1 } }), [
        'NOT_FOUND',
        'id',
      ])
    assert.deepEqual(await count(), before)
    const key = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }'
    for (const [holder, path] of [
      [{ team: 'nobody' }, 'team'],
      [{ application: 'nobody' }, 'application'],
      [{ team: 'search', application: 'rules' }, 'application'],
      [{ user: 'nobody' }, 'user'],
    ] as const) {
      await gateway.newKey()
      assert.deepEqual(await errorOf(key, { input: { name: 'x', ...holder } }), ['INVALID_INPUT', path])
    }
  })

  test('credentials of a team, and of those who are no admins, change nothing', async () => {
    const { secret: ofTeam } = await gateway.newKey({ roles: ['ADMIN'] })
    const { secret: developer } = await gateway.newKey({ team: null, application: null })
    for (const key of [ofTeam, developer])
      for (const [name, kind] of [
        ['createTeam', 'team'],
        ['createUser', 'user'],
      ] as const)
        assert.deepEqual(await errorOf(mutation(name, kind), { input: { name: 'x' } }, key), [
          'FORBIDDEN',
          undefined,
        ])
    assert.deepEqual(await errorOf('{ teams { pageInfo { hasNextPage } } }', {}, developer), [
      'FORBIDDEN',
      undefined,
    ])
  })

  test('a tenant is founded with its first key, and only by those who run the gateway', async () => {
    const source = `mutation ($input: CreateTenantInput!) {
      createTenant(input: $input) { tenant { id name title version } apiKey { roles } secret }
    }`
    const { createTenant } = await dataOf(source, { input: { name: 'acme', title: 'Acme Inc.' } })
    const { tenant, apiKey, secret } = createTenant
    assert.deepEqual([tenant.name, tenant.title, apiKey.roles], ['acme', 'Acme Inc.', ['OWNER']])
    assert.deepEqual(await dataOf('{ viewer { tenant } tenant { id } }', {}, secret), {
      viewer: { tenant: 'acme' },
      tenant: { id: tenant.id },
    })
    assert.deepEqual(await errorOf(source, { input: { name: 'Acme' } }), ['INVALID_INPUT', 'name'])
    assert.deepEqual(await errorOf(source, { input: { name: 'other' } }, secret), ['FORBIDDEN', undefined])

    const update = mutation('updateTenant', 'tenant', 'title version')
    const to = { id: tenant.id, version: 1, title: 'Acme Corp.' }
    assert.deepEqual(await errorOf(update, { input: to }), ['NOT_FOUND', 'id'])
    assert.deepEqual((await dataOf(update, { input: to }, secret)).updateTenant.tenant, {
      title: 'Acme Corp.',
      version: 2,
    })
    const { tenant: own } = await dataOf('{ tenant { id version } }')
    const archive = mutation('archiveTenant', 'tenant')
    assert.deepEqual(await errorOf(archive, { input: own }), ['FORBIDDEN', undefined])
    await dataOf(archive, { input: { id: tenant.id, version: 2 } }, secret)
    while ((await gateway.graphql('{ tenant { id } }', {}, secret)).errors === undefined);
    assert.deepEqual(await errorOf('{ tenant { id } }', {}, secret), ['UNAUTHENTICATED', undefined])
  })

  test('those who run the gateway see all tenants, let their owners in again, archive and restore them', async () => {
    const founded = await dataOf(
      'mutation { createTenant(input: { name: "lost" }) { tenant { id version } secret } }',
    )
    const { tenant, secret: lost } = founded.createTenant
    const list = 'query ($filter: TenantFilter) { tenants(filter: $filter) { edges { node { id name } } } }'
    const search = async (state: string) =>
      (await dataOf(list, { filter: { search: 'LOS', state } })).tenants.edges.map(
        ({ node }: { node: unknown }) => node,
      )
    assert.deepEqual(await search('ACTIVE'), [{ id: tenant.id, name: 'lost' }])
    assert.deepEqual(
      namesOf((await dataOf('{ tenants(first: 1) { edges { node { name } } } }')).tenants).length,
      1,
    )
    const recover = 'mutation ($id: ID!) { recoverTenant(input: { id: $id }) { secret apiKey { roles } } }'
    const { secret, apiKey } = (await dataOf(recover, { id: tenant.id })).recoverTenant
    assert.deepEqual(apiKey.roles, ['OWNER'])
    assert.deepEqual(await dataOf('{ viewer { tenant } }', {}, secret), { viewer: { tenant: 'lost' } })
    const told =
      '{ auditEvents(filter: { operation: "recoverTenant" }) { edges { node { actor { kind } } } } }'
    assert.deepEqual((await dataOf(told, {}, secret)).auditEvents.edges, [
      { node: { actor: { kind: 'OPERATOR' } } },
    ])

    const archive = mutation('archiveTenant', 'tenant')
    const restore = mutation('restoreTenant', 'tenant', 'name version archivedAt')
    for (const [source, variables] of [
      [list, {}],
      [recover, { id: tenant.id }],
      [restore, { input: { id: tenant.id, version: 1 } }],
    ] as const)
      assert.deepEqual(await errorOf(source, variables, secret), ['FORBIDDEN', undefined])

    await dataOf(archive, { input: tenant })
    assert.deepEqual([await search('ACTIVE'), (await search('ARCHIVED')).length], [[], 1])
    assert.deepEqual(await errorOf(recover, { id: tenant.id }), ['INVALID_INPUT', 'id'])
    assert.deepEqual(await errorOf(restore, { input: { id: tenant.id, version: 1 } }), [
      'CONFLICT',
      'version',
    ])
    assert.deepEqual((await dataOf(restore, { input: { id: tenant.id, version: 2 } })).restoreTenant.tenant, {
      name: 'lost',
      version: 3,
      archivedAt: null,
    })
    await eventually(async () => {
      await dataOf('{ viewer { tenant } }', {}, lost)
    })
  })

  test('a team is named by its id or by its name', async () => {
    await create('team', { name: 'museum' })
    const parts = await create('team', { name: 'archive-of-the-museum', parent: 'museum' }, 'parent { name }')
    assert.deepEqual(parts, { parent: { name: 'museum' } })
    const guide = await create('application', { name: 'guide', team: 'museum' }, 'team { name }')
    assert.deepEqual(guide, { team: { name: 'museum' } })
    const { applications } = await dataOf(
      '{ applications(filter: { team: "museum" }) { edges { node { name } } } }',
    )
    assert.deepEqual(namesOf(applications), ['guide'])
    const source = mutation('createApplication', 'application')
    assert.deepEqual(await errorOf(source, { input: { name: 'x', team: 'mausoleum' } }), [
      'INVALID_INPUT',
      'team',
    ])
  })

  test('what was archived is said to be so, and comes back with its keys', async () => {
    const team = await create('team', { name: 'harbour' })
    const user = await create('user', { name: 'heidi' })
    const application = await create('application', { name: 'crane', team: team.id })
    const other = await create('team', { name: 'airport' })
    const key = { name: 'hers', user: 'heidi', team: null, application: null }
    const { secret } = await gateway.newKey(key)
    const newKey = async (input: object): Promise<string> => {
      const { errors = [] } = await gateway.graphql(
        'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
        { input: { name: 'x', ...input } },
      )
      return errors[0]?.message ?? ''
    }
    assert.match(
      await newKey({ team: 'airport', application: 'crane' }),
      /`crane` belongs to the team `harbour`, not to `airport`/,
    )
    const archived = {
      application: (
        await dataOf(mutation('archiveApplication', 'application'), { input: versioned(application) })
      ).archiveApplication.application,
      team: (await dataOf(mutation('archiveTeam', 'team'), { input: versioned(team) })).archiveTeam.team,
      user: (await dataOf(mutation('archiveUser', 'user'), { input: versioned(user) })).archiveUser.user,
    }
    assert.match(await newKey({ user: 'heidi' }), /user `heidi` is archived; restore it/)
    assert.match(await newKey({ team: 'harbour' }), /team `harbour` is archived; restore it/)
    const again = await gateway.graphql('mutation { createUser(input: { name: "Heidi" }) { user { id } } }')
    assert.match(again.errors?.[0]?.message ?? '', /taken by the archived user `heidi`: restore it/)
    await eventually(async () => {
      assert.deepEqual(await errorOf('{ viewer { name } }', {}, secret), ['UNAUTHENTICATED', undefined])
    })

    const restore = (kind: 'application' | 'team' | 'user') =>
      mutation(`restore${kind[0]?.toUpperCase()}${kind.slice(1)}`, kind, 'version archivedAt')
    // Its team is not in use yet.
    assert.deepEqual(await errorOf(restore('application'), { input: versioned(archived.application) }), [
      'INVALID_INPUT',
      'team',
    ])
    for (const kind of ['team', 'application', 'user'] as const) {
      const input = versioned(archived[kind])
      const data = await dataOf(restore(kind), { input })
      assert.deepEqual(Object.values(data)[0], { [kind]: { version: 3, archivedAt: null } }, kind)
      // Once more changes nothing, whatever was seen.
      assert.deepEqual(await dataOf(restore(kind), { input }), data)
    }
    await eventually(async () => {
      assert.deepEqual(await dataOf('{ viewer { user } }', {}, secret), { viewer: { user: 'heidi' } })
    })
    // A change of nothing is none.
    const same = await dataOf(mutation('updateTeam', 'team', 'version'), { input: versioned(other) })
    assert.deepEqual(same.updateTeam.team, { version: other.version })
  })

  test('who is archived with a role comes back only by who may give it', async () => {
    const user = await create('user', { name: 'olga' })
    await dataOf(
      'mutation ($holder: ID!) { assignRole(input: { role: "OWNER", holder: $holder }) { __typename } }',
      { holder: user.id },
    )
    const { archiveUser } = await dataOf(mutation('archiveUser', 'user'), { input: versioned(user) })
    const { secret } = await gateway.newKey({ roles: ['ADMIN'], team: null, application: null })
    const restore = mutation('restoreUser', 'user')
    const input = versioned(archiveUser.user)
    await eventually(async () => {
      assert.deepEqual(await errorOf(restore, { input }, secret), ['FORBIDDEN', 'id'])
    })
    await dataOf(restore, { input })
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually } from '../../kit/eventually.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const yaml = `
models:
  - { name: small, deployments: [ { provider: simulator, model: simulator } ], unpriced: allow }
  - { name: large, deployments: [ { provider: simulator, model: large } ], unpriced: allow }
`

const complete = `mutation ($model: String!) {
  complete(input: { model: $model, messages: [{ role: USER, content: "hello" }] }) { __typename }
}`

describe('roles by GraphQL', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({ yaml })
  })
  after(() => gateway.close())

  const dataOf = async (source: string, variables: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, variables, key)
    assert.equal(errors, undefined)
    return data
  }
  const refusalOf = async (source: string, variables: object = {}, key?: string) => {
    const { errors = [] } = await gateway.graphql(source, variables, key)
    assert.equal(errors.length, 1)
    return [errors[0]?.extensions.code, errors[0]?.extensions.path]
  }
  const createTeam = async (name: string, parent?: string): Promise<string> =>
    (
      await dataOf('mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }', {
        input: { name, parent },
      })
    ).createTeam.team.id
  const createUser = async (name: string): Promise<string> =>
    (
      await dataOf('mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }', {
        input: { name },
      })
    ).createUser.user.id
  const createRole =
    'mutation ($input: CreateRoleInput!) { createRole(input: $input) { role { id version } } }'
  const updateRole = 'mutation ($input: UpdateRoleInput!) { updateRole(input: $input) { role { version } } }'
  const assign =
    'mutation ($input: AssignRoleInput!) { assignRole(input: $input) { assignment { id role holder { __typename } } } }'
  const unassign =
    'mutation ($input: UnassignRoleInput!) { unassignRole(input: $input) { assignment { role } } }'
  const newRole = async (name: string, permissions: readonly object[]): Promise<string> =>
    (await dataOf(createRole, { input: { name, permissions } })).createRole.role.id
  const give = (role: string, holder: string) => dataOf(assign, { input: { role, holder } })
  const codeOf = async (key: string, model: string) =>
    (await gateway.graphql(complete, { model }, key)).errors?.[0]?.extensions.code ?? 'ANSWERED'
  const modelsOf = async (key: string): Promise<string[]> =>
    (await dataOf('{ models(first: 50) { edges { node { name } } } }', {}, key)).models.edges.map(
      ({ node }: { node: { name: string } }) => node.name,
    )

  test('a team’s role holds for the teams below it, within a second, and shows what it allows', async () => {
    const department = await createTeam('roles-department')
    await createTeam('roles-team', department)
    const { secret } = await gateway.newKey({ team: 'roles-team', application: null, roles: [] })
    assert.equal(await codeOf(secret, 'small'), 'FORBIDDEN')
    assert.deepEqual(await modelsOf(secret), [])

    await newRole('small-only', [{ action: 'INVOKE', models: ['small'] }])
    await give('small-only', department)
    await eventually(async () => assert.equal(await codeOf(secret, 'small'), 'ANSWERED'))
    assert.equal(await codeOf(secret, 'large'), 'NOT_FOUND')
    assert.deepEqual(await modelsOf(secret), ['small'])
    const list = await fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${secret}` } })
    assert.deepEqual(
      ((await list.json()) as { data: { id: string }[] }).data.map(({ id }) => id),
      ['small'],
    )
    assert.deepEqual((await dataOf('{ viewer { roles customRoles } }', {}, secret)).viewer, {
      roles: [],
      customRoles: ['small-only'],
    })

    await dataOf(unassign, { input: { role: 'small-only', holder: department } })
    await eventually(async () => assert.equal(await codeOf(secret, 'small'), 'FORBIDDEN'))
  })

  test('a denial wins over a built-in role, is lifted with the role’s archival, and binds no OWNER', async () => {
    const team = await createTeam('denied')
    const id = await newRole('not-large', [{ effect: 'DENY', action: 'INVOKE', models: ['large'] }])
    const developer = await gateway.newKey({ team: 'denied', application: null })
    const owner = await gateway.newKey({ team: 'denied', application: null, roles: ['OWNER'] })
    await give('not-large', team)
    await eventually(async () => assert.equal(await codeOf(developer.secret, 'large'), 'NOT_FOUND'))
    assert.equal(await codeOf(developer.secret, 'small'), 'ANSWERED')
    assert.equal(await codeOf(owner.secret, 'large'), 'ANSWERED')

    const about = { input: { id, version: 1 } }
    await dataOf('mutation ($input: ArchiveRoleInput!) { archiveRole(input: $input) { role { id } } }', about)
    await eventually(async () => assert.equal(await codeOf(developer.secret, 'large'), 'ANSWERED'))
    assert.deepEqual(await refusalOf(assign, { input: { role: 'not-large', holder: team } }), [
      'INVALID_INPUT',
      'role',
    ])
  })

  test('a custom role administers what it names, and nothing else', async () => {
    const user = await createUser('manager')
    await newRole('team-manager', [{ action: 'ADMINISTER', operations: ['createTeam', 'teams', 'team'] }])
    await give('team-manager', user)
    const { secret } = await gateway.newKey({ team: null, application: null, user: 'manager', roles: [] })
    const create = 'mutation { createTeam(input: { name: "by-manager" }) { team { name } } }'
    await eventually(async () => assert.equal((await gateway.graphql(create, {}, secret)).errors, undefined))
    assert.equal((await dataOf('{ team(name: "by-manager") { name } }', {}, secret)).team.name, 'by-manager')
    assert.deepEqual((await refusalOf('{ users { edges { cursor } } }', {}, secret))[0], 'FORBIDDEN')
    assert.equal(await codeOf(secret, 'small'), 'FORBIDDEN')
  })

  test('who administers one model changes that one and its quotas, and no other', async () => {
    const declare = `mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id version } } }`
    const update = `mutation ($input: UpdateModelInput!) { updateModel(input: $input) { model { version } } }`
    const limit = `mutation ($input: CreateQuotaInput!) { createQuota(input: $input) { quota { id } } }`
    const relimit = `mutation ($input: UpdateQuotaInput!) { updateQuota(input: $input) { quota { version } } }`
    const deployments = [{ provider: 'own', model: 'x' }]
    await dataOf(
      'mutation ($input: CreateProviderInput!) { createProvider(input: $input) { provider { name } } }',
      { input: { name: 'own', kind: 'ollama', baseUrl: 'https://own.example.com' } },
    )
    const declared = async (name: string): Promise<string> =>
      (await dataOf(declare, { input: { name, deployments, unpriced: 'ALLOW' } })).createModel.model.id
    const [mine, theirs] = [await declared('mine'), await declared('theirs')]
    const user = await createUser('keeper')
    await newRole('keeper', [{ action: 'ADMINISTER', models: ['mine'] }])
    await give('keeper', user)
    const { secret } = await gateway.newKey({ team: null, application: null, user: 'keeper', roles: [] })
    const description = 'Well kept'
    await eventually(async () => assert.deepEqual(await modelsOf(secret), ['mine']))

    await dataOf(update, { input: { id: mine, version: 1, description } }, secret)
    assert.deepEqual(await refusalOf(update, { input: { id: theirs, version: 1, description } }, secret), [
      'FORBIDDEN',
      undefined,
    ])
    assert.equal((await refusalOf(declare, { input: { name: 'more', deployments } }, secret))[0], 'FORBIDDEN')

    const about = { meter: 'REQUESTS', limit: '5', window: 'DAY' }
    const quotaOn = (model: string | undefined) => ({
      input: { ...about, name: `on-${model}`, scope: { model } },
    })
    const { createQuota } = await dataOf(limit, quotaOn('mine'), secret)
    for (const model of ['theirs', undefined])
      assert.equal((await refusalOf(limit, quotaOn(model), secret))[0], 'FORBIDDEN')
    const changed = (id: string, model: string) => ({
      input: { id, version: 1, limit: '6', scope: { model } },
    })
    await dataOf(relimit, changed(createQuota.quota.id, 'mine'), secret)
    const other = (await dataOf(limit, quotaOn('theirs'))).createQuota.quota.id
    assert.deepEqual(await refusalOf(relimit, changed(other, 'mine'), secret), ['FORBIDDEN', 'id'])

    for (const [id, version] of [
      [createQuota.quota.id, 2],
      [other, 1],
    ])
      await dataOf('mutation ($input: ArchiveQuotaInput!) { archiveQuota(input: $input) { quota { id } } }', {
        input: { id, version },
      })
    const archive = 'mutation ($input: ArchiveModelInput!) { archiveModel(input: $input) { model { id } } }'
    assert.equal((await refusalOf(archive, { input: { id: theirs, version: 1 } }, secret))[0], 'FORBIDDEN')
    await dataOf(archive, { input: { id: mine, version: 2 } }, secret)
    await dataOf(archive, { input: { id: theirs, version: 1 } })
  })

  describe('nobody gives what he does not hold', () => {
    let user: string
    let team: string
    let secret: string
    before(async () => {
      user = await createUser('climber')
      team = await createTeam('summit')
      await newRole('role-maker', [
        {
          action: 'ADMINISTER',
          operations: [
            'createRole',
            'updateRole',
            'assignRole',
            'unassignRole',
            'createApiKey',
            'updateTeam',
          ],
        },
        { action: 'INVOKE', models: ['small'] },
      ])
      await newRole('high', [{ action: 'INVOKE', models: ['large'] }])
      await newRole('bound', [{ effect: 'DENY', action: 'INVOKE', operations: ['embed'] }])
      await give('role-maker', user)
      await give('bound', user)
      await give('high', team)
      ;({ secret } = await gateway.newKey({ team: null, application: null, user: 'climber', roles: [] }))
      await eventually(async () =>
        assert.deepEqual((await dataOf('{ viewer { customRoles } }', {}, secret)).viewer.customRoles, [
          'bound',
          'role-maker',
        ]),
      )
    })
    const isRefused = async (source: string, input: object, path: string) =>
      assert.deepEqual(await refusalOf(source, { input }, secret), ['FORBIDDEN', path], JSON.stringify(input))

    test('in a new or changed role', async () => {
      for (const permission of [
        { action: 'ADMINISTER' },
        { action: 'READ' },
        { action: 'INVOKE' },
        { action: 'INVOKE', models: ['small'] },
        { action: 'ADMINISTER', operations: ['createRole', 'archiveTeam'] },
      ])
        await isRefused(createRole, { name: 'mine', permissions: [permission] }, 'permissions')
      const own = { name: 'mine', permissions: [{ action: 'ADMINISTER', operations: ['createRole'] }] }
      const { role } = (await dataOf(createRole, { input: own }, secret)).createRole
      await isRefused(
        updateRole,
        { id: role.id, version: 1, permissions: [{ action: 'ADMINISTER' }] },
        'permissions',
      )
    })

    test('by an assignment, to himself or to others', async () => {
      for (const role of ['OWNER', 'ADMIN', 'DEVELOPER', 'ANALYST', 'high'])
        for (const holder of [user, team]) await isRefused(assign, { role, holder }, 'role')
    })

    test('by a key that has more roles, or inherits them, or is free from what binds him', async () => {
      const createKey = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }'
      const key = { name: 'a key', user: 'climber', roles: [] }
      await isRefused(createKey, { ...key, roles: ['DEVELOPER'] }, 'roles')
      await isRefused(createKey, { ...key, team: 'summit' }, 'user')
      await isRefused(createKey, { name: 'a key', team: 'summit', roles: [] }, 'user')
    })

    test('by taking from himself what binds him', async () => {
      await isRefused(unassign, { role: 'bound', holder: user }, 'role')
      const { role } = await dataOf('{ role(name: "bound") { id } }')
      await isRefused(
        updateRole,
        { id: role.id, version: 1, permissions: [{ action: 'INVOKE' }] },
        'permissions',
      )
    })

    test('by a move of a team', async () => {
      const { createTeam: made } = await dataOf(
        'mutation { createTeam(input: { name: "valley" }) { team { id } } }',
      )
      await isRefused(
        'mutation ($input: UpdateTeamInput!) { updateTeam(input: $input) { team { id } } }',
        { id: made.team.id, version: 1, parent: team },
        'parent',
      )
    })
  })

  describe('an ADMIN gets no role of an OWNER', () => {
    const newTeam =
      'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id version } } }'
    const newKey = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }'
    let owners: string
    let admin: string
    before(async () => {
      owners = await createTeam('owners')
      await give('OWNER', owners)
      admin = (await gateway.newKey({ team: null, application: null, roles: ['ADMIN'] })).secret
    })

    test('by a new team below one that has it', async () => {
      assert.deepEqual(await refusalOf(newTeam, { input: { name: 'below', parent: owners } }, admin), [
        'FORBIDDEN',
        'parent',
      ])
      const both = `mutation ($team: CreateTeamInput!, $key: CreateApiKeyInput!) {
        createTeam(input: $team) { team { id } }
        createApiKey(input: $key) { secret }
      }`
      const { data } = await gateway.graphql(
        both,
        { team: { name: 'below', parent: owners }, key: { name: 'x', team: 'below', roles: ['DEVELOPER'] } },
        admin,
      )
      assert.equal(data, null)
    })

    test('by a key or a move below a team that has come to be just now', async () => {
      for (const turn of [1, 2, 3]) {
        const name = `fresh-${turn}`
        const fresh = await createTeam(name, owners)
        assert.deepEqual(await refusalOf(newKey, { input: { name: 'x', team: name, roles: [] } }, admin), [
          'FORBIDDEN',
          'team',
        ])
        const id = await createTeam(`moved-${turn}`)
        const below = await createTeam(`below-${turn}`, fresh)
        assert.deepEqual(
          await refusalOf(
            'mutation ($input: UpdateTeamInput!) { updateTeam(input: $input) { team { id } } }',
            { input: { id, version: 1, parent: below } },
            admin,
          ),
          ['FORBIDDEN', 'parent'],
        )
      }
    })

    test('out of the way: not by the end of his keys, his account or his team', async () => {
      const user = await createUser('boss')
      await give('OWNER', user)
      const { id } = await gateway.newKey({ team: null, application: null, user: 'boss', roles: [] })
      const revoke = 'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { apiKey { id } } }'
      assert.deepEqual(await refusalOf(revoke, { input: { id } }, admin), ['FORBIDDEN', 'id'])
      for (const [kind, of] of [
        ['User', user],
        ['Team', owners],
      ] as const)
        assert.deepEqual(
          await refusalOf(
            `mutation ($input: Archive${kind}Input!) { archive${kind}(input: $input) { __typename } }`,
            { input: { id: of, version: 1 } },
            admin,
          ),
          ['FORBIDDEN', 'id'],
        )
      await dataOf(revoke, { input: { id } })
    })
  })

  test('what a permission speaks of has to be there', async () => {
    const faults = [
      [{ action: 'INVOKE', models: ['smell'] }, 'permissions[0].models[0]'],
      [{ action: 'INVOKE', operations: ['createTeam'] }, 'permissions[0].operations[0]'],
      [{ action: 'ADMINISTER', operations: ['fly'] }, 'permissions[0].operations[0]'],
      [
        { action: 'ADMINISTER', operations: ['createTeam'], models: ['small'] },
        'permissions[0].operations[0]',
      ],
      [{ action: 'ADMINISTER', operations: ['createTenant'] }, 'permissions[0].operations[0]'],
      [{ action: 'INVOKE', models: [] }, 'permissions[0].models'],
    ] as const
    for (const [permission, path] of faults)
      assert.deepEqual(
        await refusalOf(createRole, { input: { name: 'faulty', permissions: [permission] } }),
        ['INVALID_INPUT', path],
      )
    const misspelt = await gateway.graphql(createRole, {
      input: { name: 'faulty', permissions: [{ action: 'INVOKE', operations: ['complet'] }] },
    })
    assert.equal(
      misspelt.errors?.[0]?.message,
      'permissions[0].operations[0] must be an operation that INVOKE speaks of, not `complet`; did you mean `complete`?',
    )
    for (const name of ['OWNER', 'developer', 'no spaces'])
      assert.deepEqual(await refusalOf(createRole, { input: { name, permissions: [{ action: 'READ' }] } }), [
        'INVALID_INPUT',
        'name',
      ])
  })

  test('roles and assignments are listed, and found by their ids', async () => {
    const holder = await createUser('listed')
    const id = await newRole('listed-role', [{ action: 'READ' }])
    const { assignRole } = await dataOf(assign, { input: { role: 'listed-role', holder } })
    assert.equal(assignRole.assignment.holder.__typename, 'User')
    const again = await dataOf(assign, { input: { role: 'listed-role', holder } })
    assert.equal(again.assignRole.assignment.id, assignRole.assignment.id)
    const { roles, roleAssignments, role, assignment } = await dataOf(
      `query ($id: ID!, $assignment: ID!, $filter: RoleAssignmentFilter) {
        roles(filter: { search: "listed" }) { edges { node { id permissions { effect action models } } } }
        roleAssignments(filter: $filter) { edges { node { role customRole { name } holder { ... on User { name } } } } }
        role: node(id: $id) { ... on CustomRole { name } }
        assignment: node(id: $assignment) { ... on RoleAssignment { role } }
      }`,
      { id, assignment: assignRole.assignment.id, filter: { holder } },
    )
    assert.deepEqual(roles.edges, [
      { node: { id, permissions: [{ effect: 'ALLOW', action: 'READ', models: null }] } },
    ])
    assert.deepEqual(roleAssignments.edges, [
      { node: { role: 'listed-role', customRole: { name: 'listed-role' }, holder: { name: 'listed' } } },
    ])
    assert.deepEqual([role, assignment], [{ name: 'listed-role' }, { role: 'listed-role' }])
    const { errors } = await gateway.graphql(unassign, { input: { role: 'ANALYST', holder } })
    assert.equal(errors?.[0]?.extensions.code, 'NOT_FOUND')
  })

  test('the matrix tells what a key may do that inherits a role', async () => {
    const team = await createTeam('matrix')
    await give('ANALYST', team)
    const { id, secret } = await gateway.newKey({ team: 'matrix', application: null, roles: [] })
    const usage = '{ usage { rows { start } } }'
    await eventually(async () => assert.equal((await gateway.graphql(usage, {}, secret)).errors, undefined))
    const { accessMatrix } = await dataOf(
      `query ($id: String!) {
        accessMatrix(of: API_KEY, filter: { subject: $id }) { rows { model read invoke administer } }
      }`,
      { id },
    )
    assert.deepEqual(
      accessMatrix.rows.map(({ model, read, invoke, administer }: Record<string, unknown>) => [
        model,
        (read as string[]).includes(model === null ? 'usage' : 'model'),
        invoke,
        administer,
      ]),
      [
        [null, true, [], []],
        ['large', true, [], []],
        ['simulator', true, [], []],
        ['small', true, [], []],
      ],
    )
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { globalId } from '../../../src/api/graphql/global-id.ts'
import type { ApiKey, ApiKeys, Leak, NewApiKey } from '../../../src/core/api-key.ts'
import { principal } from '../../kit/call.ts'
import { dataOf, errorOf, now } from '../../kit/graphql.ts'

const { team, application, ...tenantWide } = principal
const admin = {
  ...tenantWide,
  roles: new Set(['ADMIN', 'ANALYST', 'APPROVER', 'AUDITOR', 'DEVELOPER']),
}
const idOf = (number: number) => `01900000-0000-7000-8000-00000000000${number}`

const keyOf = (number: number, about: Partial<ApiKey> = {}): ApiKey => ({
  id: idOf(number),
  tenant: 'default',
  name: `key ${number}`,
  prefix: 'weir_3fGh',
  roles: ['DEVELOPER'],
  createdAt: now,
  ...about,
})

const keys = (...stored: readonly ApiKey[]) => {
  const created: NewApiKey[] = []
  const revoked: string[] = []
  const pages: object[] = []
  const rotated: [string, object][] = []
  const leaks: Leak[] = []
  const mine = (tenant: string) => stored.filter(key => key.tenant === tenant)
  return {
    created,
    revoked,
    pages,
    rotated,
    leaks,
    create: async (key: NewApiKey) => {
      created.push(key)
      return { key: { ...key, id: idOf(1), prefix: 'weir_3fGh', createdAt: now }, secret: 'weir_3fGhsecret' }
    },
    createTenant: async () => assert.fail('no tenant was expected'),
    rotate: async (key: ApiKey, about: Parameters<ApiKeys['rotate']>[1]) => {
      const { permit: _, maker: __, ...rest } = about
      rotated.push([key.id, rest])
      const replaced = { ...key, replacedBy: idOf(9), expiresAt: now + about.graceMs }
      return { key: { ...key, id: idOf(9), replaces: key.id }, secret: 'weir_another', replaced }
    },
    revokeByPrefix: async (leak: Leak) => {
      leaks.push(leak)
      return 2
    },
    listByHolder: async () => [],
    list: async (tenant: string, page: { readonly limit: number; readonly after?: string }) => {
      pages.push(page)
      const start = mine(tenant).findIndex(({ id }) => id === page.after) + 1
      return mine(tenant).slice(start, start + page.limit)
    },
    find: async (tenant: string, ids: readonly string[]) => mine(tenant).filter(({ id }) => ids.includes(id)),
    isMadeBy: async () => false,
    revoke: async (tenant: string, id: string) => {
      const key = mine(tenant).find(key => key.id === id)
      if (key) revoked.push(id)
      return key && { ...key, revokedAt: key.revokedAt ?? now }
    },
  }
}

const create = `
  mutation ($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      secret
      apiKey { id name prefix team application user roles models operations createdAt expiresAt revokedAt }
    }
  }
`

test('an admin creates a key and sees its secret once', async () => {
  const apiKeys = keys()
  const input = {
    name: 'web',
    team: 'search',
    application: 'web',
    user: 'ann',
    roles: ['ANALYST', 'DEVELOPER', 'ANALYST'],
    models: ['small'],
    operations: ['complete', 'revokeApiKey'],
    expiresAt: '2026-02-01T00:00:00Z',
  }
  assert.deepEqual(await dataOf(create, { services: { apiKeys }, as: admin, variables: { input } }), {
    createApiKey: {
      secret: 'weir_3fGhsecret',
      apiKey: {
        ...input,
        id: globalId('ApiKey', idOf(1)),
        prefix: 'weir_3fGh',
        roles: ['ANALYST', 'DEVELOPER'],
        createdAt: '2026-01-31T12:00:00.000Z',
        expiresAt: '2026-02-01T00:00:00.000Z',
        revokedAt: null,
      },
    },
  })
  assert.deepEqual(apiKeys.created, [
    { ...input, tenant: 'default', roles: ['ANALYST', 'DEVELOPER'], expiresAt: Date.UTC(2026, 1, 1) },
  ])
})

test('a key is a developer of its creator, unless told otherwise', async () => {
  const limits = { models: new Set(['small']), operations: new Set(['createApiKey']) }
  for (const [as, key] of [
    [admin, { tenant: 'default', name: 'web', roles: ['DEVELOPER'] }],
    [
      { ...admin, ...limits, team: 'search', application: 'web', user: 'ann', expiresAt: Date.UTC(2027, 0) },
      {
        tenant: 'default',
        name: 'web',
        team: 'search',
        application: 'web',
        user: 'ann',
        roles: ['DEVELOPER'],
        models: ['small'],
        operations: ['createApiKey'],
        expiresAt: Date.UTC(2027, 0),
      },
    ],
  ] as const) {
    const apiKeys = keys()
    await dataOf(create, { services: { apiKeys }, as, variables: { input: { name: 'web' } } })
    assert.deepEqual(apiKeys.created, [key])
  }
})

test('a key outlives the session of the user who creates it by a token', async () => {
  const token = { identityProvider: 'corp', amr: new Set<string>() }
  const as = { ...admin, user: 'ann', token, expiresAt: Date.UTC(2026, 0, 2) }
  const apiKeys = keys()
  await dataOf(create, { services: { apiKeys }, as, variables: { input: { name: 'web' } } })
  assert.deepEqual(apiKeys.created, [{ tenant: 'default', name: 'web', user: 'ann', roles: ['DEVELOPER'] }])
})

test('no key can do more than the one that creates it', async () => {
  const own = {
    ...admin,
    team: 'search',
    application: 'web',
    user: 'ann',
    expiresAt: Date.UTC(2027, 0),
    models: new Set(['other']),
    operations: new Set(['createApiKey']),
  }
  for (const [as, input, code, path] of [
    [admin, { roles: ['OWNER'] }, 'FORBIDDEN', 'roles'],
    [own, { team: 'ads' }, 'FORBIDDEN', 'team'],
    [own, { application: 'ios' }, 'FORBIDDEN', 'application'],
    [own, { user: 'bob' }, 'FORBIDDEN', 'user'],
    [own, { expiresAt: '2027-01-01T00:00:01Z' }, 'FORBIDDEN', 'expiresAt'],
    [own, { models: ['small'] }, 'INVALID_INPUT', 'models[0]'],
    [own, { operations: ['complete'] }, 'INVALID_INPUT', 'operations[0]'],
  ] as const) {
    const apiKeys = keys()
    const asking = { services: { apiKeys }, as, variables: { input: { name: 'web', ...input } } }
    const error = await errorOf(create, asking)
    assert.deepEqual([error.code, error.path, apiKeys.created], [code, path, []])
  }
})

test('a key that makes no sense is refused', async () => {
  for (const [input, path] of [
    [{ name: '' }, 'name'],
    [{ name: 'a\u0000' }, 'name'],
    [{ name: 'a'.repeat(101) }, 'name'],
    [{ roles: [] }, 'roles'],
    [{ models: [] }, 'models'],
    [{ models: ['smal'] }, 'models[0]'],
    [{ operations: ['complete', 'completion'] }, 'operations[1]'],
    [{ expiresAt: '2026-01-31T12:00:00Z' }, 'expiresAt'],
    [{ team: '' }, 'team'],
    [{ user: '' }, 'user'],
  ] as const) {
    const apiKeys = keys()
    const asking = { services: { apiKeys }, as: admin, variables: { input: { name: 'web', ...input } } }
    const error = await errorOf(create, asking)
    assert.deepEqual([error.code, error.path, apiKeys.created], ['INVALID_INPUT', path, []])
  }
})

test('a name that was mistyped is answered with the one that was meant, of those that the caller may use', async () => {
  const bound = { ...admin, operations: new Set(['createApiKey', 'embed']) }
  for (const [as, input, told] of [
    [admin, { operations: ['compleet'] }, /, not `compleet`; did you mean `complete`\?$/],
    [admin, { models: ['smal'] }, /, not `smal`; did you mean `small`\?$/],
    [bound, { operations: ['complet'] }, /, not `complet`$/],
  ] as const) {
    const asking = { services: { apiKeys: keys() }, as, variables: { input: { name: 'web', ...input } } }
    assert.match((await errorOf(create, asking)).message ?? '', told)
  }
})

test('keys are listed in pages, newest first, without their secrets', async () => {
  const apiKeys = keys(keyOf(3), keyOf(2, { revokedAt: now }), keyOf(1), keyOf(4, { tenant: 'other' }))
  const asking = { services: { apiKeys }, as: admin }
  const fields = 'edges { cursor node { id revokedAt } } pageInfo { hasNextPage hasPreviousPage endCursor }'
  const { apiKeys: first } = await dataOf(`{ apiKeys(first: 2) { ${fields} } }`, asking)
  assert.deepEqual(
    first.edges.map(({ node }: { node: object }) => node),
    [
      { id: globalId('ApiKey', idOf(3)), revokedAt: null },
      { id: globalId('ApiKey', idOf(2)), revokedAt: '2026-01-31T12:00:00.000Z' },
    ],
  )
  assert.deepEqual(first.pageInfo, {
    hasNextPage: true,
    hasPreviousPage: false,
    endCursor: first.edges[1].cursor,
  })
  const source = `{ apiKeys(first: 2, after: "${first.pageInfo.endCursor}") { ${fields} } }`
  const { apiKeys: second } = await dataOf(source, asking)
  assert.deepEqual(
    second.edges.map(({ node }: { node: { id: string } }) => node.id),
    [globalId('ApiKey', idOf(1))],
  )
  assert.equal(second.pageInfo.hasNextPage, false)
  assert.deepEqual(apiKeys.pages, [
    { limit: 3, filter: {} },
    { limit: 3, after: idOf(2), filter: {} },
  ])
})

test('a cursor that is no key of the list never reaches the store', async () => {
  const apiKeys = keys()
  const after = Buffer.from('no key').toString('base64url')
  const error = await errorOf(`{ apiKeys(after: "${after}") { edges { cursor } } }`, {
    services: { apiKeys },
    as: admin,
  })
  assert.deepEqual([error.code, error.path, apiKeys.pages], ['INVALID_INPUT', 'after', []])
})

test('keys are looked for by what is known of them', async () => {
  const apiKeys = keys()
  const filter = {
    prefix: 'weir_3f',
    search: 'nightly',
    team: 'search',
    application: 'web',
    user: 'ann',
    state: 'ACTIVE',
    expiresBefore: '2026-02-01T00:00:00Z',
  }
  const source = 'query ($filter: ApiKeyFilter) { apiKeys(first: 5, filter: $filter) { edges { cursor } } }'
  await dataOf(source, { services: { apiKeys }, as: admin, variables: { filter } })
  assert.deepEqual(apiKeys.pages, [
    {
      limit: 6,
      filter: { ...filter, state: { is: 'ACTIVE', at: now }, expiresBefore: Date.UTC(2026, 1, 1) },
    },
  ])
  for (const [wrong, path] of [
    [{ filter: { prefix: 'weir_' } }, 'filter.prefix'],
    [{ filter: { prefix: 'weir_3fGhK2pQ' } }, 'filter.prefix'],
    [{ filter: { prefix: "weir_' OR 1" } }, 'filter.prefix'],
    [{ filter: { search: '' } }, 'filter.search'],
    [{ filter: { team: 'x'.repeat(129) } }, 'filter.team'],
    [{ first: 10_000 }, 'first'],
  ] as const) {
    const page =
      'query ($filter: ApiKeyFilter, $first: Int) { apiKeys(first: $first, filter: $filter) { edges { cursor } } }'
    const error = await errorOf(page, { services: { apiKeys }, as: admin, variables: wrong })
    assert.deepEqual([error.code, error.path], ['INVALID_INPUT', path])
  }
  assert.equal(apiKeys.pages.length, 1)
})

test('a key is for the addresses that it is given, or those of its creator, and no others', async () => {
  const limited = { ...admin, allowedAddresses: ['10.0.0.0/8', '2001:db8::/32'] }
  for (const [as, allowedAddresses, wanted] of [
    [
      admin,
      ['192.0.2.7/32', '::ffff:10.1.0.0/112', '2001:DB8:0::/48'],
      ['192.0.2.7', '10.1.0.0/16', '2001:db8::/48'],
    ],
    [limited, undefined, limited.allowedAddresses],
    [limited, ['10.9.0.0/16', '10.9.0.0/16'], ['10.9.0.0/16']],
  ] as const) {
    const apiKeys = keys()
    const input = { name: 'web', ...(allowedAddresses && { allowedAddresses }) }
    await dataOf(create, { services: { apiKeys }, as, variables: { input } })
    assert.deepEqual(apiKeys.created[0]?.allowedAddresses, wanted)
  }
  for (const [as, allowedAddresses, code, path] of [
    [admin, [], 'INVALID_INPUT', 'allowedAddresses'],
    [admin, Array(101).fill('10.0.0.1'), 'INVALID_INPUT', 'allowedAddresses'],
    [admin, ['10.0.0.1', 'localhost'], 'INVALID_INPUT', 'allowedAddresses[1]'],
    [admin, ['10.0.0.1/8'], 'INVALID_INPUT', 'allowedAddresses[0]'],
    [limited, ['10.0.0.1', '11.0.0.1'], 'FORBIDDEN', 'allowedAddresses[1]'],
    [limited, ['0.0.0.0/0'], 'FORBIDDEN', 'allowedAddresses[0]'],
  ] as const) {
    const apiKeys = keys()
    const asking = { services: { apiKeys }, as, variables: { input: { name: 'web', allowedAddresses } } }
    const error = await errorOf(create, asking)
    assert.deepEqual([error.code, error.path, apiKeys.created], [code, path, []])
  }
})

const rotate = `
  mutation ($input: RotateApiKeyInput!) {
    rotateApiKey(input: $input) { secret apiKey { id replaces { id } } replaced { id expiresAt replacedBy { id } } }
  }
`

test('a key is replaced by one that lives as long, and goes on for a day or as long as is said', async () => {
  const day = 86_400_000
  for (const [about, input, expected] of [
    [{}, {}, { graceMs: day }],
    [
      { createdAt: now - day, expiresAt: now + day },
      { graceSeconds: 60 },
      { graceMs: 60_000, expiresAt: now + 2 * day },
    ],
    [
      {},
      { graceSeconds: 0, expiresAt: '2026-02-01T00:00:00Z' },
      { graceMs: 0, expiresAt: Date.UTC(2026, 1, 1) },
    ],
  ] as const) {
    const key = keyOf(1, about)
    const apiKeys = keys(key, keyOf(9))
    const asking = {
      services: { apiKeys },
      as: admin,
      variables: { input: { id: globalId('ApiKey', key.id), ...input } },
    }
    const { rotateApiKey } = await dataOf(rotate, asking)
    assert.deepEqual(apiKeys.rotated, [[key.id, expected]])
    assert.deepEqual(rotateApiKey.apiKey, {
      id: globalId('ApiKey', idOf(9)),
      replaces: { id: globalId('ApiKey', idOf(1)) },
    })
    assert.deepEqual(rotateApiKey.replaced.replacedBy, { id: globalId('ApiKey', idOf(9)) })
    assert.equal(rotateApiKey.secret, 'weir_another')
  }
})

test('nobody gets by rotation what no new key of theirs could do', async () => {
  const hour = 3_600_000
  for (const [as, about, input, code, path] of [
    [admin, { roles: ['OWNER'] }, {}, 'FORBIDDEN', 'id'],
    [{ ...admin, team: 'search' }, {}, {}, 'FORBIDDEN', 'id'],
    [{ ...admin, team: 'search' }, { team: 'ads' }, {}, 'FORBIDDEN', 'id'],
    [{ ...admin, models: new Set(['small']) }, {}, {}, 'FORBIDDEN', 'id'],
    [{ ...admin, models: new Set(['small']) }, { models: ['small', 'large'] }, {}, 'FORBIDDEN', 'id'],
    [{ ...admin, operations: new Set(['rotateApiKey']) }, {}, {}, 'FORBIDDEN', 'id'],
    [{ ...admin, allowedAddresses: ['10.0.0.0/8'] }, {}, {}, 'FORBIDDEN', 'id'],
    [
      { ...admin, allowedAddresses: ['10.0.0.0/8'] },
      { allowedAddresses: ['11.0.0.1'] },
      {},
      'FORBIDDEN',
      'id',
    ],
    [
      { ...admin, expiresAt: now + hour },
      { createdAt: now - 2 * hour, expiresAt: now + hour },
      {},
      'FORBIDDEN',
      'expiresAt',
    ],
    [admin, {}, { graceSeconds: -1 }, 'INVALID_INPUT', 'graceSeconds'],
    [admin, {}, { graceSeconds: 2_592_001 }, 'INVALID_INPUT', 'graceSeconds'],
    [admin, {}, { expiresAt: '2026-01-31T12:00:00Z' }, 'INVALID_INPUT', 'expiresAt'],
    [admin, { tenant: 'other' }, {}, 'NOT_FOUND', 'id'],
  ] as const) {
    const apiKeys = keys(keyOf(1, about))
    const asking = {
      services: { apiKeys },
      as,
      variables: { input: { id: globalId('ApiKey', idOf(1)), ...input } },
    }
    const error = await errorOf(rotate, asking)
    assert.deepEqual([error.code, error.path, apiKeys.rotated], [code, path, []])
  }
})

const leak =
  'mutation ($input: RevokeApiKeysByPrefixInput!) { revokeApiKeysByPrefix(input: $input) { count } }'

test('an owner revokes what has leaked; in every tenant only who runs the gateway', async () => {
  const owner = { ...admin, roles: new Set([...admin.roles, 'OWNER']) }
  const other = { ...owner, tenant: 'other' }
  const prefix = 'weir_3fGh'
  for (const [as, input, wanted] of [
    [owner, { prefix }, { prefix, tenant: 'default' }],
    [other, { prefix }, { prefix, tenant: 'other' }],
    [owner, { prefix, everyTenant: true }, { prefix }],
  ] as const) {
    const apiKeys = keys()
    const data = await dataOf(leak, { services: { apiKeys }, as, variables: { input } })
    assert.deepEqual([data, apiKeys.leaks], [{ revokeApiKeysByPrefix: { count: 2 } }, [wanted]])
  }
  for (const [as, input, code] of [
    [admin, { prefix }, 'FORBIDDEN'],
    [{ ...owner, team: 'search' }, { prefix }, 'FORBIDDEN'],
    [other, { prefix, everyTenant: true }, 'FORBIDDEN'],
    [owner, { prefix: 'weir_3fG' }, 'INVALID_INPUT'],
    [owner, { prefix: 'weir_3fGhK2pQrs' }, 'INVALID_INPUT'],
    [owner, { prefix: 'weir_%%%%' }, 'INVALID_INPUT'],
  ] as const) {
    const apiKeys = keys()
    const error = await errorOf(leak, { services: { apiKeys }, as, variables: { input } })
    assert.deepEqual([error.code, apiKeys.leaks], [code, []])
  }
})

const revoke =
  'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { apiKey { id revokedAt } } }'

test('an admin revokes a key; revoking it again changes nothing', async () => {
  for (const [key, revokedAt] of [
    [keyOf(1), '2026-01-31T12:00:00.000Z'],
    [keyOf(1, { revokedAt: now - 1000 }), '2026-01-31T11:59:59.000Z'],
  ] as const) {
    const id = globalId('ApiKey', key.id)
    const asking = { services: { apiKeys: keys(key) }, as: admin, variables: { input: { id } } }
    assert.deepEqual(await dataOf(revoke, asking), { revokeApiKey: { apiKey: { id, revokedAt } } })
  }
})

test('only who holds every role of a key can revoke it', async () => {
  const owner = { ...admin, roles: new Set([...admin.roles, 'OWNER']) }
  const input = { id: globalId('ApiKey', idOf(1)) }
  const apiKeys = keys(keyOf(1, { roles: ['DEVELOPER', 'OWNER'] }))
  const error = await errorOf(revoke, { services: { apiKeys }, as: admin, variables: { input } })
  assert.deepEqual([error.code, error.path, apiKeys.revoked], ['FORBIDDEN', 'id', []])
  assert.match(error.message ?? '', /role OWNER/)
  await dataOf(revoke, { services: { apiKeys }, as: owner, variables: { input } })
  assert.deepEqual(apiKeys.revoked, [idOf(1)])
})

test('what is no key of the tenant is not found', async () => {
  const apiKeys = keys(keyOf(1, { tenant: 'other' }))
  for (const id of [globalId('ApiKey', idOf(1)), globalId('Completion', idOf(1)), idOf(1), 'x', ''])
    assert.equal(
      (await errorOf(revoke, { services: { apiKeys }, as: admin, variables: { input: { id } } })).code,
      'NOT_FOUND',
    )
})

test('who is no admin neither creates nor lists nor revokes keys', async () => {
  for (const [source, variables] of [
    [create, { input: { name: 'web' } }],
    [revoke, { input: { id: 'x' } }],
    ['{ apiKeys { edges { cursor } } }', {}],
  ] as const)
    assert.equal((await errorOf(source, { variables })).code, 'FORBIDDEN')
})

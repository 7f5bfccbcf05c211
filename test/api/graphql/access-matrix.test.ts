import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getNamedType, isLeafType } from 'graphql'
import { accessOfRoles } from '../../../src/core/access.ts'
import { allowedOperations } from '../../../src/core/access-matrix.ts'
import { impliedRoles, roles } from '../../../src/core/role.ts'
import { holderKey, noAccess } from '../../../src/core/tenant-access.ts'
import { guardedOperations, readPolicy } from '../../../src/policy/table.ts'
import { argumentsOf } from '../../kit/arguments.ts'
import { model, principal, snapshot } from '../../kit/call.ts'
import { ask, callId, dataOf, errorOf, schema, services } from '../../kit/graphql.ts'
import { bookWith } from '../../kit/tenant-access.ts'

const guarded = guardedOperations(readPolicy(schema))

const matrix = `query ($of: AccessSubjectKind!, $filter: AccessMatrixFilter, $first: Int, $after: String) {
  accessMatrix(of: $of, filter: $filter, first: $first, after: $after) {
    rows { subject { kind name id } model read invoke administer } pageInfo { hasNextPage endCursor }
  }
}`

const auditor = { ...principal, roles: new Set(['AUDITOR']) }

const world = {
  ...snapshot,
  models: new Map(
    ['small', 'large'].map(name => [
      name,
      { ...model, name, deployments: [{ name, provider: 'fake', model: name, weight: 1 }] },
    ]),
  ),
  access: new Map([
    [
      'default',
      bookWith({
        roles: new Map([['tester', [{ effect: 'ALLOW', action: 'INVOKE', models: ['small'] }]]]),
        given: new Map([[holderKey({ kind: 'TEAM', name: 'search' }), ['tester']]]),
      }),
    ],
  ]),
}

test('every query and mutation answers each built-in role if, and only if, the matrix says so', async () => {
  const fields = [schema.getQueryType(), schema.getMutationType()].flatMap(type =>
    Object.values(type?.getFields() ?? {}).map(field => ({ operation: type?.name.toLowerCase(), field })),
  )
  let refused = 0
  for (const role of ['', ...roles]) {
    const access = accessOfRoles(impliedRoles([role]), { book: noAccess, models: new Map() })
    const { READ, INVOKE, ADMINISTER } = allowedOperations({ access, sales: new Map() }, guarded.values())
    // What names models in its arguments is asked without any here, so only who may do it with all models passes.
    const whole = allowedOperations({ access, sales: new Map() }, guarded.values(), 'any')
    const allowed = new Set([...READ, ...INVOKE, ...ADMINISTER, ...whole.ADMINISTER])
    for (const { operation, field } of fields) {
      const guard = guarded.get(field.name)
      if (field.name === 'model' || guard?.roles.includes('DEVELOPER')) continue
      const given = argumentsOf(field, { textFor: () => 'x' })
      const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }'
      const source = `${operation} { ${field.name}${given} ${selection} }`
      const { errors = [] } = await ask(source, { as: { ...principal, roles: impliedRoles([role]) } })
      const isRefused = errors.some(({ message }) => message.startsWith(`\`${field.name}\` needs the role`))
      assert.equal(isRefused, guard !== undefined && !allowed.has(field.name), `${role} ${source}`)
      if (isRefused) refused++
    }
  }
  assert.ok(refused > 50)
})

test('only what everyone may read asks for no role', () => {
  const open = Object.keys(schema.getQueryType()?.getFields() ?? {}).filter(
    name => name === 'model' || !guarded.has(name),
  )
  assert.deepEqual(open.sort(), ['health', 'model', 'models', 'node', 'product', 'products', 'viewer'])
})

test('the matrix has a row for each role and model, and one for what has no model', async () => {
  const { accessMatrix } = await dataOf(matrix, {
    as: auditor,
    services: { snapshot: () => world },
    variables: { of: 'ROLE', first: 100 },
  })
  assert.equal(accessMatrix.rows.length, 3 * (roles.length + 1))
  const rowOf = (name: string, model: string | null) =>
    accessMatrix.rows.find(
      (row: { subject: { name: string }; model: string | null }) =>
        row.subject.name === name && row.model === model,
    )
  assert.deepEqual(rowOf('DEVELOPER', 'large'), {
    subject: { kind: 'ROLE', name: 'DEVELOPER', id: null },
    model: 'large',
    read: ['model'],
    invoke: ['complete', 'embed', 'estimate'],
    administer: [],
  })
  assert.deepEqual(rowOf('tester', 'small').invoke, ['complete', 'embed', 'estimate'])
  assert.deepEqual([rowOf('tester', 'large').read, rowOf('tester', 'large').invoke], [[], []])
  assert.ok(rowOf('ANALYST', null).read.includes('usage'))
  assert.ok(rowOf('ADMIN', null).administer.includes('createTeam'))
  assert.ok(!rowOf('ADMIN', null).administer.includes('createTenant'))
  assert.ok(rowOf('OWNER', null).administer.includes('createTenant'))
})

test('the matrix comes in pages that hold every row once', async () => {
  const rows: unknown[] = []
  let after: string | null = null
  do {
    const { accessMatrix } = await dataOf(matrix, {
      as: auditor,
      services: { snapshot: () => world },
      variables: { of: 'ROLE', first: 4, after },
    })
    rows.push(
      ...accessMatrix.rows.map(
        ({ subject, model }: { subject: { name: string }; model: string | null }) =>
          `${subject.name} ${model}`,
      ),
    )
    after = accessMatrix.pageInfo.hasNextPage ? accessMatrix.pageInfo.endCursor : null
  } while (after !== null)
  assert.equal(rows.length, 3 * (roles.length + 1))
  assert.equal(new Set(rows).size, rows.length)
})

test('a key’s rows tell what it inherits and what limits it, and a key that does not work may do nothing', async () => {
  const about = { tenant: 'default', prefix: 'weir_xxxx', createdAt: 0 }
  const id = (index: number) => `01900000-0000-7000-8000-00000000000${index}`
  const keys = [
    { ...about, id: id(1), name: 'a', team: 'search', roles: [] },
    { ...about, id: id(2), name: 'b', roles: ['DEVELOPER'], models: ['large'], operations: ['embed'] },
    { ...about, id: id(3), name: 'c', roles: ['OWNER'], revokedAt: 1 },
  ]
  const services = {
    snapshot: () => world,
    apiKeys: {
      create: async () => assert.fail(),
      createTenant: async () => assert.fail(),
      listByHolder: async () => [],
      list: async () => keys,
      isMadeBy: async () => false,
      find: async () => [],
      revoke: async () => undefined,
      rotate: async () => assert.fail(),
      revokeByPrefix: async () => assert.fail(),
    },
  }
  const { accessMatrix } = await dataOf(matrix, {
    as: auditor,
    services,
    variables: { of: 'API_KEY', filter: { models: ['large', 'small'] } },
  })
  assert.deepEqual(
    accessMatrix.rows.map((row: { subject: { name: string }; model: string; read: []; invoke: [] }) => [
      row.subject.name,
      row.model,
      row.read.length,
      row.invoke,
    ]),
    [
      ['a', 'large', 0, []],
      ['a', 'small', 1, ['complete', 'embed', 'estimate']],
      ['b', 'large', 1, ['embed', 'estimate']],
      ['b', 'small', 0, []],
      ['c', 'large', 0, []],
      ['c', 'small', 0, []],
    ],
  )
})

test('whom a model is hidden from is shown no row of it', async () => {
  const access = new Map([
    [
      'default',
      bookWith({
        roles: new Map([['blind', [{ effect: 'DENY', action: 'READ', models: ['large'] }]]]),
        given: new Map([[holderKey({ kind: 'TEAM', name: 'search' }), ['blind']]]),
      }),
    ],
  ])
  const { accessMatrix } = await dataOf(matrix, {
    as: auditor,
    services: { snapshot: () => ({ ...world, access }) },
    variables: { of: 'ROLE', first: 100, filter: { subject: 'OWNER' } },
  })
  assert.deepEqual(
    accessMatrix.rows.map(({ model }: { model: string | null }) => model),
    [null, 'small'],
  )
})

test('a subject that there is not is said to be none, whatever it is', async () => {
  const { organisation } = services()
  const own = {
    id: callId,
    tenant: 'default',
    name: 'default',
    version: 1,
    createdAt: 0,
    promptApproval: 'NONE' as const,
  }
  const tenants = { ...organisation.tenants, named: async () => [{ ...own, title: 'default' }] }
  for (const [of, subject, message] of [
    ['ROLE', 'OWNR', 'There is no role `OWNR` in use'],
    ['TENANT', 'acme', 'There is no tenant `acme` in use'],
    ['TEAM', 'serch', 'There is no team `serch` in use'],
    ['APPLICATION', 'wep', 'There is no application `wep` in use'],
    ['USER', 'adda', 'There is no user `adda` in use'],
    ['API_KEY', 'nonsense', 'There is no API key of this id'],
  ]) {
    const error = await errorOf(matrix, {
      as: auditor,
      services: { snapshot: () => world, organisation: { ...organisation, tenants } },
      variables: { of, filter: { subject } },
    })
    assert.deepEqual(error, { code: 'NOT_FOUND', path: 'filter.subject', message })
  }
})

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type GraphQLField, type GraphQLObjectType, getNamedType, type OperationTypeNode } from 'graphql'
import { globalId, type NodeType } from '../../../src/api/graphql/global-id.ts'
import { takeIn } from '../../../src/stores/postgres/take-in.ts'
import { argumentsOf, optionalInputs } from '../../kit/arguments.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'
import { schema } from '../../kit/graphql.ts'
import { selectionOf } from '../../kit/selection.ts'

/** Stands in everything that the first tenant has written, and so may stand in no answer to another one. */
const mark = 'seen-by-alpha-only'

/** Something of each kind: ids for a type of objects, and names. */
interface Things {
  readonly ids: { readonly [type in Exclude<NodeType, 'Model'>]: string }
  readonly names: {
    readonly team: string
    readonly application: string
    readonly product: string
    readonly role: string
    readonly user: string
    readonly provider: string
    readonly quota: string
    readonly tier: string
    readonly prompt: string
  }
  /** How the secret of the key begins. */
  readonly prefix: string
}

const types = [
  'ApiKey',
  'Application',
  'AuditEvent',
  'AuditedCall',
  'Completion',
  'Consent',
  'DeclaredQuota',
  'Guardrail',
  'IdentityProvider',
  'PriceVersion',
  'Provider',
  'PromptTemplate',
  'PromptVersion',
  'CustomRole',
  'Product',
  'ProductSubscription',
  'RoleAssignment',
  'Team',
  'Tenant',
  'Tier',
  'User',
] as const

const unknownId = '01900000-0000-7000-8000-0000000000ff'
const nobodys: Things = {
  ids: {
    ApiKey: globalId('ApiKey', unknownId),
    Application: globalId('Application', unknownId),
    AuditEvent: globalId('AuditEvent', unknownId),
    AuditedCall: globalId('AuditedCall', unknownId),
    Completion: globalId('Completion', unknownId),
    Consent: globalId('Consent', unknownId),
    DeclaredQuota: globalId('DeclaredQuota', unknownId),
    Guardrail: globalId('Guardrail', unknownId),
    IdentityProvider: globalId('IdentityProvider', unknownId),
    PriceVersion: globalId('PriceVersion', unknownId),
    Provider: globalId('Provider', unknownId),
    PromptTemplate: globalId('PromptTemplate', unknownId),
    PromptVersion: globalId('PromptVersion', unknownId),
    CustomRole: globalId('CustomRole', unknownId),
    Product: globalId('Product', unknownId),
    ProductSubscription: globalId('ProductSubscription', unknownId),
    RoleAssignment: globalId('RoleAssignment', unknownId),
    Team: globalId('Team', unknownId),
    Tenant: globalId('Tenant', unknownId),
    Tier: globalId('Tier', unknownId),
    User: globalId('User', unknownId),
  },
  names: {
    team: 'nobodys-team',
    application: 'nobodys-application',
    product: 'nobodys-product',
    role: 'nobodys-role',
    user: 'nobodys-user',
    provider: 'nobodys-provider',
    quota: 'nobodys-quota',
    tier: 'nobodys-tier',
    prompt: 'nobodys-prompt',
  },
  prefix: 'weir_nobodys',
}

/** The tables of what belongs to a tenant, and the column that names it. */
const tables = [
  ['tenant', 'name'],
  ['team', 'tenant'],
  ['"user"', 'tenant'],
  ['application', 'tenant'],
  ['api_key', 'tenant'],
  ['declaration', 'tenant'],
  ['prompt_template', 'tenant'],
  ['prompt_version', 'tenant'],
  ['prompt_label', 'tenant'],
  ['prompt_review', 'tenant'],
  ['prompt_test_run', 'tenant'],
  ['prompt_suite', 'tenant'],
  ['trusted_document', 'tenant'],
  ['role', 'tenant'],
  ['role_assignment', 'tenant'],
  ['product', 'tenant'],
  ['product_subscription', 'tenant'],
  ['consent', 'tenant'],
  ['ledger.call', 'tenant'],
  ['ledger.usage_caller_hour', 'tenant'],
  ['ledger.usage_day', 'tenant'],
  ['ledger.usage_caller_day', 'tenant'],
  ['ledger.usage_marked_hour', 'tenant'],
  ['audit.pending', 'tenant'],
  ['audit.unsealed', 'tenant'],
  ['audit.seal', 'tenant'],
  ['audit.head', 'tenant'],
  ['audit.event', 'tenant'],
  ['audit.checkpoint', 'tenant'],
  ['audit.subject', 'tenant'],
  ['audit.retention', 'tenant'],
] as const

/** A question about the things, naming an id of one type, and saying one optional input besides what must be said. */
const questionOf = (
  operation: `${OperationTypeNode}`,
  field: GraphQLField<unknown, unknown>,
  about: {
    readonly things: Things
    readonly type: (typeof types)[number]
    readonly also?: string | undefined
  },
): string => {
  const { ids, names, prefix } = about.things
  const textFor = (scalar: 'ID' | 'String', path: string): string => {
    const name = path.split('.').at(-1) ?? ''
    if (scalar === 'ID') return ids[about.type]
    if (name === 'model') return 'simulator'
    if (name === 'prefix') return prefix
    if (name === 'allowedAddresses') return '192.0.2.0/24'
    if (name === 'values') return ids.ApiKey
    if (name === 'email') return 'a@example.com'
    const kind = name === 'name' ? field.name.toLowerCase() : name
    if (name === 'document') return '{ viewer { name } }'
    if (name === 'sdl') return 'extend type Query { hello: Int }'
    if (name === 'label' || name === 'labels') return 'production'
    if (kind.includes('prompt')) return names.prompt
    if (kind.endsWith('application')) return names.application
    if (kind.endsWith('user')) return names.user
    if (kind.endsWith('provider')) return names.provider
    if (kind.endsWith('quota')) return names.quota
    if (kind.endsWith('role')) return names.role
    if (kind.endsWith('tier')) return names.tier
    if (kind.endsWith('product')) return names.product
    if (name === 'models') return 'simulator'
    if (name === 'semanticVersion') return '1.0.0'
    return kind.endsWith('team') ? names.team : 'hello'
  }
  const given = argumentsOf(field, { textFor, also: about.also })
  const selection = field.name === 'node' ? nodeSelection : selectionOf(getNamedType(field.type))
  return `${operation} { ${field.name}${given} ${selection} }`
}

/** The id as a variable: the gateway reads the document once and not anew for each type. A list of texts stays as it is. */
const withVariable = (question: string, { ids }: Things) => {
  const id = Object.values(ids).find(id => question.includes(`"${id}"`))
  if (id === undefined || question.includes('values:')) return { query: question, variables: {} }
  const query = question.replaceAll(`"${id}"`, '$id').replace(/^\w+/, '$&($id: ID!)')
  return { query, variables: { id } }
}

/**
 * The types that a field is likely to be about, by a word of its name: `updateRole` is about a CustomRole or a
 * RoleAssignment. All of them, where no name tells.
 */
const typesOf = ({ name }: GraphQLField<unknown, unknown>): readonly (typeof types)[number][] => {
  const isNamed = (type: string) =>
    type.split(/(?=[A-Z])/).some(word => name.toLowerCase().includes(word.toLowerCase()))
  const likely = types.filter(isNamed)
  if (likely.length > 0) return likely
  // None of the things is a Model: each is as wrong an id of one as the others are.
  return isNamed('Model') ? types.slice(0, 1) : types
}

/**
 * What a field is asked: with an id of each type, and where the id is of a likely type with each optional input too.
 * Each question about the things of `one` comes with the same one about those of `other`.
 */
const questionsOf = (
  operation: `${OperationTypeNode}`,
  field: GraphQLField<unknown, unknown>,
  { one, other }: { readonly one: Things; readonly other: Things },
): ReadonlyMap<string, string> => {
  const likely = typesOf(field)
  const questions = new Map<string, string>()
  for (const also of [undefined, ...optionalInputs(field)])
    for (const type of also === undefined || holdsId(field, also) ? types : likely) {
      const about = { type, also }
      // What takes no id is the same for all types.
      questions.set(
        questionOf(operation, field, { ...about, things: one }),
        questionOf(operation, field, { ...about, things: other }),
      )
    }
  return questions
}

const holdsId = (field: GraphQLField<unknown, unknown>, also: string): boolean => {
  let holds = false
  argumentsOf(field, {
    also,
    textFor(scalar, path) {
      holds ||= scalar === 'ID' && `${path}.`.startsWith(`${also}.`)
      return ''
    },
  })
  return holds
}

const nodeSelection = `{ __typename id ${types.map(type => `... on ${type} { __typename }`).join(' ')} }`

const fieldsOf = (type: GraphQLObjectType | null | undefined) => Object.values(type?.getFields() ?? {})

describe('a tenant asks for another’s things', () => {
  let server: TestDatabase
  let gateway: TestGateway
  let theirs: Things
  let rival: string
  before(async () => {
    server = await startDatabase()
    gateway = await startGateway({ env: { DATABASE_URL: server.url } })
    theirs = await populate(gateway)
  })
  after(async () => {
    await gateway.close()
    await server.close()
  })

  /**
   * What the first tenant has, as the database keeps it; not its audit trail, which the gateway goes on with, nor when it
   * used its keys.
   */
  const kept = async () => {
    // Nothing is to be added to them in between.
    await takeIn(server.pool)
    const rows = await Promise.all(
      tables
        .filter(([table]) => !/^audit\.(?!retention)/.test(table))
        .map(([table, tenant]) =>
          server.pool.query(
            `SELECT (to_jsonb(t) - 'last_used_at')::text AS row FROM ${table} AS t WHERE ${tenant} = 'default' ORDER BY 1`,
          ),
        ),
    )
    return rows.map(result => result.rows.map(({ row }) => row))
  }

  /** The answer, without what was in the question and what is new at each time. */
  const answerTo = async (question: string, things: Things): Promise<string> => {
    const { query, variables } = withVariable(question, things)
    const answer = JSON.stringify(await gateway.graphql(query, variables, rival))
    assert.equal(answer.includes(mark), false, question)
    assert.doesNotMatch(
      answer,
      /Syntax Error|Cannot query|Unknown argument|of required type|used in position|are allowed/,
      question,
    )
    return (
      [...Object.values(things.ids), ...Object.values(things.names), things.prefix]
        .reduce((text, value) => text.replaceAll(value, '…'), answer)
        // JSON within a text.
        .replaceAll('\\"', '"')
        .replaceAll(
          /"(id|callId|cursor|startCursor|endCursor|secret|prefix|hash|pseudonym)":"[^"]+"/g,
          '"$1":"*"',
        )
        .replaceAll(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"*"')
        // When a key was last used is noted every now and then.
        .replaceAll('"lastUsedAt":null', '"lastUsedAt":"*"')
        // They tell of what the rival itself has declared by earlier questions.
        .replaceAll(/"warnings":\[[^\]]*\]/g, '"warnings":"*"')
        .replaceAll(/(?<=[:[,])-?\d+(\.\d+)?(?=[,}\]])/g, '#')
    )
  }

  for (const guarded of ['row-level security and the code', 'the code alone'] as const)
    describe(`with ${guarded} in between`, () => {
      before(async () => {
        const create = 'mutation ($input: CreateTenantInput!) { createTenant(input: $input) { secret } }'
        const input = { name: guarded === 'the code alone' ? 'another-rival' : 'rival' }
        rival = (await gateway.graphql(create, { input })).data.createTenant.secret
        if (guarded !== 'the code alone') return
        for (const [table] of tables)
          await server.pool.query(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`)
      })

      for (const [operation, root] of [
        ['query', schema.getQueryType()],
        ['mutation', schema.getMutationType()],
      ] as const)
        test(`no ${operation} of the schema shows or changes anything, nor tells whether it exists`, async () => {
          const before = await kept()
          let asked = 0
          for (const field of fieldsOf(root)) {
            const questions = questionsOf(operation, field, { one: theirs, other: nobodys })
            asked += questions.size
            for (const [question, same] of questions)
              assert.equal(await answerTo(question, theirs), await answerTo(same, nobodys), question)
          }
          assert.ok(asked > 2 * fieldsOf(root).length)
          assert.deepEqual(await kept(), before)
        })
    })

  test('the questions are such that the tenant itself gets an answer', async () => {
    for (const name of [
      'team',
      'application',
      'user',
      'completion',
      'node',
      'product',
      'role',
      'subscriptions',
      'usage',
      'teams',
    ]) {
      const field = schema.getQueryType()?.getFields()[name] ?? assert.fail(name)
      const about = {
        things: theirs,
        type: name === 'completion' ? 'Completion' : 'Team',
        also: 'values',
      } as const
      const { data, errors } = await gateway.graphql(questionOf('query', field, about))
      assert.equal(errors, undefined)
      assert.ok(JSON.stringify(data[name]).length > 20, name)
    }
  })
})

/** Gives the first tenant something of each kind. */
const populate = async (gateway: TestGateway): Promise<Things> => {
  const run = async (source: string, input: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, { input }, key)
    assert.equal(errors, undefined)
    return data
  }
  const make = async (kind: 'Team' | 'User' | 'Application', input: object): Promise<string> =>
    (
      await run(
        `mutation ($input: Create${kind}Input!) { create${kind}(input: $input) { it: ${kind.toLowerCase()} { id } } }`,
        { title: mark, ...input },
      )
    )[`create${kind}`].it.id
  const holder = { team: 'alphas-team', application: 'alphas-application', user: 'alphas-user' }
  const names = { ...holder, prompt: 'alphas-prompt', product: 'alphas-product', role: 'alphas-role' }
  const department = await make('Team', { name: 'alphas-department', description: mark })
  const Team = await make('Team', { name: names.team, parent: department })
  const Application = await make('Application', { name: names.application, team: Team, description: mark })
  const User = await make('User', { name: names.user, email: `${mark}@example.com` })
  const declare = async (
    kind: 'Provider' | 'Guardrail' | 'IdentityProvider',
    input: object,
  ): Promise<string> => {
    const field = `${kind[0]?.toLowerCase()}${kind.slice(1)}`
    const source = `mutation ($input: Create${kind}Input!) { create${kind}(input: $input) { ${field} { id } } }`
    return (await run(source, input))[`create${kind}`][field].id
  }
  const provider = 'alphas-provider'
  const address = `https://${mark}.example.com`
  const Provider = await declare('Provider', {
    name: provider,
    kind: 'azure-openai',
    baseUrl: address,
    apiKey: mark,
  })
  const quota = {
    name: 'alphas-quota',
    meter: 'COST',
    limit: '1000',
    window: 'MONTH',
    scope: { team: names.team },
  }
  const created = 'mutation ($input: CreateQuotaInput!) { createQuota(input: $input) { quota { id } } }'
  const DeclaredQuota = (await run(created, quota)).createQuota.quota.id
  const Guardrail = await declare('Guardrail', { name: mark, detectors: ['PAYMENT_CARD'] })
  const IdentityProvider = await declare('IdentityProvider', {
    name: mark,
    issuer: address,
    audience: ['weir'],
    claims: { roles: 'claims.roles' },
  })
  const { createTier } = await run(
    'mutation ($input: CreateTierInput!) { createTier(input: $input) { tier { id } } }',
    { name: 'alphas-tier', description: mark },
  )
  const Tier = createTier.tier.id
  await run('mutation ($input: AssignTierInput!) { assignTier(input: $input) { tier { id } } }', {
    team: Team,
    tier: Tier,
  })
  const { setPrice } = await run(
    'mutation ($input: SetPriceInput!) { setPrice(input: $input) { price { id } } }',
    {
      model: 'simulator',
      inputPerMillionUsd: '1',
      outputPerMillionUsd: '2',
      effectiveFrom: '2100-01-01T00:00:00Z',
    },
  )
  const PriceVersion = setPrice.price.id
  const key = await gateway.newKey({ ...holder, name: mark })
  const { createRole } = await run(
    'mutation ($input: CreateRoleInput!) { createRole(input: $input) { role { id } } }',
    { name: names.role, title: mark, permissions: [{ action: 'INVOKE' }] },
  )
  const { assignRole } = await run(
    'mutation ($input: AssignRoleInput!) { assignRole(input: $input) { assignment { id } } }',
    { role: names.role, holder: Team },
  )
  const { complete } = await run(
    'mutation ($input: CompletionInput!) { complete(input: $input) { ... on Completion { id } } }',
    { model: 'simulator', messages: [{ role: 'USER', content: 'hello' }], tags: [mark] },
    key.secret,
  )
  const { publishPrompt } = await run(
    `mutation ($input: PublishPromptInput!) {
      publishPrompt(sdl: "extend type Prompts { ask: String @prompt(model: \\"simulator\\", user: \\"Hi\\") }", input: $input) {
        template { id } version { id }
      }
    }`,
    { name: names.prompt, message: mark },
  )
  await run(
    'mutation ($input: RequestPromptReviewInput!) { requestPromptReview(input: $input) { version { id } } }',
    { name: names.prompt, version: 1, reason: mark },
  )
  const { createProduct } = await run(
    'mutation ($input: CreateProductInput!) { createProduct(input: $input) { product { id } } }',
    { name: names.product, title: mark, semanticVersion: '1.0.0', models: ['simulator'] },
  )
  const Product = createProduct.product.id
  await run('mutation ($input: PublishProductInput!) { publishProduct(input: $input) { product { id } } }', {
    id: Product,
    version: 1,
  })
  const { requestSubscription } = await run(
    'mutation ($input: RequestSubscriptionInput!) { requestSubscription(input: $input) { subscription { id } } }',
    { product: Product, application: Application, reason: mark },
  )
  const { tenant } = await run('{ tenant { id } }')
  const { auditEvents } = await run('{ auditEvents(first: 1) { edges { node { id } } } }')
  const [{ node: event }] = auditEvents.edges
  const { auditCalls } = await run('{ auditCalls(first: 1) { edges { node { id } } } }')
  const [{ node: call }] = auditCalls.edges
  const { recordConsent } = await run(
    'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { consent { id } } }',
    { subject: { type: 'customer', id: mark }, purpose: mark, evidence: mark },
  )
  return {
    ids: {
      ApiKey: key.id,
      Application,
      AuditEvent: event.id,
      AuditedCall: call.id,
      Completion: complete.id,
      Consent: recordConsent.consent.id,
      DeclaredQuota,
      Guardrail,
      IdentityProvider,
      PriceVersion,
      Provider,
      PromptTemplate: publishPrompt.template.id,
      PromptVersion: publishPrompt.version.id,
      CustomRole: createRole.role.id,
      Product,
      ProductSubscription: requestSubscription.subscription.id,
      RoleAssignment: assignRole.assignment.id,
      Team,
      Tenant: tenant.id,
      Tier,
      User,
    },
    names: { ...names, provider, quota: 'alphas-quota', tier: 'alphas-tier' },
    prefix: key.secret.slice(0, 12),
  }
}

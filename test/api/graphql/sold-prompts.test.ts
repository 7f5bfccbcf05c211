import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually } from '../../kit/eventually.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const yaml = `
teams:
  - { name: search, applications: [ { name: web }, { name: mobile } ] }
`
const sdl = (name: string) =>
  `extend type Prompts { ${name}: String! @prompt(model: "simulator", user: "Hi") }`

describe('prompts that are sold, and that roles allow and deny (N11, F90)', () => {
  let gateway: TestGateway
  let web: string
  let mobile: string
  let approver: string
  before(async () => {
    gateway = await startGateway({ yaml })
    for (const name of ['greet', 'thank'])
      await dataOf(
        'mutation ($sdl: String!, $input: PublishPromptInput!) { publishPrompt(sdl: $sdl, input: $input) { version { number } } }',
        { sdl: sdl(name), input: { name: `${name}-template` } },
      )
    web = (await gateway.newKey({ team: 'search', application: 'web' })).secret
    mobile = (await gateway.newKey({ team: 'search', application: 'mobile' })).secret
    await createUser('ada')
    approver = (await gateway.newKey({ team: null, application: null, user: 'ada', roles: ['APPROVER'] }))
      .secret
  })
  after(() => gateway.close())

  const dataOf = async (source: string, variables: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, variables, key)
    assert.equal(errors, undefined)
    return data
  }
  const createUser = (name: string) =>
    dataOf('mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }', {
      input: { name },
    })
  /** What calling a prompt comes to by GraphQL and by REST: the warnings, or the codes of the refusals. */
  const call = async (key: string, prompt = 'greet'): Promise<readonly unknown[]> => {
    const byGraphql = (await gateway.graphql(`{ prompts { ${prompt} } }`, {}, key)) as {
      errors?: readonly { extensions: { code: string } }[]
      extensions?: { warnings?: readonly string[] }
    }
    const byRest = await fetch(`${gateway.url}/v1/prompts/${prompt}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: '{}',
    })
    return [
      byGraphql.errors?.[0]?.extensions.code ?? byGraphql.extensions?.warnings ?? 'ANSWERED',
      byRest.status,
      byRest.headers.get('warning'),
    ]
  }
  const open = ['ANSWERED', 200, null]
  const refused = ['FORBIDDEN', 403, null]
  /** In the schema that it sees there is no such field, and no such address for it. */
  const hidden = ['INVALID_INPUT', 404, null]
  /** Names of the prompts that the caller sees: in the list of templates, and in the OpenAPI document. */
  const seen = async (key: string): Promise<readonly (readonly string[])[]> => {
    const { promptTemplates } = await dataOf('{ promptTemplates { edges { node { name } } } }', {}, key)
    const answer = await fetch(`${gateway.url}/v1/openapi.json`, {
      headers: { authorization: `Bearer ${key}` },
    })
    const { paths } = (await answer.json()) as { paths: object }
    return [
      promptTemplates.edges.map(({ node }: { node: { name: string } }) => node.name.replace('-template', '')),
      Object.keys(paths).map(path => path.replace('/v1/prompts/', '')),
    ]
  }
  const step = async (name: string, { id, version }: { id: string; version: number }) => {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`
    const source = `mutation ($input: ${type}) { ${name}(input: $input) { product { id version prompts } } }`
    return (await dataOf(source, { input: { id, version } }))[name].product
  }

  test('one is sold, subscribed to, deprecated with a warning in the answer, and retired', async () => {
    assert.deepEqual(await call(web), open)
    const { createProduct } = await dataOf(
      'mutation ($input: CreateProductInput!) { createProduct(input: $input) { product { id version prompts models } } }',
      { input: { name: 'greetings', semanticVersion: '1.0.0', prompts: ['greet'] } },
    )
    assert.deepEqual([createProduct.product.prompts, createProduct.product.models], [['greet'], []])
    const product = await step('publishProduct', createProduct.product)
    await eventually(async () => assert.deepEqual(await call(web), refused))
    assert.deepEqual(await call(web, 'thank'), open)
    assert.deepEqual(await seen(web), [['thank'], ['thank']])

    const { requestSubscription } = await dataOf(
      'mutation ($input: RequestSubscriptionInput!) { requestSubscription(input: $input) { subscription { id version } } }',
      { input: { product: product.id, reason: 'We greet' } },
      web,
    )
    const { id } = requestSubscription.subscription
    const decide = async (decision: string, version: number) =>
      dataOf(
        'mutation ($input: DecideSubscriptionInput!) { decideSubscription(input: $input) { subscription { state } } }',
        { input: { id, version, decision, reason: 'Checked' } },
        approver,
      )
    await decide('APPROVE', 1)
    await eventually(async () => assert.deepEqual(await call(web), open))
    assert.deepEqual(await call(mobile), refused)
    assert.deepEqual(await seen(web), [
      ['greet', 'thank'],
      ['greet', 'thank'],
    ])

    const deprecated = await step('deprecateProduct', product)
    const warning = 'The product `greetings` is deprecated: it will be retired, so move to another one'
    await eventually(async () => assert.deepEqual(await call(web), [[warning], 200, `299 weir "${warning}"`]))
    await decide('REVOKE', 2)
    await eventually(async () => assert.deepEqual(await call(web), refused))
    await step('retireProduct', deprecated)
    await eventually(async () => assert.deepEqual((await call(web)).slice(0, 2), ['NOT_FOUND', 404]))
  })

  test('a role allows and denies single prompts, and who may not call one does not see it', async () => {
    const give = async (name: string, permissions: readonly object[], user: string): Promise<string> => {
      await dataOf('mutation ($input: CreateRoleInput!) { createRole(input: $input) { role { id } } }', {
        input: { name, permissions },
      })
      const { createUser: created } = await createUser(user)
      await dataOf(
        'mutation ($input: AssignRoleInput!) { assignRole(input: $input) { assignment { id } } }',
        {
          input: { role: name, holder: created.user.id },
        },
      )
      return (await gateway.newKey({ team: null, application: null, user, roles: [] })).secret
    }
    const thanker = await give(
      'thanker',
      [{ action: 'INVOKE', operations: ['prompts.thank', 'promptTemplates'] }],
      'tom',
    )
    await eventually(async () => assert.deepEqual(await call(thanker, 'thank'), open))
    assert.deepEqual((await call(thanker, 'greet'))[0], 'INVALID_INPUT')
    assert.deepEqual(await seen(thanker), [['thank'], ['thank']])

    await dataOf('mutation ($input: CreateRoleInput!) { createRole(input: $input) { role { id } } }', {
      input: {
        name: 'thankless',
        permissions: [{ effect: 'DENY', action: 'INVOKE', operations: ['prompts.thank'] }],
      },
    })
    const { team } = await dataOf('{ team(name: "search") { id } }')
    await dataOf('mutation ($input: AssignRoleInput!) { assignRole(input: $input) { assignment { id } } }', {
      input: { role: 'thankless', holder: team.id },
    })
    await eventually(async () => assert.deepEqual(await call(mobile, 'thank'), hidden))
    assert.deepEqual(await seen(mobile), [[], []])
    const { errors = [] } = await gateway.graphql(
      'mutation ($input: CreateRoleInput!) { createRole(input: $input) { role { id } } }',
      { input: { name: 'wrong', permissions: [{ action: 'INVOKE', operations: ['prompts.none'] }] } },
    )
    assert.equal(errors[0]?.extensions.path, 'permissions[0].operations[0]')
  })

  test('the matrix tells who may call which prompt, and a key can be limited to some', async () => {
    const { accessMatrix } = await dataOf(
      '{ accessMatrix(of: ROLE, filter: { subject: "DEVELOPER", models: ["simulator"] }) { rows { invoke } } }',
    )
    assert.deepEqual(
      accessMatrix.rows[0].invoke.filter((name: string) => name.startsWith('prompts.')),
      ['prompts.greet', 'prompts.thank'],
    )
    const { secret } = await gateway.newKey({
      team: null,
      application: null,
      operations: ['prompts.thank'],
    })
    assert.deepEqual(await call(secret, 'thank'), open)
    assert.deepEqual(await seen(secret), [['thank'], ['thank']])
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const secret = 'sk-planted-secret-of-a-provider'

const create = `mutation ($input: CreateProviderInput!) { createProvider(input: $input) { provider { ...all } } }`
const update = `mutation ($input: UpdateProviderInput!) { updateProvider(input: $input) { provider { ...all } } }`
const archive = `mutation ($input: ArchiveProviderInput!) { archiveProvider(input: $input) { provider { ...all } } }`
const all = `fragment all on Provider {
  id name kind baseUrl apiKeySet allowInsecure settings { name value } origin version archivedAt
}`

describe('providers', () => {
  let server: TestDatabase
  let gateway: TestGateway
  before(async () => {
    server = await startDatabase()
    gateway = await startGateway({
      env: { DATABASE_URL: server.url },
      yaml: 'providers: [{ name: of-the-file, kind: simulator }]',
    })
  })
  after(async () => {
    await gateway.close()
    await server.close()
  })

  const run = async (source: string, input: object = {}, key?: string) => {
    const document = source.includes('...all') ? `${source} ${all}` : source
    const { data, errors } = await gateway.graphql(document, { input }, key)
    assert.equal(errors, undefined)
    return data
  }
  const refused = async (source: string, input: object, key?: string) => {
    const { errors } = await gateway.graphql(`${source} ${all}`, { input }, key)
    return {
      code: errors?.[0]?.extensions.code,
      path: errors?.[0]?.extensions.path,
      message: errors?.[0]?.message,
    }
  }
  const answers = async (model: string, key?: string) => {
    const input = { model, messages: [{ role: 'USER', content: 'hello' }] }
    const source =
      'mutation ($input: CompletionInput!) { complete(input: $input) { ... on Completion { deployment provider } } }'
    const { data, errors } = await gateway.graphql(source, { input }, key)
    return data?.complete ?? errors?.[0]?.extensions.code
  }

  test('what is declared serves from the answer on, is changed, and goes when it is archived', async () => {
    const input = { name: 'second', kind: 'simulator' }
    const { provider } = (await run(create, input)).createProvider
    assert.deepEqual(
      { ...provider, id: '' },
      {
        id: '',
        name: 'second',
        kind: 'simulator',
        baseUrl: null,
        apiKeySet: false,
        allowInsecure: false,
        settings: [],
        origin: 'API',
        version: 1,
        archivedAt: null,
      },
    )
    const model = { name: 'mine', deployments: [{ provider: 'second', model: 'x' }], unpriced: 'ALLOW' }
    const made = await run(
      'mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id name origin version } } }',
      model,
    )
    assert.deepEqual(
      { ...made.createModel.model, id: '' },
      { id: '', name: 'mine', origin: 'API', version: 1 },
    )
    assert.deepEqual(await answers('mine'), { deployment: 'second/x', provider: 'second' })

    assert.deepEqual(await refused(archive, { id: provider.id, version: 1 }), {
      code: 'INVALID_INPUT',
      path: 'id',
      message:
        'The model `mine` would be wrong then: deployments[0].provider: there is no provider `second`; there are of-the-file, simulator',
    })
    const { model: later } = (
      await run(
        'mutation ($input: UpdateModelInput!) { updateModel(input: $input) { model { id version description } } }',
        { id: made.createModel.model.id, version: 1, description: 'changed' },
      )
    ).updateModel
    assert.deepEqual({ ...later, id: '' }, { id: '', version: 2, description: 'changed' })
    await run('mutation ($input: ArchiveModelInput!) { archiveModel(input: $input) { model { name } } }', {
      id: later.id,
      version: 2,
    })
    assert.equal(await answers('mine'), 'NOT_FOUND')
    const { provider: gone } = (await run(archive, { id: provider.id, version: 1 })).archiveProvider
    assert.notEqual(gone.archivedAt, null)
    assert.deepEqual((await run(archive, { id: provider.id, version: 1 })).archiveProvider.provider, gone)
    await run(create, input)
  })

  test('a model can be made what it was before (F93), by its own tenant alone', async () => {
    const deployments = [{ provider: 'simulator', model: 'x' }]
    const { model } = (
      await run('mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }', {
        name: 'turning',
        deployments,
        unpriced: 'ALLOW',
        cacheTtlSeconds: 60,
      })
    ).createModel
    const update = 'mutation ($input: UpdateModelInput!) { updateModel(input: $input) { model { version } } }'
    await run(update, { id: model.id, version: 1, description: 'another', cacheTtlSeconds: null })
    const rollback =
      'mutation ($input: RollbackModelInput!) { rollbackModel(input: $input) { model { version description cacheTtlSeconds versions { version entry createdAt } } } }'
    const codeOf = async (input: object) =>
      (await gateway.graphql(rollback, { input })).errors?.map(({ extensions }) => [
        extensions.code,
        extensions.path,
      ])
    assert.deepEqual(await codeOf({ id: model.id, version: 2, toVersion: 7 }), [
      ['INVALID_INPUT', 'toVersion'],
    ])
    assert.deepEqual(await codeOf({ id: model.id, version: 1, toVersion: 1 }), [['CONFLICT', 'version']])
    const back = (await run(rollback, { id: model.id, version: 2, toVersion: 1 })).rollbackModel.model
    assert.deepEqual(
      { ...back, versions: back.versions.map(({ version }: { version: number }) => version) },
      { version: 3, description: null, cacheTtlSeconds: 60, versions: [3, 2, 1] },
    )
    assert.deepEqual(back.versions[0].entry, back.versions[2].entry)
    assert.equal(back.versions[1].entry.description, 'another')
  })

  test('no answer shows a secret, nor the database; whoever has it says it again for another address', async () => {
    const { provider } = (
      await run(create, {
        name: 'main',
        kind: 'azure-openai',
        baseUrl: 'https://main.example.com',
        apiKey: secret,
        settings: [{ name: 'apiVersion', value: '2024-10-21' }],
      })
    ).createProvider
    assert.equal(provider.apiKeySet, true)
    assert.deepEqual(provider.settings, [{ name: 'apiVersion', value: '2024-10-21' }])
    const list = await run(`{ providers { edges { node { ...all } } } }`)
    assert.equal(JSON.stringify([provider, list]).includes(secret), false)
    const { rows } = await server.pool.query('SELECT d::text AS row FROM declaration AS d')
    assert.equal(JSON.stringify(rows).includes(secret), false)

    const elsewhere = { id: provider.id, version: 1, baseUrl: 'https://evil.example.com' }
    assert.deepEqual(await refused(update, elsewhere), {
      code: 'INVALID_INPUT',
      path: 'apiKey',
      message: 'apiKey must be said again, as it would be sent to another address',
    })
    const moved = (await run(update, { ...elsewhere, apiKey: `${secret}-2` })).updateProvider.provider
    assert.deepEqual([moved.version, moved.baseUrl, moved.apiKeySet], [2, 'https://evil.example.com', true])
    assert.equal((await refused(update, elsewhere)).code, 'CONFLICT')
  })

  for (const [what, input, path, message] of [
    ['a name that is taken in another case', { name: 'SECOND', kind: 'simulator' }, 'name', /is taken/],
    ['a kind that there is not', { name: 'x', kind: 'openia' }, 'kind', /did you mean `openai`/],
    [
      'a name of strange signs',
      { name: "x'; DROP TABLE team", kind: 'simulator' },
      'name',
      /must start with/,
    ],
    ['http', { name: 'x', kind: 'openai', baseUrl: 'http://x.example.com' }, 'baseUrl', /https/],
    ['a private address', { name: 'x', kind: 'openai', baseUrl: 'https://10.0.0.1' }, 'baseUrl', /private/],
    [
      'a setting that is none',
      { name: 'x', kind: 'simulator', settings: [{ name: 'apiKey' }] },
      'settings[0].name',
      /name of a setting/,
    ],
    [
      'NUL',
      { name: 'x', kind: 'azure-openai', baseUrl: 'https://x.example.com', apiKey: 'a\0b' },
      'apiKey',
      /NUL/,
    ],
  ] as const)
    test(`${what} is refused, naming the field`, async () => {
      const answer = await refused(create, input)
      assert.deepEqual([answer.code, answer.path], ['INVALID_INPUT', path])
      assert.match(answer.message ?? '', message)
      assert.equal(JSON.stringify(answer).includes(secret), false)
    })

  test('what the file declares is changed in the file', async () => {
    const { providers } = await run(
      `{ providers(filter: { search: "OF-THE" }) { edges { node { ...all } } } }`,
    )
    const [{ node }] = providers.edges
    assert.equal(node.origin, 'FILE')
    const answer = await refused(archive, { id: node.id, version: node.version })
    assert.match(answer.message ?? '', /`of-the-file` is declared in weir.yaml; change it there/)
  })

  test('a tenant’s own serve it alone, win over the names of all, and reach no private network', async () => {
    const found = async (name: string): Promise<string> =>
      (await run(`mutation { createTenant(input: { name: "${name}" }) { secret } }`)).createTenant.secret
    const [acme, other] = [await found('acme'), await found('other')]
    const insecure = { name: 'own', kind: 'azure-openai', baseUrl: 'http://127.0.0.1:1', allowInsecure: true }
    assert.equal((await refused(create, insecure, acme)).path, 'allowInsecure')

    await run(create, { name: 'second', kind: 'simulator' }, acme)
    const model = { name: 'simulator', deployments: [{ provider: 'second', model: 'x' }], unpriced: 'ALLOW' }
    const source = 'mutation ($input: CreateModelInput!) { createModel(input: $input) { model { name } } }'
    await run(source, model, acme)
    assert.deepEqual(await answers('simulator', acme), {
      deployment: 'acme//second/x',
      provider: 'acme//second',
    })
    for (const key of [other, gateway.adminKey])
      assert.equal((await answers('simulator', key)).provider, 'simulator')

    const { errors } = await gateway.graphql(
      source,
      { input: { name: 'theirs', deployments: [{ provider: 'of-the-file', model: 'x' }] } },
      acme,
    )
    assert.equal(errors?.[0]?.extensions.path, 'deployments[0].provider')
  })

  test('who declares a model without a known price is told that calls to it are refused', async () => {
    const source =
      'mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } warnings } }'
    await run(create, {
      name: 'unknown-prices',
      kind: 'vllm',
      baseUrl: 'http://127.0.0.1:1/v1',
      allowInsecure: true,
    })
    const deployments = [{ provider: 'unknown-prices', model: 'llama-of-ours' }]
    const { createModel } = await run(source, { name: 'mystery', deployments })
    assert.deepEqual(createModel.warnings, [
      'No price of `llama-of-ours` at `unknown-prices` is known, so calls that go there are refused: say `price`, or `unpriced: ALLOW`',
    ])
    const priced = await run(source, { name: 'known', deployments, unpriced: 'ALLOW' })
    assert.deepEqual(priced.createModel.warnings, [])
  })

  test('a developer may neither read nor change them', async () => {
    const { secret: key } = await gateway.newKey()
    assert.equal((await refused(create, { name: 'x', kind: 'simulator' }, key)).code, 'FORBIDDEN')
    const { errors } = await gateway.graphql('{ providers { edges { cursor } } }', {}, key)
    assert.equal(errors?.[0]?.extensions.code, 'FORBIDDEN')
  })
})

import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { getNamedType } from 'graphql'
import { argumentsOf, optionalInputs } from './kit/arguments.ts'
import { startDatabase, type TestDatabase, temporaryFolder } from './kit/database.ts'
import { schema } from './kit/graphql.ts'
import { type GatewayProcess, startProcess } from './kit/process.ts'
import { selectionOf } from './kit/selection.ts'
import { weir } from './kit/weir-command.ts'

// Secrets are planted wherever one can be given to the gateway; then everything that it says is searched for them.

const planted = {
  fileKey: 'sk-file-3f9c1d7be2a84f50',
  apiKey: 'sk-api-77d0a4be91c24e68',
  changedKey: 'sk-changed-0b6d2f94c8e1',
  setting: 'setting-token-5a1e9c3b7d',
  admin: 'admin-key-8c2f6e0a4b7d9135',
  master: 'master-key-6b1d8f3a7c5e9024',
  newMaster: 'master-key-of-later-41c9e7b3',
}

describe('planted secrets', { timeout: 180_000 }, () => {
  const folder = temporaryFolder()
  let database: TestDatabase
  let provider: Server
  let gateway: GatewayProcess
  let url: string
  let env: { [name: string]: string }
  let secrets: string[]
  const answers: string[] = []
  before(async () => {
    database = await startDatabase()
    // A provider that repeats the key which it refuses, in every place that a client may read.
    provider = createServer((request, response) => {
      const key = String(request.headers.authorization ?? request.headers['api-key'])
      response.writeHead(401, { 'content-type': 'application/json', 'x-key': key })
      response.end(JSON.stringify({ error: { message: `Incorrect API key: ${key}`, code: key, type: key } }))
    })
    await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
    const file = join(folder, 'weir.yaml')
    writeFileSync(
      file,
      `providers: [{ name: of-file, kind: openai, baseUrl: "${address}", apiKey: "\${FILE_KEY}", allowInsecure: true }]
models: [{ name: by-file, deployments: [{ provider: of-file, model: x }], unpriced: allow }]`,
    )
    env = {
      WEIR_CONFIG: file,
      FILE_KEY: planted.fileKey,
      WEIR_ADMIN_KEY: planted.admin,
      WEIR_MASTER_KEY: planted.master,
      DATABASE_URL: database.url,
      LOG_LEVEL: 'trace',
    }
    gateway = startProcess({ home: join(folder, 'home'), env })
    url = (await gateway.ready).url
    secrets = [...Object.values(planted), new URL(database.url).password]

    const { createProvider } = await ask(
      `mutation ($input: CreateProviderInput!) { createProvider(input: $input) { provider { id version } } }`,
      {
        name: 'of-api',
        kind: 'openai',
        baseUrl: address,
        apiKey: planted.apiKey,
        allowInsecure: true,
        settings: [{ name: 'extraToken', value: planted.setting }],
      },
    )
    const { id, version } = createProvider.provider
    await ask(`mutation ($input: CreateModelInput!) { createModel(input: $input) { model { name } } }`, {
      name: 'by-api',
      deployments: [{ provider: 'of-api', model: 'x' }],
      unpriced: 'ALLOW',
    })
    await call('by-api')
    await ask(
      `mutation ($input: UpdateProviderInput!) { updateProvider(input: $input) { provider { settings { name value } } } }`,
      { id, version, apiKey: planted.changedKey },
    )
    const { createApiKey } = await ask(
      `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }`,
      { name: 'planted', roles: ['DEVELOPER'] },
      // The one answer that has to show it.
      'unheard',
    )
    secrets.push(createApiKey.secret)
    await call('by-api')
    await call('by-file', createApiKey.secret)
    await call('nobody', createApiKey.secret)
    await call('by-file', `${createApiKey.secret}x`)
  })
  after(async () => {
    gateway.kill('SIGTERM')
    await gateway.ended
    await new Promise(resolve => provider.close(resolve))
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const post = async (path: string, body: object, key = planted.admin): Promise<string> => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    })
    return `${JSON.stringify([...answer.headers])}${await answer.text()}`
  }
  const ask = async (query: string, input: object = {}, heard: 'heard' | 'unheard' = 'heard') => {
    const answer = await post('/graphql', { query, variables: { input } })
    if (heard === 'heard') answers.push(answer)
    const { data, errors } = JSON.parse(answer.slice(answer.indexOf('{"')))
    assert.equal(errors, undefined)
    return data
  }
  const call = async (model: string, key?: string): Promise<void> => {
    const messages = [{ role: 'user', content: 'hello' }]
    for (const stream of [true, false])
      answers.push(await post('/v1/chat/completions', { model, messages, stream }, key))
  }

  const assertNothingIn = (text: string, where: string): void => {
    for (const secret of secrets)
      for (const shown of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)])
        assert.equal(text.includes(shown), false, `${shown} stands in ${where}`)
  }

  test('are in none of the answers so far, nor in one to any query or mutation of the schema', async () => {
    assert.ok(answers.some(answer => answer.includes('credentials of the provider')))
    for (const answer of answers) assertNothingIn(answer, answer)
    let asked = 0
    for (const [operation, root] of [
      ['query', schema.getQueryType()],
      ['mutation', schema.getMutationType()],
    ] as const)
      for (const field of Object.values(root?.getFields() ?? {}))
        for (const also of [undefined, ...optionalInputs(field)]) {
          const given = argumentsOf(field, { textFor: () => 'of-api', also })
          const query = `${operation} { ${field.name}${given} ${selectionOf(getNamedType(field.type))} }`
          const answer = await post('/graphql', { query })
          assert.doesNotMatch(answer, /are allowed/, query)
          assertNothingIn(answer, query)
          asked++
        }
    assert.ok(asked > 100)
  })

  test('are nowhere in the database', async () => {
    const { rows: tables } = await database.pool.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    )
    assert.ok(tables.some(({ name }) => name === 'public.declaration'))
    for (const { name } of tables) {
      const { rows } = await database.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`)
      for (const { row } of rows) assertNothingIn(row, name)
    }
    const { rows } = await database.pool.query('SELECT FROM declaration WHERE secrets <> $1', ['{}'])
    assert.equal(rows.length, 2)
  })

  test('are in nothing that the commands say, and still open after the master key was changed', async () => {
    const home = { WEIR_HOME: join(folder, 'commands'), ...env }
    const rotated = { ...home, WEIR_MASTER_KEY: planted.newMaster, WEIR_MASTER_KEY_PREVIOUS: planted.master }
    for (const [args, around] of [
      [['plan'], home],
      [['export'], home],
      [['secrets', 'rotate'], rotated],
      [['secrets', 'rotate'], rotated],
      [['plan'], { ...home, WEIR_MASTER_KEY: planted.newMaster }],
    ] as const) {
      const { code, stdout, stderr } = await weir(args, around)
      assert.equal(code, 0, stderr)
      assertNothingIn(`${stdout}${stderr}`, args.join(' '))
      if (args[0] === 'plan') assert.match(stdout, /^Nothing to do/)
      if (args[0] === 'export') assert.match(stdout, /apiKey: \$\{OF_API_API_KEY\}/)
    }
    const { code, stdout, stderr } = await weir(['plan'], home)
    assert.equal(code, 1, stdout)
    assert.match(stderr, /was sealed with another master key/)
    assertNothingIn(stderr, 'the refusal of the earlier master key')
  })

  test('are in no line of the log, however much is logged', async () => {
    await gateway.says('a provider failed')
    await gateway.says('the newest declarations cannot be put in force')
    assertNothingIn(gateway.stderr(), 'the log')
  })
})

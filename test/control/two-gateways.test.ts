import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startDatabase, type TestDatabase } from '../kit/database.ts'
import { startGateway, type TestGateway } from '../kit/gateway.ts'

const masterKey = 'one-master-key-for-both-gateways'

/** More than anything here takes, on a machine that does other things besides. */
const patienceMs = 20_000

/** Asks again until the answer is right, every few milliseconds; how long that took. */
const until = async (isSo: () => Promise<boolean>): Promise<number> => {
  const from = performance.now()
  while (!(await isSo())) {
    assert.ok(performance.now() - from < patienceMs, `not within ${patienceMs} ms`)
    await pause(2)
  }
  return performance.now() - from
}

describe('two gateways on one database', () => {
  let server: TestDatabase
  let one: TestGateway
  before(async () => {
    server = await startDatabase()
    one = await gatewayWith('models: [{ name: small, deployments: [{ provider: simulator, model: a }] }]')
  })
  after(async () => {
    await one.close()
    await server.close()
  })

  const gatewayWith = (yaml?: string) =>
    startGateway({
      ...(yaml !== undefined && { yaml }),
      env: { DATABASE_URL: server.url, WEIR_MASTER_KEY: masterKey, WEIR_ADMIN_KEY: 'an-admin-key-for-tests' },
    })
  const serves = async (gateway: TestGateway, name: string): Promise<boolean> =>
    (await gateway.graphql('query ($name: String!) { model(name: $name) { name } }', { name })).data.model !==
    null

  test('what the file of the second one says is in force in the first one soon', async t => {
    assert.ok(await serves(one, 'small'))
    const two = await gatewayWith('models: [{ name: big, deployments: [{ provider: simulator, model: b }] }]')
    try {
      const ms = await until(async () => (await serves(one, 'big')) && !(await serves(one, 'small')))
      t.diagnostic(`in force ${ms.toFixed(0)} ms after the second one was ready`)
    } finally {
      await two.close()
    }
  })

  test('a mutation at one is acted on by the other in less than a second, as a rule', async t => {
    const two = await gatewayWith()
    try {
      const took: number[] = []
      for (let round = 0; round < 10; round++) {
        const name = `model-${round}`
        const { errors } = await one.graphql(
          'mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }',
          { input: { name, deployments: [{ provider: 'simulator', model: name }] } },
        )
        assert.equal(errors, undefined)
        took.push(await until(() => serves(two, name)))
      }
      took.sort((a, b) => a - b)
      assert.ok((took[5] ?? 0) < 1_000, took.join())
      t.diagnostic(
        `mutation answered → acted on by the other: median ${took[5]?.toFixed(1)} ms, longest ${took.at(-1)?.toFixed(1)} ms`,
      )
    } finally {
      await two.close()
    }
  })

  test('a call that runs at the other goes on with what it began with', async () => {
    const two = await gatewayWith()
    try {
      await one.graphql(
        `mutation { createProvider(input: { name: "slow", kind: "simulator", settings: { name: "tokensPerSecond", value: "10" } }) { provider { id } }
          createModel(input: { name: "slow", deployments: [{ provider: "slow", model: "x" }], unpriced: ALLOW }) { model { id } } }`,
      )
      await until(() => serves(two, 'slow'))
      const ask = () =>
        fetch(`${two.url}/v1/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${two.adminKey}` },
          body: JSON.stringify({
            model: 'slow',
            stream: true,
            max_completion_tokens: 10,
            messages: [{ role: 'user', content: 'Why is the sky blue?' }],
          }),
        })
      // The head comes with the first token; the rest takes most of a second.
      const running = await ask()
      const { data } = await one.graphql(
        '{ model(name: "slow") { id version } providers(filter: { search: "slow" }) { edges { node { id version } } } }',
      )
      const archived = await one.graphql(
        `mutation ($model: ArchiveModelInput!, $provider: ArchiveProviderInput!) {
          archiveModel(input: $model) { model { name } } archiveProvider(input: $provider) { provider { name } } }`,
        { model: data.model, provider: data.providers.edges[0].node },
      )
      assert.equal(archived.errors, undefined)
      await until(async () => (await ask()).status === 404)
      const answer = await running.text()
      assert.match(answer, /\[DONE\]/)
      assert.doesNotMatch(answer, /"error"/)
    } finally {
      await two.close()
    }
  })

  test('what an archived tenant has declared is out of use with it', async () => {
    const create = 'mutation { createTenant(input: { name: "gone" }) { secret tenant { id version } } }'
    const { secret, tenant } = (await one.graphql(create)).data.createTenant
    await one.graphql(
      'mutation { createGuardrail(input: { name: "x", detectors: ["EMAIL"] }) { guardrail { id } } }',
      {},
      secret,
    )
    const version = async () =>
      (await server.pool.query('SELECT version FROM control_version')).rows[0].version
    const before = await version()
    const archive =
      'mutation ($input: ArchiveTenantInput!) { archiveTenant(input: $input) { tenant { id } } }'
    assert.equal((await one.graphql(archive, { input: tenant }, secret)).errors, undefined)
    assert.equal(Number(await version()), Number(before) + 1)
  })

  test('one without a file leaves alone what another one’s file says', async () => {
    const two = await gatewayWith()
    try {
      assert.ok(await serves(two, 'big'))
      assert.ok(await serves(one, 'big'))
    } finally {
      await two.close()
    }
  })

  test('a lost connection is replaced, and what was changed meanwhile is in force then', async () => {
    await server.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'weir-changes'`,
    )
    await server.pool.query(`UPDATE declaration SET archived_at = now() WHERE name = 'big'`)
    await until(async () => !(await serves(one, 'big')))
  })

  test('what cannot be put in force leaves the last good state, and says why until it is mended', async () => {
    await server.pool.query(`UPDATE declaration SET archived_at = NULL WHERE name = 'big'`)
    await until(() => serves(one, 'big'))
    const readiness = async () => (await fetch(`${one.url}/readyz`)).json()
    assert.deepEqual(await readiness(), { status: 'ready' })
    await server.pool.query(
      `UPDATE declaration SET spec = jsonb_set(spec, '{deployments,0,provider}', '"nobody"') WHERE name = 'big'`,
    )
    await until(async () => one.events.some(({ level }) => level === 'error'))
    assert.deepEqual(await readiness(), { status: 'ready', configuration: 'outdated' })
    assert.ok(await serves(one, 'big'))
    assert.match(
      JSON.stringify(one.events.filter(({ level }) => level === 'error')),
      /the model `big`: deployments\[0\]\.provider: there is no provider `nobody`/,
    )
    await server.pool.query(
      `UPDATE declaration SET spec = jsonb_set(spec, '{deployments,0,provider}', '"simulator"') WHERE name = 'big'`,
    )
    await until(async () => JSON.stringify(await readiness()) === '{"status":"ready"}')
  })
})

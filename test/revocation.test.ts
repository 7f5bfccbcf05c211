import assert from 'node:assert/strict'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'undici'
import { startDatabase, type TestDatabase, temporaryFolder } from './kit/database.ts'
import { type GatewayProcess, startProcess } from './kit/process.ts'

/** Of both gateways together. */
const callsPerSecond = 1_000
/** How long the load lasts before the key is revoked: two gateways that have only started do not take all of it. */
const warmUpMs = 6_000
/** Before the revocation, in which calls are counted. */
const countedMs = 1_000
/** To each gateway: one for each call at a time, so that few wait on our side. */
const connections = 64

const adminKey = 'the-key-of-a-test-administrator'

/** One call of a load: when it was sent, when its answer began, and what that was. */
interface Sample {
  readonly key: string
  /** Which gateway: 0 is where the key is revoked, 1 the other one. */
  readonly gateway: number
  readonly at: number
  readonly answeredAt: number
  readonly status: number
}

const inMs = (number: number): string => `${number.toFixed(1)} ms`

describe('a key that is revoked on one of two gateways, under load (F02, P29)', () => {
  const folder = temporaryFolder()
  let database: TestDatabase
  let gateways: readonly GatewayProcess[]
  let urls: readonly [string, string]
  before(async () => {
    database = await startDatabase()
    const start = (name: string) => {
      const home = join(folder, name)
      mkdirSync(home)
      return startProcess({ home, env: { DATABASE_URL: database.url, WEIR_ADMIN_KEY: adminKey } })
    }
    const first = start('first')
    await first.ready
    const second = start('second')
    gateways = [first, second]
    urls = [(await first.ready).url, (await second.ready).url]
  })
  after(async () => {
    for (const gateway of gateways ?? []) {
      gateway.kill('SIGTERM')
      await gateway.ended
    }
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const administer = async (query: string, variables: object) => {
    const answer = await fetch(`${urls[0]}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${adminKey}` },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await answer.json()) as { data: Record<string, never>; errors?: unknown }
    assert.equal(errors, undefined)
    return data
  }

  const newKey = async (): Promise<{ id: string; secret: string }> => {
    const data = await administer(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }',
      { input: { name: 'under load' } },
    )
    const { secret, apiKey } = data.createApiKey as unknown as { secret: string; apiKey: { id: string } }
    return { id: apiKey.id, secret }
  }

  test('is refused on the other one in under a second, and no other key is', async t => {
    const [doomed, other] = [await newKey(), await newKey()]
    const pools = urls.map(url => new Pool(url, { connections }))
    t.after(() => Promise.all(pools.map(pool => pool.destroy())))
    const samples: Sample[] = []
    const body = JSON.stringify({ model: 'simulator', messages: [{ role: 'user', content: 'hi' }] })
    const call = async (key: string, gateway: number): Promise<void> => {
      const at = performance.now()
      const { statusCode, body: answer } = await (pools[gateway] as Pool).request({
        method: 'POST',
        path: '/v1/chat/completions',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body,
      })
      const answeredAt = performance.now()
      await answer.dump()
      samples.push({ key, gateway, at, answeredAt, status: statusCode })
    }
    // As many as are due by now, or as the machine is good for.
    const running = new Set<Promise<void>>()
    const startedAt = performance.now()
    let sent = 0
    const load = setInterval(() => {
      const due = ((performance.now() - startedAt) * callsPerSecond) / 1_000
      for (; sent < due && running.size < 2 * connections; sent++) {
        const key = sent % 4 < 2 ? doomed.secret : other.secret
        const work = call(key, sent % 2).finally(() => running.delete(work))
        running.add(work)
      }
    }, 2)
    await wait(warmUpMs)
    const before = performance.now()
    await administer('mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }', {
      id: doomed.id,
    })
    const revokedAt = performance.now()
    await wait(1_500)
    clearInterval(load)
    await Promise.all(running)

    const ofOther = samples.filter(({ key }) => key === other.secret)
    assert.deepEqual(new Set(ofOther.map(({ status }) => status)), new Set([200]))
    const ofDoomed = samples.filter(({ key, gateway }) => key === doomed.secret && gateway === 1)
    const accepted = ofDoomed.filter(({ status }) => status === 200)
    const refused = ofDoomed.filter(({ status }) => status !== 200)
    // Whoever goes on with a key that is refused is told to wait before long.
    assert.ok(refused.every(({ status }) => status === 401 || status === 429))
    assert.ok(refused.some(({ status }) => status === 401))
    const last = Math.max(...accepted.map(({ at }) => at))
    const lastAnswer = Math.max(...accepted.map(({ answeredAt }) => answeredAt))
    const counted = samples.filter(({ at }) => at >= before - countedMs && at < before)
    const rate = counted.length / (countedMs / 1_000)
    t.diagnostic(
      `at ${rate.toFixed(0)} calls a second, the last call that the other gateway accepted was sent ${inMs(last - revokedAt)} after the revocation was answered, and its answer began ${inMs(lastAnswer - revokedAt)} after that; the revocation itself took ${inMs(revokedAt - before)}`,
    )
    assert.ok(last - revokedAt < 1_000, `the key was taken for ${inMs(last - revokedAt)} more`)
    assert.ok(refused.every(({ answeredAt }) => answeredAt > before))
  })
})

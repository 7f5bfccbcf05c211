import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Agent, request } from 'undici'
import { temporaryFolder } from './kit/database.ts'
import { processesIn, startProcess } from './kit/process.ts'
import { startRedis, type TestRedis } from './kit/redis.ts'

const key = 'an-administrator-of-the-tests'

const yaml = `
providers:
  - { name: simulator, kind: simulator }
models:
  - { name: small, deployments: [ { provider: simulator, model: m } ], unpriced: allow }
quotas:
  - { name: twelve, scope: { tenant: default }, meter: REQUESTS, limit: 12, window: DAY, action: BLOCK, onStoreFailure: DENY }
`

describe('a gateway of several processes (WEIR_WORKERS)', { timeout: 120_000 }, () => {
  const folder = temporaryFolder()
  const home = join(folder, 'home')
  let redis: TestRedis
  before(async () => {
    redis = await startRedis()
    writeFileSync(join(folder, 'weir.yaml'), yaml)
  })
  after(async () => {
    await redis.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const start = (env: { readonly [name: string]: string }) =>
    startProcess({
      home,
      env: { WEIR_CONFIG: join(folder, 'weir.yaml'), WEIR_ADMIN_KEY: key, WEIR_WORKERS: '2', ...env },
    })

  /** Its workers, as the kernel knows them. */
  const workersOf = (pid: number): readonly number[] =>
    readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number)
      .filter(child => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('main.ts'))

  /** A call over a connection of its own, which may reach any worker. */
  const call = async (url: string): Promise<number> => {
    const dispatcher = new Agent({ pipelining: 0 })
    try {
      const { statusCode, body } = await request(`${url}/v1/chat/completions`, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ model: 'small', messages: [{ role: 'user', content: 'hi' }] }),
      })
      await body.dump()
      return statusCode
    } finally {
      await dispatcher.close()
    }
  }

  test('says what it needs where its processes could not count together', async () => {
    const { code, stderr } = await start({}).ended
    assert.equal(code, 1)
    assert.match(stderr, /^weir: WEIR_WORKERS: 2 processes keep one budget only .*REDIS_URL.*\n$/)
  })

  test('says once why it cannot start', async () => {
    const { code, stderr } = await start({ REDIS_URL: redis.url, HOST: '192.0.2.1' }).ended
    assert.equal(code, 1)
    const words = stderr.split('\n').filter(line => line.startsWith('weir:'))
    assert.deepEqual(words, ['weir: This machine has no address 192.0.2.1; set HOST to one of its own'])
    assert.deepEqual(processesIn(folder), [])
  })

  test('keeps one quota, outlives a worker that is killed, and stops as one', async () => {
    const gateway = start({ REDIS_URL: redis.url })
    const { url } = await gateway.ready
    const workers = workersOf(gateway.pid)
    assert.equal(workers.length, 2)

    const crowd = () => Promise.all(Array.from({ length: 30 }, () => call(url)))
    let passed = 0
    // Again, where the machine is too busy for Redis to answer in time.
    for (let rounds = 0; passed < 12 && rounds < 50; rounds++)
      passed += (await crowd()).filter(status => status === 200).length
    assert.equal(passed, 12)
    const refused = new Set(await crowd())
    assert.ok(refused.has(429) && !refused.has(200), [...refused].join())

    const ending = gateway.saysNext('A worker has ended')
    process.kill(workers[0] ?? 0, 'SIGKILL')
    await ending
    assert.equal((await fetch(`${url}/healthz`)).status, 200)
    const taken = gateway.saysNext('"msg":"stopped"')
    gateway.kill('SIGTERM')
    await taken
    const { code } = await gateway.ended
    assert.equal(code, 0)
    assert.deepEqual(processesIn(folder), [])
  })
})

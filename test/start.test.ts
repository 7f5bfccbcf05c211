import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startDatabase, type TestDatabase, temporaryFolder } from './kit/database.ts'
import { usePreparedHome } from './kit/prepared-home.ts'
import {
  type Ended,
  type GatewayProcess,
  nothingRunsIn,
  processesIn,
  type Start,
  startProcess,
} from './kit/process.ts'

// Real processes, started as people start them.

const isRoot = process.getuid?.() === 0

/** A start that takes longer hangs. How long one takes is measured by `npm run bench`, on a machine that does nothing else. */
const readyWithinMs = 30_000

/** What a start that fails may take, also where the network does not answer. */
const failsWithinMs = 30_000

const limits = { timeout: 240_000 }

let folder: string
let home: string
const running: GatewayProcess[] = []

beforeEach(() => {
  folder = temporaryFolder()
  home = join(folder, 'home')
})
afterEach(async () => {
  await Promise.all(running.splice(0).map(gateway => stop(gateway)))
  await nothingRunsIn(folder)
  rmSync(folder, { recursive: true, force: true })
})

const start = (about: Omit<Start, 'home'> = {}): GatewayProcess => {
  const gateway = startProcess({ home, ...about })
  running.push(gateway)
  return gateway
}

const stop = (gateway: GatewayProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> => {
  gateway.kill(signal)
  return gateway.ended
}

const viewer = async (url: string, key: string): Promise<unknown> => {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: '{ viewer { name } }' }),
  })
  return answer.json()
}

const owner = { data: { viewer: { name: 'first administrator' } } }

/** DBState of PostgreSQL's control file: 1 after a clean shutdown, 6 while it runs (pg_control.h, storage/control). */
const databaseState = (): number => readFileSync(join(home, 'postgres/global/pg_control')).readInt32LE(16)

/** Nothing of a gateway is left: no process, and nothing that would keep the next start away. */
const assertGone = (): void => {
  assert.deepEqual(processesIn(folder), [])
  assert.equal(existsSync(join(home, 'gateway.pid')), false)
}

describe('a start', limits, () => {
  test('in an empty home makes a key that works and shows it once; the next one shows none', async t => {
    const first = start()
    const { url, adminKey = '', afterMs } = await first.ready
    assert.ok(afterMs < readyWithinMs, `ready after ${afterMs} ms`)
    assert.match(adminKey, /^weir_\w+$/)
    assert.deepEqual(await viewer(url, adminKey), owner)
    const { code, stdout } = await stop(first)
    assert.equal(code, 0)
    assert.equal(stdout.split(adminKey).length, 2)
    assertGone()
    assert.equal(databaseState(), 1)

    const second = start()
    const again = await second.ready
    assert.equal(again.adminKey, undefined)
    assert.ok(again.afterMs < readyWithinMs, `ready after ${again.afterMs} ms`)
    assert.deepEqual(await viewer(again.url, adminKey), owner)
    t.diagnostic(`ready after ${Math.round(afterMs)} ms, at the second start ${Math.round(again.afterMs)} ms`)
    assert.equal((await stop(second, 'SIGINT')).code, 0)
    assertGone()
    assert.equal(databaseState(), 1)
  })

  test('by npm start is the same, and npm passes SIGTERM on', async t => {
    const npm = start({ npm: true })
    const { url, adminKey = '', afterMs } = await npm.ready
    assert.ok(afterMs < readyWithinMs, `ready after ${afterMs} ms`)
    assert.deepEqual(await viewer(url, adminKey), owner)
    t.diagnostic(`ready after ${Math.round(afterMs)} ms`)
    const { code, stderr } = await stop(npm)
    assert.equal(code, 0)
    assert.match(stderr, /"msg":"stopped"/)
    assertGone()
    assert.equal(databaseState(), 1)
  })

  test('by npm start where nothing is installed says what to do', () => {
    copyFileSync(new URL('../package.json', import.meta.url), join(folder, 'package.json'))
    const { status, stderr } = spawnSync('npm', ['start', '--silent'], { cwd: folder, encoding: 'utf8' })
    assert.deepEqual([status, stderr], [1, 'weir: nothing is installed yet; run npm ci first\n'])
  })

  test('by an ordinary user works too', { skip: !isRoot && 'every other test is one' }, async () => {
    const nobody = 65_534
    chownSync(folder, nobody, nobody)
    const gateway = start({ user: nobody })
    const { url, adminKey = '' } = await gateway.ready
    assert.deepEqual(await viewer(url, adminKey), owner)
    assert.equal((await stop(gateway)).code, 0)
    assertGone()
  })

  test('uses the database that DATABASE_URL names, and none of its own', async () => {
    const database = await startDatabase()
    try {
      const gateway = start({ env: { DATABASE_URL: database.url } })
      const { url, adminKey = '' } = await gateway.ready
      assert.deepEqual(await viewer(url, adminKey), owner)
      assert.equal(existsSync(join(home, 'postgres')), false)
      assert.deepEqual(processesIn(home), [])
      assert.equal((await stop(gateway)).code, 0)
    } finally {
      await database.close()
    }
  })

  test('after SIGKILL works at once, whatever was left behind', async t => {
    usePreparedHome(home)
    const first = start()
    const { adminKey = '' } = await first.ready
    await stop(first, 'SIGKILL')
    // A lock whose process id has been given to someone else meanwhile.
    assert.ok(existsSync(join(home, 'gateway.pid')))
    writeFileSync(join(home, 'gateway.pid'), `${process.pid} 1\n`)

    const second = start()
    const { url, afterMs } = await second.ready
    assert.ok(afterMs < readyWithinMs, `ready after ${afterMs} ms`)
    t.diagnostic(`ready after ${Math.round(afterMs)} ms`)
    assert.deepEqual(await viewer(url, adminKey), owner)
    assert.equal((await stop(second)).code, 0)
    assertGone()
  })

  test('that was cut short at any moment does not harm the next one', async () => {
    for (const cut of [
      () => existsSync(join(home, 'gateway.pid')),
      () => existsSync(join(home, 'postgres.new')),
      () => existsSync(join(home, 'postgres')),
      () => existsSync(join(home, 'postgres/postmaster.pid')),
    ]) {
      const gateway = start()
      let isReady = false
      gateway.ready.then(() => (isReady = true)).catch(() => undefined)
      // These moments are short, and a busy machine may miss one.
      while (!cut() && !isReady) await pause(1)
      await stop(gateway, 'SIGKILL')
    }
    const gateway = start()
    const { url, adminKey = '' } = await gateway.ready
    assert.deepEqual(await viewer(url, adminKey), owner)
    assert.equal((await stop(gateway)).code, 0)
  })

  test('on the home of a gateway that runs is refused, and does not disturb it', async () => {
    usePreparedHome(home)
    const first = start()
    const { url, adminKey = '' } = await first.ready
    const { code, stderr } = await start().ended
    assert.equal(stderr, `weir: Another gateway (process ${first.pid}) uses ${home} already\n`)
    assert.equal(code, 1)
    assert.deepEqual(await viewer(url, adminKey), owner)
  })
})

describe('a start that cannot be', limits, () => {
  let database: TestDatabase
  let silent: Server
  before(async () => {
    database = await startDatabase()
    silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
  })
  after(async () => {
    silent.close()
    await database.close()
  })

  /** Starts and expects these lines on standard error, none of them the log's, and code 1, in good time. */
  const fails = async (about: Omit<Start, 'home'>, ...lines: readonly RegExp[]): Promise<void> => {
    const before = performance.now()
    const { code, stdout, stderr } = await start(about).ended
    const took = performance.now() - before
    const said = stderr.split('\n').filter(line => line !== '' && !line.startsWith('{'))
    assert.equal(said.length, lines.length, stderr)
    for (const [index, line] of lines.entries()) assert.match(said[index] ?? '', line)
    assert.equal(stdout, '')
    assert.equal(code, 1)
    assert.ok(took < failsWithinMs, `ended after ${took} ms`)
    assert.deepEqual(processesIn(folder), [])
  }

  const portOf = (server: Server): number => {
    const address = server.address()
    return address !== null && typeof address === 'object' ? address.port : 0
  }

  test('because the port is in use says so, and the next one still shows the admin key', async () => {
    const port = portOf(silent)
    await fails(
      { env: { PORT: `${port}` } },
      new RegExp(`^weir: Port ${port} of 127.0.0.1 is in use already; set PORT to another one`),
    )
    const { url, adminKey = '' } = await start().ready
    assert.deepEqual(await viewer(url, adminKey), owner)
  })

  test('because the machine has no such address says so', () =>
    fails({ env: { HOST: '192.0.2.1' } }, /^weir: This machine has no address 192\.0\.2\.1; set HOST/))

  test('because of its environment names every fault', () =>
    fails(
      { env: { PORT: '70000', DATABASE_URL: 'mysql://me:hunter2@db' } },
      /^weir: environment PORT: must be a whole number from 0 to 65535$/,
      /^weir: environment DATABASE_URL: must be an address that starts with postgres:\/\/ or postgresql:\/\/$/,
    ))

  test('because of its data folder names it', async () => {
    writeFileSync(home, 'a file')
    await fails(
      {},
      /^weir: Cannot use the data folder \S+\/home \(EEXIST\); set WEIR_HOME to one that can be written$/,
    )
  })

  test('because nobody may enter its data folder names it', async () => {
    chmodSync(folder, 0o500)
    const about = isRoot ? { user: 65_534 } : {}
    await fails(about, /^weir: Cannot use the data folder \S+\/home \(EACCES\); set WEIR_HOME/)
    chmodSync(folder, 0o700)
  })

  test('because of its database says what is wrong with it, and never the password', async () => {
    const url = new URL(database.url)
    const withUrl = (change: Partial<URL>): Omit<Start, 'home'> => ({
      env: { DATABASE_URL: Object.assign(new URL(url), change).href },
    })
    const { host } = url
    await fails(
      withUrl({ password: 'hunter2' }),
      new RegExp(`^weir: DATABASE_URL: PostgreSQL at ${host} refuses the user "weir" or its password$`),
    )
    const deaf = new RegExp(
      `^weir: DATABASE_URL: cannot connect to PostgreSQL at 127.0.0.1:${portOf(silent)}: .*time`,
    )
    await fails(withUrl({ port: `${portOf(silent)}` }), deaf)
  })

  test('because of its configuration names each fault with its line', async () => {
    const file = join(folder, 'weir.yaml')
    await fails({ env: { WEIR_CONFIG: file } }, /^weir: \S+weir\.yaml cannot be read: there is no such file/)
    writeFileSync(
      file,
      'models:\n  - { name: small, deployments: [ { provider: nobody, model: x } ] }\nquotas:\n  - { name: q, scope: { team: ghosts }, meter: COST, limit: 1, window: DAY, action: BLOCK }\n',
    )
    await fails(
      { env: { WEIR_CONFIG: file } },
      /^weir: \S+weir\.yaml:2:\d+ models\[0\]\.deployments\[0\]\.provider: there is no provider `nobody`/,
      /^weir: \S+weir\.yaml:4:\d+ quotas\[0\]\.scope\.team: there is no team `ghosts`/,
    )
    assert.equal(existsSync(home), false)
  })
})

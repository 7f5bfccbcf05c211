import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { findLaunch } from '../src/stores/postgres/embedded/account.ts'
import { findBinaries } from '../src/stores/postgres/embedded/binaries.ts'
import { ensureCluster } from '../src/stores/postgres/embedded/cluster.ts'
import { stopProcess } from '../src/stores/postgres/embedded/leftover.ts'
import { startServer } from '../src/stores/postgres/embedded/server.ts'
import { callers, type Outcome } from './kit/callers.ts'
import { temporaryFolder } from './kit/database.ts'
import { embeddedUrl, type GatewayProcess, processesIn, startProcess } from './kit/process.ts'

// The gateway and its database as processes, load from real clients, and then one of the two is gone.

const key = 'an-administrator-of-the-tests'
const kills = 20
const outageMs = 30_000

/** Answers of some 60 ms, so that a kill finds most calls in the middle of theirs. */
const yaml = `
providers:
  - { name: quick, kind: simulator, text: The short waves of light are scattered most., firstTokenMs: "5", tokensPerSecond: "150" }
models:
  - { name: quick, deployments: [ { provider: quick, model: m } ], price: { inputPerMillionUsd: 0.15, outputPerMillionUsd: 0.60 } }
`

/** Clients of every API that ask one question after the other, and the ids of the calls whose end they have seen. */
const load = (url: string) => {
  const answered: string[] = []
  const refused: string[] = []
  let broken = 0
  let stopping = false
  const arrivals: { readonly count: number; readonly resolve: () => void }[] = []

  const note = (outcome: Outcome): void => {
    if ('code' in outcome) refused.push(outcome.code)
    else answered.push(idOf(outcome.id))
    for (const arrival of arrivals) if (answered.length >= arrival.count) arrival.resolve()
  }
  const client = async (index: number): Promise<void> => {
    const caller = callers[index % callers.length]
    while (!stopping && caller) {
      try {
        note(await caller.ask({ url, key, model: 'quick', text: 'Why is the sky blue?' }))
      } catch {
        // The connection broke: the client cannot know whether its call has ended.
        broken++
        return
      }
    }
  }
  const clients = Promise.all(Array.from({ length: 4 * callers.length }, (_, index) => client(index)))
  return {
    answered,
    refused,
    broken: () => broken,
    /** Resolves when so many calls have been answered, or when no client is left. */
    reached: (count: number): Promise<unknown> =>
      Promise.race([clients, new Promise<void>(resolve => arrivals.push({ count, resolve }))]),
    /** Lets the calls in flight end. */
    stop: (): Promise<unknown> => {
      stopping = true
      return clients
    },
  }
}

/** The call's id behind a global id. */
const idOf = (globalId: string): string =>
  Buffer.from(globalId, 'base64url').toString().replace('Completion:', '')

interface Kept {
  readonly rows: number
  readonly distinct: number
  readonly lost: readonly string[]
}

/** What the ledger holds of these calls, and that its reports say the same. */
const audit = async (url: string, databaseUrl: string, answered: readonly string[]): Promise<Kept> => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string }>('SELECT id FROM ledger.call')
    const ids = new Set(rows.map(({ id }) => id))
    const { rows: sums } = await client.query<{ [name: string]: string }>(
      `SELECT count(*) AS requests, sum(input_tokens) AS "inputTokens", sum(output_tokens) AS "outputTokens",
        sum(cost_nanos) AS nanos FROM ledger.call`,
    )
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({
        query: '{ usage { rows { totals { requests inputTokens outputTokens cost { usd } } } } }',
      }),
    })
    const { data } = (await answer.json()) as {
      data: { usage: { rows: { totals: { [name: string]: unknown; cost: { usd: string } } }[] } }
    }
    const { cost, ...totals } = data.usage.rows[0]?.totals ?? { cost: { usd: '0' } }
    const { nanos, ...counts } = sums[0] ?? {}
    assert.deepEqual(
      totals,
      Object.fromEntries(Object.entries(counts).map(([name, sum]) => [name, Number(sum)])),
    )
    assert.equal(Math.round(Number(cost.usd) * 1e9), Number(nanos))
    return { rows: rows.length, distinct: ids.size, lost: answered.filter(id => !ids.has(id)) }
  } finally {
    await client.end()
  }
}

/** Resolves when the journal has told the database of its rows. */
const replayed = async (databaseUrl: string, calls: number): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  let rows = 0
  while (rows < calls) rows = Number((await client.query('SELECT count(*) FROM ledger.call')).rows[0].count)
  await client.end()
}

describe('a gateway under load', { timeout: 170_000, concurrency: true }, () => {
  const folder = temporaryFolder()
  const gateways = new Set<GatewayProcess>()
  before(() => writeFileSync(join(folder, 'weir.yaml'), yaml))
  after(async () => {
    for (const gateway of gateways) {
      gateway.kill('SIGKILL')
      await gateway.ended
    }
    while (processesIn(folder).length > 0) await new Promise(setImmediate)
    rmSync(folder, { recursive: true, force: true })
  })

  const start = async (home: string, env: { readonly [name: string]: string } = {}) => {
    const process = startProcess({
      home,
      env: { WEIR_CONFIG: join(folder, 'weir.yaml'), WEIR_ADMIN_KEY: key, ...env },
    })
    gateways.add(process)
    const { url } = await process.ready
    return { process, url, home }
  }

  test(`that is killed ${kills} times loses no call that a client has seen the end of, and counts none twice`, async t => {
    const home = join(folder, 'killed')
    const answered: string[] = []
    let broken = 0
    for (let kill = 0; kill < kills; kill++) {
      const { process, url } = await start(home)
      const clients = load(url)
      // At a moment that is another one each time: somewhere behind the next calls to be answered.
      await clients.reached(10 + Math.floor(Math.random() * 150))
      process.kill('SIGKILL')
      await process.ended
      await clients.stop()
      answered.push(...clients.answered)
      broken += clients.broken()
      assert.deepEqual(clients.refused, [])
    }
    const { process, url } = await start(home)
    const { rows, distinct, lost } = await audit(url, embeddedUrl(home), answered)
    process.kill('SIGTERM')
    assert.equal((await process.ended).code, 0)
    t.diagnostic(
      `${kills} kills: ${answered.length} calls answered, ${lost.length} lost; ${broken} broken off; ${rows} rows, ${rows - distinct} of them twice`,
    )
    assert.deepEqual(lost, [])
    assert.equal(rows, distinct)
    assert.ok(answered.length > kills * 10)
    assert.ok(broken > kills)
  })

  /** Load while the database is away, by `outage`; then nothing is missing. */
  const outlives = async (
    url: string,
    databaseUrl: () => string,
    outage: (clients: ReturnType<typeof load>) => Promise<void>,
  ): Promise<string> => {
    const clients = load(url)
    await clients.reached(100)
    const before = clients.answered.length
    await outage(clients)
    const during = clients.answered.length - before
    await clients.reached(clients.answered.length + 100)
    await clients.stop()
    await replayed(databaseUrl(), clients.answered.length)
    const { rows, distinct, lost } = await audit(url, databaseUrl(), clients.answered)
    assert.deepEqual(lost, [])
    assert.equal(rows, distinct)
    assert.equal(rows, clients.answered.length)
    assert.deepEqual(clients.refused, [])
    assert.equal(clients.broken(), 0)
    assert.ok(during > 500, `only ${during} calls were answered while the database was away`)
    return `${clients.answered.length} calls answered, ${during} of them while the database was away; ${rows} rows, none lost, none twice`
  }

  test('whose own database hangs, and then is killed, answers on and loses nothing', async t => {
    const gateway = await start(join(folder, 'hung'))
    const home = join(folder, 'hung')
    const said = await outlives(
      gateway.url,
      () => embeddedUrl(home),
      async clients => {
        const database = processesIn(join(home, 'postgres'))
        for (const pid of database) process.kill(pid, 'SIGSTOP')
        const until = Date.now() + outageMs
        while (Date.now() < until) await clients.reached(clients.answered.length + 1)
        for (const pid of database) process.kill(pid, 'SIGCONT')
        // The server itself: the first process that was started.
        process.kill(Math.min(...database), 'SIGKILL')
        await gateway.process.says('PostgreSQL runs again')
      },
    )
    t.diagnostic(said)
  })

  test('whose database is stopped answers on and loses nothing', async t => {
    const home = join(folder, 'stopped')
    const database = await ownDatabase(folder)
    const gateway = await start(home, { DATABASE_URL: database.url })
    const said = await outlives(
      gateway.url,
      () => database.url,
      async clients => {
        await database.stop()
        const until = Date.now() + outageMs
        while (Date.now() < until) await clients.reached(clients.answered.length + 1)
        await database.start()
      },
    )
    t.diagnostic(said)
    gateway.process.kill('SIGTERM')
    assert.equal((await gateway.process.ended).code, 0)
    await database.stop()
  })
})

/** A PostgreSQL that nobody looks after: it stays away until it is started again. */
const ownDatabase = async (folder: string) => {
  const data = join(folder, 'database')
  const binaries = findBinaries()
  const launch = findLaunch(data, [data, binaries.postgres])
  const password = await ensureCluster({ data, passwordFile: `${data}.password` }, binaries, launch)
  let server = await startServer({ data, binaries, launch })
  const { port } = server
  return {
    url: `postgresql://weir:${password}@127.0.0.1:${port}/postgres`,
    stop: () => stopProcess(server.pid),
    async start() {
      server = await startServer({ data, binaries, launch, port })
    },
  }
}

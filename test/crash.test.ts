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
import { takeIn } from '../src/stores/postgres/take-in.ts'
import { callers, type Outcome } from './kit/callers.ts'
import { temporaryFolder } from './kit/database.ts'
import { eventually } from './kit/eventually.ts'
import { embeddedUrl, type GatewayProcess, nothingRunsIn, processesIn, startProcess } from './kit/process.ts'

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

/** So many clients of every API that ask one question after the other, and the ids of the calls whose end they have seen. */
const load = (url: string, ofEach: number) => {
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
  const clients = Promise.all(Array.from({ length: ofEach * callers.length }, (_, index) => client(index)))
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
    await takeIn(client)
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
  await eventually(async () => {
    await takeIn(client)
    const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM ledger.call')
    assert.ok(Number(rows[0]?.count) >= calls, `${rows[0]?.count} of ${calls} calls are there`)
  }, 60_000)
  await client.end()
}

describe('a gateway under load', { timeout: 400_000, concurrency: 3 }, () => {
  const folder = temporaryFolder()
  const gateways = new Set<GatewayProcess>()
  let hung: Started
  let stopped: Started & { readonly database: OwnDatabase }
  // One after the other, while there is no load yet.
  before(async () => {
    writeFileSync(join(folder, 'weir.yaml'), yaml)
    hung = await start(join(folder, 'hung'))
    const database = await ownDatabase(folder)
    stopped = { database, ...(await start(join(folder, 'stopped'), { DATABASE_URL: database.url })) }
  })
  after(async () => {
    for (const gateway of gateways) {
      gateway.kill('SIGKILL')
      await gateway.ended
    }
    await stopped.database.stop()
    await nothingRunsIn(folder)
    rmSync(folder, { recursive: true, force: true })
  })

  const start = async (home: string, env: { readonly [name: string]: string } = {}): Promise<Started> => {
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
      const clients = load(url, 4)
      // At a moment that is another one each time: somewhere behind the next calls to be answered.
      await clients.reached(10 + Math.floor(Math.random() * 150))
      process.kill('SIGKILL')
      await process.ended
      await clients.stop()
      answered.push(...clients.answered)
      broken += clients.broken()
      // A machine that has too much to do turns calls away, which is no loss.
      assert.deepEqual(new Set(clients.refused).difference(new Set(['UNAVAILABLE'])), new Set())
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

  /** Load while the database is away, by `whileAway`; then nothing is missing. */
  const outlives = async (
    { url, process }: Started,
    databaseUrl: () => string,
    whileAway: (clients: ReturnType<typeof load>) => Promise<void>,
  ): Promise<string> => {
    // Few, as it goes on for long; what counts is that they go on.
    const clients = load(url, 1)
    await clients.reached(100)
    const before = clients.answered.length
    await whileAway(clients)
    const during = clients.answered.length - before
    await clients.reached(clients.answered.length + 100)
    await clients.stop()
    assert.equal(clients.broken(), 0, process.stderr().slice(-4_000))
    await replayed(databaseUrl(), clients.answered.length)
    const { rows, distinct, lost } = await audit(url, databaseUrl(), clients.answered)
    assert.deepEqual(lost, [])
    assert.equal(rows, distinct)
    assert.equal(rows, clients.answered.length)
    assert.deepEqual(clients.refused, [])
    assert.ok(during > 500, `only ${during} calls were answered while the database was away`)
    return `${clients.answered.length} calls answered, ${during} of them while the database was away; ${rows} rows, none lost, none twice`
  }

  /** Resolves half a minute later, during which somebody is answered all the time. */
  const outage = async (clients: ReturnType<typeof load>): Promise<void> => {
    const until = Date.now() + outageMs
    while (Date.now() < until && clients.broken() === 0) await clients.reached(clients.answered.length + 1)
  }

  test('whose own database hangs, and then is killed, answers on and loses nothing', async t => {
    const said = await outlives(
      hung,
      () => embeddedUrl(hung.home),
      async clients => {
        const database = processesIn(join(hung.home, 'postgres'))
        for (const pid of database) process.kill(pid, 'SIGSTOP')
        await outage(clients)
        for (const pid of database) process.kill(pid, 'SIGCONT')
        // The server itself: the first process that was started.
        process.kill(Math.min(...database), 'SIGKILL')
        await hung.process.says('PostgreSQL runs again')
      },
    )
    t.diagnostic(said)
  })

  test('whose database is stopped answers on and loses nothing', async t => {
    const { database, process } = stopped
    const said = await outlives(
      stopped,
      () => database.url,
      async clients => {
        await database.stop()
        await outage(clients)
        await database.start()
      },
    )
    t.diagnostic(said)
    process.kill('SIGTERM')
    assert.equal((await process.ended).code, 0)
  })
})

/** A gateway that is ready. */
interface Started {
  readonly process: GatewayProcess
  readonly url: string
  readonly home: string
}

type OwnDatabase = Awaited<ReturnType<typeof ownDatabase>>

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

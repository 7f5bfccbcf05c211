import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Log } from '../../src/core/ports.ts'
import { openDatabase } from '../../src/stores/postgres/database.ts'
import { migrate } from '../../src/stores/postgres/migrate.ts'
import { type Bench, type Row, round } from '../rounds.ts'
import { adminKey, startWeir } from '../weir.ts'

const rows = 1_000_000
const statementRows = 5_000
const month = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }

/** 40 models of 8 providers, three of them asked by each of 2,000 people through 100 applications of 20 teams; every tenth call is for an order. */
const generateCalls = `
  INSERT INTO ledger.call (id, started_at, tenant, api_key, team, application, "user", operation, api, model, provider,
    deployment, stream, cached, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
    usage_source, cost_nanos, latency_ms, outcome, tags, subject_type, subject_id, attempts, verdicts)
  SELECT gen_random_uuid(), $1::timestamptz + n * (INTERVAL '31 days' / ${rows}), 'default', 'key-' || person, 'team-' || app % 20,
    'app-' || app, 'user-' || person, 'complete', 'GRAPHQL', 'model-' || model, 'provider-' || model % 8,
    'provider-' || model % 8 || '/model-' || model, true, n % 50 = 0, n % 3000, 0, 0, n % 700, 0, 'PROVIDER', n % 1000000, 800,
    CASE WHEN n % 97 = 0 THEN 'FAILED' ELSE 'FINISHED' END, CASE WHEN n % 4 = 0 THEN '{nightly}'::text[] ELSE '{}' END,
    CASE WHEN n % 10 = 0 THEN 'Order' END, CASE WHEN n % 10 = 0 THEN n::text END, '[]', '[]'
  FROM (SELECT n, hashint4(n) & 2147483647 AS chance FROM generate_series($2::int, $3::int) AS n) AS numbered,
    LATERAL (SELECT chance % 2000 AS person, chance % 100 AS app, (chance % 2000 + chance / 2000 % 3) % 40 AS model) AS chosen`

const question = (groupBy: string, interval: string): string =>
  `{ usage(filter: { from: "${month.from}", to: "${month.to}" }, groupBy: [${groupBy}], interval: ${interval}) {
    rows { start group { value } totals { requests totalTokens cost { usd } } } } }`

const silent: Log = { info() {}, warn() {}, error() {} }

/** From the request over HTTP to the last byte of the answer, for a month of a million calls. */
export const usage = async ({ upstream, rounds, say }: Bench): Promise<Row[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  try {
    const database = await openDatabase({ home: join(folder, 'home'), log: silent })
    try {
      await migrate({ url: database.url, log: silent })
      await fill(database.url)
      const weir = await startWeir(upstream.port, { policies: 'NONE', databaseUrl: database.url })
      try {
        const ask = (query: string) => milliseconds(weir.port, query)
        for (const [what, query] of [
          ['by day and team', question('TEAM', 'DAY')],
          ['by user', question('USER', 'MONTH')],
          ['by tag and day', question('TAG', 'DAY')],
        ] as const)
          say(`  ${what}: ${round(await median(() => ask(query), 5))} ms`)
        return [
          {
            name: 'usage of a month by day and model, a million calls',
            value: round(await median(() => ask(question('MODEL', 'DAY')), rounds * 10), 1),
            unit: 'ms',
            reference: null,
            ratio: null,
            floor: 50,
            goal: 20,
            better: 'LESS',
          },
        ]
      } finally {
        await weir.stop()
      }
    } finally {
      await database.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const fill = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query("SET weir.system = 'on'")
    await client.query('SELECT ledger.ensure_month($1)', [month.from])
    for (let first = 0; first < rows; first += statementRows)
      await client.query(generateCalls, [month.from, first, first + statementRows - 1])
    // As if they had become part of the audit trail long ago, so that nothing but usage is measured.
    await client.query('TRUNCATE audit.unsealed')
    await client.query('VACUUM ANALYZE')
  } finally {
    await client.end()
  }
}

const median = async (measure: () => Promise<number>, times: number): Promise<number> => {
  const values: number[] = []
  for (let time = -3; time < times; time++) {
    const value = await measure()
    if (time >= 0) values.push(value)
  }
  return values.sort((one, other) => one - other)[times >> 1] ?? Number.NaN
}

const milliseconds = async (port: number, query: string): Promise<number> => {
  const startedAt = performance.now()
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  const text = await answer.text()
  if (!text.includes('"rows":[{')) throw new Error(`The gateway says ${answer.status}: ${text.slice(0, 200)}`)
  return performance.now() - startedAt
}

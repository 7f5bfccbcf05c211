import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { authentication } from './measures/authentication.ts'
import { concurrentStreams } from './measures/concurrent-streams.ts'
import { graphql } from './measures/graphql.ts'
import { ledger } from './measures/ledger.ts'
import { memory } from './measures/memory.ts'
import { meterStage } from './measures/quotas.ts'
import { rest } from './measures/rest.ts'
import { schemas } from './measures/schemas.ts'
import { shed } from './measures/shed.ts'
import { startUp } from './measures/start-up.ts'
import { streamEvents } from './measures/stream-events.ts'
import { usage } from './measures/usage.ts'
import { workers } from './measures/workers.ts'
import { portkey } from './peers/portkey.ts'
import type { Bench, Row } from './rounds.ts'
import { cores, pinned, start } from './subject.ts'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Also measures other gateways, which are installed into a folder of their own first. */
    peers: { type: 'boolean', default: false },
    /** Short rounds: to see that all works, not to quote. */
    quick: { type: 'boolean', default: false },
    /** How many calls the memory is watched over; DESIGN speaks of a million. */
    calls: { type: 'string' },
  },
})

const say = (text: string): void => void process.stderr.write(`${text}\n`)
if (pinned) execFileSync('taskset', ['-pc', String(cores.other), String(process.pid)])
else say('This machine cannot keep processes on one core each; expect the figures to vary.')

const upstream = await start('upstream', ['bench/upstream.ts'], { core: cores.other })
const bench: Bench = { upstream, roundMs: options.quick ? 1000 : 4000, rounds: options.quick ? 1 : 5, say }
const calls = Number(options.calls ?? (options.quick ? 20_000 : 300_000))
const measures: { readonly [name: string]: () => Promise<Row[]> } = {
  start: () => startUp(bench),
  rest: () => rest(bench),
  graphql: () => graphql(bench),
  events: () => streamEvents(bench),
  streams: () => concurrentStreams(bench),
  workers: () => workers(bench),
  ledger: () => ledger(bench),
  usage: () => usage(bench),
  quotas: () => meterStage(bench),
  shed: () => shed(bench),
  authentication: () => authentication(bench),
  schemas: () => schemas(bench),
  memory: () => memory(bench, { calls, cancelled: options.quick ? 1000 : 10_000 }),
  ...(options.peers && { portkey: () => portkey(bench) }),
}

const rows: Row[] = []
try {
  for (const [name, measure] of Object.entries(measures)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    say(`measuring ${name} …`)
    rows.push(...(await measure()))
  }
} finally {
  await upstream.stop()
}

const met = ({ value, ratio, floor, better }: Row): boolean =>
  better === 'MORE' ? (ratio ?? value) >= floor : (ratio ?? value) <= floor

const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB; Node ${process.versions.node}`
const table = [
  `Measured on ${new Date().toISOString().slice(0, 10)} (${machine}).`,
  pinned
    ? 'What is measured runs on one core; load, provider, databases and this program on another. Calls and events are counted against the CPU time of all threads of what is measured.'
    : 'Processes were not pinned.',
  '',
  '| what | Weir | reference | ratio | floor | goal | |',
  '|---|---|---|---|---|---|---|',
  ...rows.map(row =>
    [
      '',
      row.name,
      `${row.value} ${row.unit}`,
      row.reference ? `${row.reference.name}: ${row.reference.value}` : '–',
      row.ratio ?? '–',
      row.floor,
      row.goal,
      met(row) ? 'met' : '**short**',
      '',
    ]
      .join(' | ')
      .trim(),
  ),
  '',
].join('\n')

console.log(table)
if (!options.quick && positionals.length === 0) {
  const results = join(import.meta.dirname, 'results')
  writeFileSync(join(results, 'latest.md'), table)
  writeFileSync(
    join(results, 'latest.json'),
    `${JSON.stringify(
      rows.map(({ better: _, reference, ...row }) => ({ ...row, reference: reference?.name ?? null })),
      null,
      2,
    )}\n`,
  )
}
if (!rows.every(met)) process.exitCode = 1

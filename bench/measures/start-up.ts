import { type Bench, type Row, round } from '../rounds.ts'
import { cores } from '../subject.ts'
import { startWeir } from '../weir.ts'

/** From the command to the line that says ready, in an empty home: the median of a few starts, on all cores. */
export const startUp = async ({ upstream, rounds, say }: Bench): Promise<Row[]> => {
  const times: number[] = []
  for (let start = 0; start < rounds; start++) {
    const startedAt = performance.now()
    const weir = await startWeir(upstream.port, { policies: 'NONE', core: cores.all })
    times.push(performance.now() - startedAt)
    await weir.stop()
    say(`  ready after ${times.at(-1)?.toFixed(0)} ms`)
  }
  return [
    {
      name: 'the first start, until it is ready',
      value: round(times.sort((one, other) => one - other)[times.length >> 1] ?? Number.NaN),
      unit: 'ms',
      reference: null,
      ratio: null,
      floor: 5000,
      goal: 2500,
      better: 'LESS',
    },
  ]
}

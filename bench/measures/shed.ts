import { holdOpen, pace, percentile } from '../http-load.ts'
import { type Bench, inTurn, type Row, round, withSubjects } from '../rounds.ts'
import { restShot } from '../shots.ts'
import { startWeir } from '../weir.ts'

/** So much in flight, and a gateway takes no more (api/overload.ts). */
const mostPending = 10_000
const perSecond = 500

/** How long it takes to be turned away by a gateway that has too much to do: 503, with when to come back. */
export const shed = (bench: Bench): Promise<Row[]> =>
  withSubjects([startWeir(bench.upstream.port, { policies: 'ALL' })], async weir => {
    const shot = restShot(weir.port)
    const waiting = await holdOpen(shot, mostPending)
    try {
      const about = { connections: 64, ms: bench.roundMs, expect: 'retry-after: 1', status: 503, perSecond }
      const [p99] = await inTurn(bench, async () => {
        const before = weir.cpuMs()
        const { calls, latencies } = await pace(shot, about)
        const cpuMs = (weir.cpuMs() - before) / calls
        bench.say(
          `  ${cpuMs.toFixed(2)} ms of CPU each, half within ${percentile(latencies, 0.5).toFixed(2)} ms`,
        )
        return percentile(latencies, 0.99)
      })
      return [
        {
          name: `turned away while ${mostPending} others wait, ${perSecond} a second (p99)`,
          value: round(p99, 2),
          unit: 'ms',
          reference: null,
          ratio: null,
          floor: 5,
          goal: 2,
          better: 'LESS',
        },
      ]
    } finally {
      waiting.close()
    }
  })

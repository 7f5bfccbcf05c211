import { setTimeout as wait } from 'node:timers/promises'
import { pace, percentile, type Shot } from '../http-load.ts'
import {
  type Bench,
  callsPerCpuSecond,
  callsPerSecond,
  inTurn,
  type Row,
  reference,
  round,
  withSubjects,
} from '../rounds.ts'
import { restShot } from '../shots.ts'
import type { Subject } from '../subject.ts'
import { startWeir } from '../weir.ts'

const proxyName = 'bare Node proxy'

/** In which calls that have ended have become part of the audit chain too (`src/audit/worker.ts`). */
const afterworkMs = 7_000

/** `/v1/chat/completions` against a proxy that does nothing: how much, and what it adds to the time of a call. */
export const rest = (bench: Bench): Promise<Row[]> =>
  withSubjects(
    [
      startWeir(bench.upstream.port, { policies: 'ALL' }),
      reference(bench, 'proxy'),
      reference(bench, 'recording-proxy'),
    ],
    async (weir, proxy, recording) => {
      const [ours, theirs] = await inTurn(
        bench,
        () => callsPerCpuSecond(weir, restShot(weir.port), bench),
        () => callsPerCpuSecond(proxy, restShot(proxy.port), bench),
      )
      // What the provider, the load and the database let it answer that have the other core to share.
      const [answered] = await inTurn(bench, () => callsPerSecond(restShot(weir.port), bench))
      const perSecond = answered / 2
      const [p99, proxyP99, recordingP99] = await inTurn(
        bench,
        async () => {
          const measured = await percentileOf(restShot(weir.port), 0.99)
          // Seals and roll-ups of these calls must not disturb the others.
          await wait(afterworkMs)
          return measured
        },
        () => percentileOf(restShot(proxy.port), 0.99),
        () => percentileOf(restShot(recording.port), 0.99),
      )
      const [first, proxyFirst] = await inTurn(
        bench,
        () => firstToken(weir),
        () => firstToken(proxy),
      )
      return [
        {
          name: 'REST, unary, all policies on',
          value: round(ours),
          unit: 'calls/CPU s',
          reference: { name: proxyName, value: round(theirs) },
          ratio: round(ours / theirs, 3),
          floor: 0.3,
          goal: 0.5,
          better: 'MORE',
        },
        {
          name: `added p99 at half load (${round(perSecond)} calls/s)`,
          value: round(p99 - proxyP99, 2),
          unit: 'ms',
          reference: { name: proxyName, value: round(proxyP99, 2) },
          ratio: null,
          floor: 3,
          goal: 1,
          better: 'LESS',
        },
        {
          name: `the same against a proxy that writes each call to the disk`,
          value: round(p99 - recordingP99, 2),
          unit: 'ms',
          reference: { name: 'proxy with fsync', value: round(recordingP99, 2) },
          ratio: null,
          floor: 3,
          goal: 1,
          better: 'LESS',
        },
        {
          name: 'added time to first token (SSE, median)',
          value: round(first - proxyFirst, 2),
          unit: 'ms',
          reference: { name: proxyName, value: round(proxyFirst, 2) },
          ratio: null,
          floor: 3,
          goal: 1,
          better: 'LESS',
        },
      ]

      async function percentileOf(shot: Shot, of: number): Promise<number> {
        const about = { connections: 64, ms: bench.roundMs, expect: 'Rayleigh', perSecond }
        return percentile((await pace(shot, about)).latencies, of)
      }

      /** The provider sends its first token at once and the others at a pace, so that the rest of the answer is not measured. */
      async function firstToken({ port }: Subject): Promise<number> {
        const shot = restShot(port, { stream: true, content: 'Please answer at pace-50-8' })
        const about = { connections: 64, ms: bench.roundMs, expect: 'The', perSecond: 100 }
        return percentile((await pace(shot, { ...about, until: 'EXPECTED' })).latencies, 0.5)
      }
    },
  )

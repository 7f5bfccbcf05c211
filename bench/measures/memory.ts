import { abandon, saturate } from '../http-load.ts'
import { type Bench, type Row, round, withSubjects } from '../rounds.ts'
import { restShot } from '../shots.ts'
import type { Subject } from '../subject.ts'
import { startWeir } from '../weir.ts'

/** How much is done before memory is compared with what it was after a quarter. */
export interface MemoryLoad {
  readonly calls: number
  readonly cancelled: number
}

/** Resident memory after many calls, and after many streams whose readers left in the middle. */
export const memory = (bench: Bench, { calls, cancelled }: MemoryLoad): Promise<Row[]> =>
  withSubjects([startWeir(bench.upstream.port, { policies: 'ALL' })], async weir => [
    await watch(weir, bench, {
      name: `memory after ${calls} calls`,
      total: calls,
      some: async () =>
        (await saturate(restShot(weir.port), { connections: 48, ms: 5000, expect: 'Rayleigh' })).calls,
    }),
    await watch(weir, bench, {
      name: `memory after ${cancelled} cancelled streams`,
      total: cancelled,
      async some() {
        const streams = cancelled / 10
        const shot = restShot(weir.port, { stream: true, content: 'Please answer at pace-20-200' })
        await abandon(shot, { connections: 50, streams, expect: 'The' })
        return streams
      },
    }),
  ])

const watch = async (
  weir: Subject,
  bench: Bench,
  work: { readonly name: string; readonly total: number; readonly some: () => Promise<number> },
): Promise<Row> => {
  const megabytes = () => weir.rssBytes() / 2 ** 20
  let done = 0
  let early: number | undefined
  while (done < work.total) {
    done += await work.some()
    if (early === undefined && done >= work.total / 4) early = megabytes()
    bench.say(`  ${done} of ${work.total}: ${megabytes().toFixed(0)} MB`)
  }
  const late = megabytes()
  return {
    name: work.name,
    value: round(late),
    unit: 'MB',
    reference: { name: 'after a quarter', value: round(early ?? late) },
    ratio: round(late / (early ?? late), 3),
    floor: 1.15,
    goal: 1.05,
    better: 'LESS',
  }
}

import { percentile } from '../http-load.ts'
import { type Bench, type Row, withSubjects } from '../rounds.ts'
import { subscribing } from '../shots.ts'
import type { Subject } from '../subject.ts'
import { startWeir } from '../weir.ts'
import { openClient } from '../ws-load.ts'

const perSecond = 20
const seconds = 6

/** How many streams of 20 tokens a second one core holds: 99 % of the gaps must stay below five token times. */
export const concurrentStreams = (bench: Bench): Promise<Row[]> =>
  withSubjects([startWeir(bench.upstream.port, { policies: 'ALL' })], async weir => {
    let held = 0
    for (const streams of [500, 1000, 1500, 2000]) {
      const p99 = await gapOf(weir, streams)
      bench.say(`  ${streams} streams: 99 % of the gaps are below ${p99.toFixed(0)} ms`)
      if (p99 > (1000 / perSecond) * 5) break
      held = streams
    }
    return [
      {
        name: `streams of ${perSecond} tokens/s held by one core`,
        value: held,
        unit: 'streams',
        reference: null,
        ratio: null,
        floor: 1000,
        goal: 2000,
        better: 'MORE',
      },
    ]
  })

/** The time between two events of a stream that 99 % do not exceed, in milliseconds. */
const gapOf = async (weir: Subject, streams: number): Promise<number> => {
  const content = `Please answer at pace-${perSecond}-${perSecond * seconds}`
  const what = subscribing(weir.port, 'small', { messages: [{ role: 'USER', content }] })
  const clients = await Promise.all(Array.from({ length: 20 }, () => openClient(what)))
  const gaps: number[] = []
  await Promise.all(
    Array.from({ length: streams }, (_, index) => {
      let last: number | undefined
      return clients[index % clients.length]?.subscribe(() => {
        const now = performance.now()
        if (last !== undefined) gaps.push(now - last)
        last = now
      })
    }),
  )
  for (const client of clients) client.close()
  gaps.sort((a, b) => a - b)
  return percentile(gaps, 0.99)
}

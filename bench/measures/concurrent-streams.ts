import { setTimeout as wait } from 'node:timers/promises'
import { percentile } from '../http-load.ts'
import { type Bench, inTurn, type Row, withSubjects } from '../rounds.ts'
import { subscribing } from '../shots.ts'
import type { Subject } from '../subject.ts'
import { startWeir } from '../weir.ts'
import { openClient } from '../ws-load.ts'

const perSecond = 20
/** Streams begin one after the other, as they do in life; gaps are measured while all of them run. */
const rampSeconds = 3
const measuredSeconds = 5
/** Some more than are measured, so that none ends before the last one was. */
const tokens = perSecond * (rampSeconds + measuredSeconds + 2)

/** How many streams of 20 tokens a second one core holds: 99 % of the gaps must stay below five token times. */
export const concurrentStreams = (bench: Bench): Promise<Row[]> =>
  withSubjects([startWeir(bench.upstream.port, { policies: 'ALL' })], async weir => {
    let held = 0
    // As everywhere, the compiler sees what is hot before anything counts.
    for (let round = 0; round < 2; round++) await gapOf(weir, 300)
    for (const streams of [500, 1000, 1500, 2000]) {
      bench.say(`  ${streams} streams: milliseconds that 99 % of the gaps do not exceed`)
      const [p99] = await inTurn({ ...bench, rounds: 1, warmUpRounds: 0 }, () => gapOf(weir, streams))
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
  const content = `Please answer at pace-${perSecond}-${tokens}`
  const what = subscribing(weir.port, 'small', { messages: [{ role: 'USER', content }] })
  const clients = await Promise.all(Array.from({ length: 20 }, () => openClient(what)))
  const measuredFrom = performance.now() + rampSeconds * 1000
  const measuredTo = measuredFrom + measuredSeconds * 1000
  const gaps: number[] = []
  await Promise.all(
    Array.from({ length: streams }, async (_, index) => {
      await wait((index / streams) * rampSeconds * 1000)
      let last: number | undefined
      await clients[index % clients.length]?.subscribe(() => {
        const now = performance.now()
        if (last !== undefined && last >= measuredFrom && last < measuredTo) gaps.push(now - last)
        last = now
      })
    }),
  )
  for (const client of clients) client.close()
  gaps.sort((a, b) => a - b)
  return percentile(gaps, 0.99)
}

import { type Bench, inTurn, type Row, reference, round, withSubjects } from '../rounds.ts'
import { subscribing } from '../shots.ts'
import type { Subject } from '../subject.ts'
import { startWeir } from '../weir.ts'
import { drink, type Subscribing } from '../ws-load.ts'

/** Token events of subscriptions over graphql-ws, from the simulator that answers as fast as it can. */
export const streamEvents = (bench: Bench): Promise<Row[]> =>
  withSubjects(
    [startWeir(bench.upstream.port, { policies: 'ALL' }), reference(bench, 'graphql-ws')],
    async (weir, bare) => {
      const pieces = Array.from({ length: 200 }, () => 'word ')
      const events = async (subject: Subject, what: Subscribing) => {
        const before = subject.cpuMs()
        const load = await drink(what, { sockets: 4, streamsEach: 4, ms: bench.roundMs })
        return (load.events / (subject.cpuMs() - before)) * 1000
      }
      const unpaced = {
        providerOptions: { simulator: { pieces, firstTokenMs: 0, tokensPerSecond: 0 } },
      }
      const [ours, theirs] = await inTurn(
        bench,
        () => events(weir, subscribing(weir.port, 'simulator', unpaced)),
        () => events(bare, subscribing(bare.port, 'small')),
      )
      return [
        {
          name: 'stream events over graphql-ws, redaction on',
          value: round(ours),
          unit: 'events/CPU s',
          reference: { name: 'bare graphql-ws + graphql-js', value: round(theirs) },
          ratio: round(ours / theirs, 3),
          floor: 0.5,
          goal: 0.75,
          better: 'MORE',
        },
      ]
    },
  )

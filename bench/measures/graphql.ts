import { type Bench, callsPerCpuSecond, inTurn, type Row, reference, round, withSubjects } from '../rounds.ts'
import { graphqlShot } from '../shots.ts'
import { startWeir } from '../weir.ts'

/** `complete` over GraphQL against Apollo Server with one resolver that asks the same provider. */
export const graphql = (bench: Bench): Promise<Row[]> =>
  withSubjects(
    [startWeir(bench.upstream.port, { policies: 'ALL' }), reference(bench, 'apollo')],
    async (weir, apollo) => {
      const [ours, theirs] = await inTurn(
        bench,
        () => callsPerCpuSecond(weir, graphqlShot(weir.port), bench),
        () => callsPerCpuSecond(apollo, graphqlShot(apollo.port), bench),
      )
      return [
        {
          name: 'GraphQL complete, all policies on',
          value: round(ours),
          unit: 'calls/CPU s',
          reference: { name: 'Apollo Server, one resolver', value: round(theirs) },
          ratio: round(ours / theirs, 3),
          floor: 0.55,
          goal: 0.9,
          better: 'MORE',
        },
      ]
    },
  )

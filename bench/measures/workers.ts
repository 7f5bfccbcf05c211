import { withRedis } from '../redis.ts'
import { type Bench, callsPerCpuSecond, inTurn, type Row, round, withSubjects } from '../rounds.ts'
import { restShot } from '../shots.ts'
import { cores } from '../subject.ts'
import { startWeir } from '../weir.ts'

const connections = 48

/**
 * What two processes on two cores do that share a port, a database and a Redis, against one on one with a Redis. Both are
 * counted by the CPU time that a call takes, as load, provider and database need a core too: a machine of two has none left
 * for them.
 */
export const workers = (bench: Bench): Promise<Row[]> =>
  withRedis(redisUrl =>
    withSubjects(
      [
        startWeir(bench.upstream.port, { policies: 'ALL', redisUrl }),
        startWeir(bench.upstream.port, { policies: 'ALL', redisUrl, workers: 2, core: cores.all }),
      ],
      async (one, two) => {
        const [single, each] = await inTurn(
          // Each of two processes sees half of the calls.
          { ...bench, warmUpRounds: 6 },
          () => callsPerCpuSecond(one, restShot(one.port), { ...bench, connections }),
          // Each of them has as much to do as the one by itself.
          () => callsPerCpuSecond(two, restShot(two.port), { ...bench, connections: 2 * connections }),
        )
        return [
          {
            name: 'two workers on two cores',
            value: round(2 * each),
            unit: 'calls/s of CPU',
            reference: { name: 'one worker', value: round(single) },
            ratio: round((2 * each) / single, 2),
            floor: 1.7,
            goal: 1.9,
            better: 'MORE',
          },
        ]
      },
    ),
  )

import { withRedis } from '../redis.ts'
import { type Bench, callsPerCpuSecond, inTurn, type Row, round, withSubjects } from '../rounds.ts'
import { restShot } from '../shots.ts'
import { startWeir } from '../weir.ts'

/**
 * What two processes do that share a port, a database and a Redis, against one with a Redis. Both are counted by the CPU
 * time that a call takes, as load, provider and database need a core too: a machine of two has none left for them.
 */
export const workers = (bench: Bench): Promise<Row[]> =>
  withRedis(redisUrl =>
    withSubjects(
      [
        startWeir(bench.upstream.port, { policies: 'ALL', redisUrl }),
        startWeir(bench.upstream.port, { policies: 'ALL', redisUrl, workers: 2 }),
      ],
      async (one, two) => {
        const [single, each] = await inTurn(
          bench,
          () => callsPerCpuSecond(one, restShot(one.port), bench),
          () => callsPerCpuSecond(two, restShot(two.port), bench),
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

import { type Shot, saturate } from './http-load.ts'
import { cores, type Subject, start } from './subject.ts'

/** One line of the result: what was measured, against what, and what DESIGN promises. */
export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly reference: { readonly name: string; readonly value: number } | null
  /** value : reference, or null where the value stands for itself. */
  readonly ratio: number | null
  readonly floor: number
  readonly goal: number
  /** Whether more is better; the floor is then a least value, else a most. */
  readonly better: 'MORE' | 'LESS'
}

export interface Bench {
  readonly upstream: Subject
  /** Length of one measured round, in milliseconds. */
  readonly roundMs: number
  readonly rounds: number
  readonly say: (text: string) => void
}

/** The compiler needs some ten thousand calls before it has seen what is hot: rounds that do not count. */
const warmUpRounds = 3

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Measures subjects in turn, so that what disturbs the machine disturbs all of them; the median of each. */
export const inTurn = async <const M extends readonly (() => Promise<number>)[]>(
  bench: Bench,
  ...measures: M
): Promise<{ [position in keyof M]: number }> => {
  const values = measures.map((): number[] => [])
  for (let round = -warmUpRounds; round < bench.rounds; round++) {
    const latest: number[] = []
    for (const measure of measures) latest.push(await measure())
    bench.say(
      `  ${round < 0 ? 'warming up' : `round ${round + 1}`}: ${latest.map(at => at.toFixed(2)).join(' against ')}`,
    )
    if (round >= 0) for (const [position, value] of latest.entries()) values[position]?.push(value)
  }
  return values.map(median) as { [position in keyof M]: number }
}

/** Starts a script of `bench/references` that asks the same provider. */
export const reference = (bench: Bench, name: string): Promise<Subject> =>
  start(name, [`bench/references/${name}.ts`], {
    core: cores.measured,
    env: { UPSTREAM: `http://127.0.0.1:${bench.upstream.port}` },
  })

/** Starts subjects, measures with them, stops them whatever happens. */
export const withSubjects = async <T, const S extends readonly Promise<Subject>[]>(
  starting: S,
  measure: (...subjects: { [position in keyof S]: Subject }) => Promise<T>,
): Promise<T> => {
  const subjects = await Promise.all(starting)
  try {
    return await measure(...subjects)
  } finally {
    for (const subject of subjects) await subject.stop()
  }
}

/** Calls a second of CPU time: what one core does when it has nothing else to do, also on a machine that has. */
export const callsPerCpuSecond = async (
  subject: Subject,
  shot: Shot,
  { roundMs, connections = 48 }: Pick<Bench, 'roundMs'> & { readonly connections?: number },
): Promise<number> => {
  const before = subject.cpuMs()
  const load = await saturate(shot, { connections, ms: roundMs, expect: 'Rayleigh' })
  return (load.calls / (subject.cpuMs() - before)) * 1000
}

/** To so many digits behind the point. */
export const round = (value: number, digits = 0): number => Number(value.toFixed(digits))

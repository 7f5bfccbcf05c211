import { type Shot, saturate } from './http-load.ts'
import { stolenShare } from './stolen-time.ts'
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
  /** The compiler needs some ten thousand calls before it has seen what is hot: rounds that do not count; 3 if not said. */
  readonly warmUpRounds?: number
  readonly say: (text: string) => void
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** So many rounds are made again at most, and from which share of the time on that others took. */
const spareRounds = 2
const disturbing = 0.02

/**
 * Measures subjects in turn, so that what disturbs the machine disturbs all of them; the median of each. A host that is
 * shared takes time away now and then: rounds go on until enough of them had all of it, or some more were made, and those
 * that lost the least are counted.
 */
export const inTurn = async <const M extends readonly (() => Promise<number>)[]>(
  bench: Bench,
  ...measures: M
): Promise<{ [position in keyof M]: number }> => {
  const { warmUpRounds = 3 } = bench
  const made: { readonly stolen: number; readonly values: readonly number[] }[] = []
  const undisturbed = (): number => made.filter(({ stolen }) => stolen < disturbing).length
  for (
    let round = -warmUpRounds;
    undisturbed() < bench.rounds && round < bench.rounds + spareRounds;
    round++
  ) {
    const values: number[] = []
    const ended = stolenShare()
    for (const measure of measures) values.push(await measure())
    const stolen = ended()
    const name = round < 0 ? 'warming up' : `round ${round + 1}`
    const lost = stolen < disturbing ? '' : ` (the host took ${(stolen * 100).toFixed(0)} % of the time)`
    bench.say(`  ${name}: ${values.map(at => at.toFixed(2)).join(' against ')}${lost}`)
    if (round >= 0) made.push({ stolen, values })
  }
  const counted = made.sort((a, b) => a.stolen - b.stolen).slice(0, bench.rounds)
  return measures.map((_, position) =>
    median(counted.map(({ values }) => values[position] ?? Number.NaN)),
  ) as {
    [position in keyof M]: number
  }
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

/** Calls a second by the clock. */
export const callsPerSecond = async (shot: Shot, { roundMs }: Pick<Bench, 'roundMs'>): Promise<number> => {
  const load = await saturate(shot, { connections: 48, ms: roundMs, expect: 'Rayleigh' })
  return load.calls / load.seconds
}

/** To so many digits behind the point. */
export const round = (value: number, digits = 0): number => Number(value.toFixed(digits))

import type { PayerState } from '../core/chargeback.ts'

/** Of whom a call was. */
export interface Caller {
  readonly team: string | null
  readonly application: string | null
}

/** Who has paid for what, at any time. */
export interface Payers {
  /**
   * Who pays for a caller's calls of a moment: the application, else its team, else the next team above that said so
   * then. Where none did, the first that was named afterwards; null if there is none.
   */
  at(caller: Caller, moment: number): string | null
  /** The team that an application belonged to. */
  teamOf(application: string, moment: number): string | null
  /** The moments within a time at which it changes who pays for something. */
  changes(from: number, to: number): readonly number[]
}

/** Out of all that teams and applications have said, oldest first. */
export const createPayers = (history: readonly PayerState[]): Payers => {
  const states = Map.groupBy(history, ({ kind, name }) => keyOf(kind, name))
  const stateAt = (key: string, moment: number): PayerState | undefined =>
    states.get(key)?.findLast(({ since }) => since <= moment) ?? states.get(key)?.[0]

  const named = ({ team, application }: Caller, moment: number): string | undefined => {
    const own = application === null ? undefined : stateAt(keyOf('APPLICATION', application), moment)
    if (own?.costCentre !== undefined) return own.costCentre
    const seen = new Set<string>()
    for (let name = team ?? undefined; name !== undefined && !seen.has(name); ) {
      seen.add(name)
      const state = stateAt(keyOf('TEAM', name), moment)
      if (state?.costCentre !== undefined) return state.costCentre
      name = state?.parent
    }
    return undefined
  }

  /** When anything was said that may tell who pays for the caller, after a moment. */
  const laterMoments = ({ team, application }: Caller, moment: number): readonly number[] => {
    const keys = new Set<string>()
    const waiting = [
      ...(application === null ? [] : [keyOf('APPLICATION', application)]),
      ...(team === null ? [] : [keyOf('TEAM', team)]),
    ]
    const moments = new Set<number>()
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      if (keys.has(key)) continue
      keys.add(key)
      for (const { kind, since, parent } of states.get(key) ?? []) {
        if (since > moment) moments.add(since)
        if (kind === 'TEAM' && parent !== undefined) waiting.push(keyOf('TEAM', parent))
      }
    }
    return [...moments].sort((one, other) => one - other)
  }

  return {
    at(caller, moment) {
      const then = named(caller, moment)
      if (then !== undefined) return then
      for (const later of laterMoments(caller, moment)) {
        const centre = named(caller, later)
        if (centre !== undefined) return centre
      }
      return null
    },
    teamOf: (application, moment) => stateAt(keyOf('APPLICATION', application), moment)?.parent ?? null,
    changes: (from, to) => [
      ...new Set(
        Array.from(states.values(), ofOne => ofOne.slice(1))
          .flat()
          .map(({ since }) => since)
          .filter(since => since > from && since < to)
          .sort((one, other) => one - other),
      ),
    ],
  }
}

const keyOf = (kind: PayerState['kind'], name: string): string => `${kind} ${name}`

import type { Clock, Log } from '../core/ports.ts'
import type { Principal } from '../core/principal.ts'
import { remember } from '../core/remember.ts'
import type { Services } from '../core/services.ts'

/** A younger answer of the database is used as it is, and an older one is read again. In milliseconds. */
const freshMs = 500
/** An older one is not used, unless the database is away. */
const staleMs = 1_000
/** Most teams that are kept. */
const mostTeams = 10_000

interface Known {
  readonly teams: readonly string[]
  readonly readAt: number
}

/**
 * Adds to each principal the teams above its own, as they are within a second: a quota of a department counts the
 * calls of its teams. `chainOf` asks the database, which the path of a call waits for only at a team's first call.
 */
export const withTeams = (
  authenticate: Services['authenticate'],
  about: {
    readonly chainOf: (tenant: string, team: string) => Promise<readonly string[]>
    readonly clock: Clock
    readonly log: Log
  },
): Services['authenticate'] => {
  const { chainOf, clock, log } = about
  const known = new Map<string, Known>()
  const reading = new Map<string, Promise<Known>>()
  /** One object for each principal, as long as nothing changes. */
  const complete = new WeakMap<Principal, Principal>()

  const read = (key: string, tenant: string, team: string): Promise<Known> => {
    const running = reading.get(key)
    if (running) return running
    const readAt = clock()
    const fresh = chainOf(tenant, team)
      .then(teams => {
        const entry = { teams, readAt }
        remember(known, key, entry, mostTeams)
        return entry
      })
      .finally(() => reading.delete(key))
    reading.set(key, fresh)
    return fresh
  }

  const teamsOf = async (tenant: string, team: string): Promise<readonly string[]> => {
    const key = JSON.stringify([tenant, team])
    const entry = known.get(key)
    const age = entry ? Math.abs(clock() - entry.readAt) : Infinity
    if (entry && age <= freshMs) return entry.teams
    const fresh = read(key, tenant, team)
    if (!entry) return (await fresh).teams
    const checked = fresh.catch(error => {
      log.warn({ error }, 'teams cannot be read; what was known of them stays good')
      return entry
    })
    return age <= staleMs ? entry.teams : (await checked).teams
  }

  return async (credentials, occasion) => {
    const principal = await authenticate(credentials, occasion)
    if (principal?.team === undefined) return principal
    const teams = await teamsOf(principal.tenant, principal.team)
    const before = complete.get(principal)
    if (before?.teams === teams) return before
    const whole = { ...principal, teams }
    complete.set(principal, whole)
    return whole
  }
}

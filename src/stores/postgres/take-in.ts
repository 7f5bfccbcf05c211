import type pg from 'pg'
import { pause } from '../../core/pause.ts'
import type { Log } from '../../core/ports.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

/** How many calls are taken in with one statement. */
const batchCalls = 1_000

const takeInNow = { name: 'ledger-take-in', text: 'SELECT ledger.roll_up($1) AS taken' } as const

/** One gateway at a time takes calls in: where another one is at it, there is nothing to do. */
const takeInUnlessAnotherDoes = {
  name: 'ledger-take-in-unless',
  text: `SELECT CASE WHEN pg_try_advisory_xact_lock(hashtext('ledger.roll_up'))
    THEN ledger.roll_up($1) ELSE 0 END AS taken`,
} as const

/** Takes in the oldest, at most `batchCalls`; how many those were. */
const takeSome = async (
  database: Pick<pg.Pool | pg.Client, 'query'>,
  statement: typeof takeInNow | typeof takeInUnlessAnotherDoes,
): Promise<number> => {
  const { rows } = await database.query<{ taken: string }>({ ...statement, values: [batchCalls] })
  return Number(rows[0]?.taken)
}

/**
 * Makes rows of the calls that have arrived, and adds them to the roll-ups: whoever reads calls or usage next finds every
 * call that was durable before. Not to be used within a transaction, which would keep all others from it until it ends.
 */
export const takeIn = async (database: Pick<pg.Pool | pg.Client, 'query'>): Promise<void> => {
  while ((await takeSome(database, takeInNow)) >= batchCalls);
}

/**
 * Reads calls of a tenant, or what is made of them: roll-ups, and what waits for the audit trail. Every call that was
 * durable before is there. Throws UNAVAILABLE while the database is away.
 */
export const readingCalls = <T>(
  pool: pg.Pool,
  tenant: string,
  read: (client: pg.ClientBase) => Promise<T>,
): Promise<T> =>
  reachable(async () => {
    await takeIn(pool)
    return withinTenant(pool, tenant, read)
  })

/**
 * Takes in what arrives again and again, so that readers find little to do; ends with `close`. Under load it does so in
 * small pieces, as a call is durable no sooner than all that was written before it.
 */
export const keepTakingIn = ({
  pool,
  log,
  everyMs = 1_000,
  busyMs = 100,
}: {
  readonly pool: pg.Pool
  readonly log: Log
  readonly everyMs?: number
  /** The pause after some have been taken in. */
  readonly busyMs?: number
}): { close(): Promise<void> } => {
  const closing = new AbortController()
  let failing = false
  const loop = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      let taken = 0
      try {
        taken = await takeSome(pool, takeInUnlessAnotherDoes)
        failing = false
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        if (!failing && !closing.signal.aborted)
          log.warn({ reason }, 'Calls that have arrived cannot be taken in now; they wait in the database')
        failing = true
      }
      if (taken < batchCalls) await pause(taken > 0 ? busyMs : everyMs, closing.signal)
    }
  }
  const done = loop()
  return {
    async close() {
      closing.abort()
      await done
    },
  }
}

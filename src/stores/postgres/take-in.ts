import type pg from 'pg'
import { pause } from '../../core/pause.ts'
import type { Log } from '../../core/ports.ts'

/** How many calls are taken in with one statement. */
const batchCalls = 1_000

/**
 * Makes rows of the calls that have arrived, and adds them to the roll-ups: whoever reads calls or usage next finds every
 * call that was durable before. How many those were. Not to be used within a transaction, which would keep all others from it until it ends.
 */
export const takeIn = async (database: Pick<pg.Pool | pg.Client, 'query'>): Promise<number> => {
  let all = 0
  const batch = async (): Promise<number> => {
    const { rows } = await database.query<{ taken: string }>({
      name: 'ledger-take-in',
      text: 'SELECT ledger.roll_up($1) AS taken',
      values: [batchCalls],
    })
    const taken = Number(rows[0]?.taken)
    all += taken
    return taken
  }
  while ((await batch()) >= batchCalls);
  return all
}

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
        taken = await takeIn(pool)
        failing = false
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        if (!failing && !closing.signal.aborted)
          log.warn({ reason }, 'Calls that have arrived cannot be taken in now; they wait in the database')
        failing = true
      }
      await pause(taken > 0 ? busyMs : everyMs, closing.signal)
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

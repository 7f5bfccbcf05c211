import type pg from 'pg'
import { pause } from '../../core/pause.ts'
import type { Log } from '../../core/ports.ts'

/** How many calls are added at once, or some more. */
const batchCalls = 5_000

/**
 * Adds the calls that wait to the roll-ups: whoever reads these next finds every call that was durable before. Not to be
 * used within a transaction, which would keep all others from doing so until it ends.
 */
export const rollUp = async (database: Pick<pg.Pool | pg.Client, 'query'>): Promise<void> => {
  const batch = async (): Promise<number> => {
    const { rows } = await database.query<{ rolled: string }>('SELECT ledger.roll_up($1) AS rolled', [
      batchCalls,
    ])
    return Number(rows[0]?.rolled)
  }
  while ((await batch()) >= batchCalls);
}

/** Adds what waits again and again, so that readers find little to do; ends with `close`. */
export const startRollUps = ({
  pool,
  log,
  everyMs = 1_000,
}: {
  readonly pool: pg.Pool
  readonly log: Log
  readonly everyMs?: number
}): { close(): Promise<void> } => {
  const closing = new AbortController()
  let failing = false
  const loop = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await rollUp(pool)
        failing = false
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        if (!failing && !closing.signal.aborted)
          log.warn({ reason }, 'Calls cannot be added to the roll-ups now; they wait in the database')
        failing = true
      }
      await pause(everyMs, closing.signal)
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

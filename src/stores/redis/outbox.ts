import type { Log } from '../../core/ports.ts'
import type { Settlement } from './remote-quotas.ts'

/** What has to be written of calls that ended while Redis did not answer. */
export interface Outbox {
  add(settlement: Settlement): void
  size(): number
  /** Writes what is there, oldest first, until it is empty or `write` fails: then the rest stays. Says whether it is empty. */
  flush(write: (settlement: Settlement) => Promise<void>): Promise<boolean>
}

/** A minute of a thousand calls a second. */
const mostSettlements = 60_000
/** How many are on their way at once. */
const atOnce = 32

export const createOutbox = (log: Log): Outbox => {
  const waiting: Settlement[] = []
  let lost = 0
  let flushing: Promise<boolean> | undefined

  const flush = async (write: (settlement: Settlement) => Promise<void>): Promise<boolean> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, atOnce)
      const written = await Promise.allSettled(batch.map(write))
      // Each of them counts once, so those that did arrive may be sent again.
      if (written.some(({ status }) => status === 'rejected')) return false
      waiting.splice(0, batch.length)
    }
    return true
  }

  return {
    add(settlement) {
      if (waiting.length >= mostSettlements) {
        waiting.shift()
        if (lost++ === 0)
          log.error({}, 'more calls ended without Redis than are remembered; the ledger has them all')
      }
      waiting.push(settlement)
    },
    size: () => waiting.length,
    flush: write =>
      (flushing ??= flush(write).finally(() => {
        flushing = undefined
      })),
  }
}

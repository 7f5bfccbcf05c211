import { setTimeout as wait } from 'node:timers/promises'
import { GatewayError } from '../../core/error.ts'
import type { Clock, Ledger, Log } from '../../core/ports.ts'
import type { CallRecord } from '../../core/record.ts'
import { openJournal } from './journal.ts'
import { createLink } from './ledger-link.ts'
import { encodeRow } from './ledger-row.ts'

/** A ledger in PostgreSQL, with a journal on the local disk behind it. */
export interface PostgresLedger extends Ledger {
  /** Rows that are neither on the database's disk nor in the journal yet. */
  pending(): number
  /** Rows that are in the journal and wait for the database. */
  journaled(): number
  /** Makes every row durable that was appended, and ends. Later appends are refused. */
  close(): Promise<void>
}

export interface LedgerOptions {
  readonly url: string
  /** Of the journal. No other process may use it. */
  readonly folder: string
  readonly log: Log
  readonly clock: Clock
  /** Rows that may wait; beyond it, appends wait before their rows are built. */
  readonly maxPending?: number
  /** From the beginning of one statement to that of the next: what comes meanwhile is written together. */
  readonly writeEveryMs?: number
  /** Rows of one statement. */
  readonly batchRows?: number
  /** After this time the database counts as away and the rows go to the journal. */
  readonly writeWithinMs?: number
  readonly connectWithinMs?: number
  /** Pause before the first attempt to connect again; doubles up to 2 s. */
  readonly reconnectMs?: number
}

interface Entry {
  readonly line: string
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Opens the ledger; if the database is away, with the journal alone. Rows are group committed: while one batch
 * is on its way, and for `writeEveryMs` at the least, the next one gathers. One loop does all the writing, so that no
 * row is on two ways at once; their ids keep rows that are sent twice, after a lost answer or a crash, from being counted
 * twice.
 */
export async function createLedger(options: LedgerOptions): Promise<PostgresLedger> {
  const { url, folder, log, clock, maxPending = 10_000, batchRows = 500 } = options
  const { writeEveryMs = 2, writeWithinMs = 1_000, connectWithinMs = 2_000, reconnectMs = 100 } = options
  const journal = openJournal({ folder, log })
  const work = createBell()
  const space = createBell()
  const link = createLink({
    url,
    log,
    clock,
    connectWithinMs,
    writeWithinMs,
    reconnectMs,
    onConnected: work.ring,
  })
  const queue: Entry[] = []
  /** Rows that were refused, though what they tell of was spent: they are tried again along with the next ones. */
  const owed: string[] = []
  let writing = 0
  let closing = false
  /** How many rows are replayed at once: fewer after each failure. */
  let replayRows = batchRows
  /** The journal's files could not be read: left for the next start. */
  let unreadable = false

  const hasReplay = () => !closing && !unreadable && link.connection() !== undefined && journal.waiting() > 0

  const loop = async () => {
    while (true) {
      const batch = queue.splice(0, rowsWithin(queue, batchRows))
      writing = batch.length
      space.ring()
      if (batch.length > 0) {
        const gathered = closing ? undefined : wait(writeEveryMs)
        await keep(batch)
        writing = 0
        await gathered
      }
      if (hasReplay()) await replay()
      if (queue.length > 0 || hasReplay()) continue
      if (closing) return pay()
      await work.rung()
    }
  }

  const keep = async (batch: readonly Entry[]): Promise<void> => {
    const lines = batch.map(entry => entry.line)
    try {
      await put(lines)
      for (const entry of batch) entry.resolve()
    } catch (cause) {
      owed.push(...lines.slice(0, maxPending - owed.length))
      log.error({ err: cause, rows: batch.length }, 'Neither the database nor the journal takes ledger rows')
      const error = new GatewayError('UNAVAILABLE', 'Calls cannot be recorded now; try again later', {
        cause,
      })
      for (const entry of batch) entry.reject(error)
    }
  }

  /** Puts the lines where they are safe, and some that are owed with them. Throws where none is. */
  const put = async (lines: readonly string[]): Promise<void> => {
    const some = owed.slice(0, batchRows)
    const all = some.length > 0 ? [...some, ...lines] : lines
    if (!(await store(all))) await journal.append(all)
    owed.splice(0, some.length)
  }

  /** The last chance of what is owed. */
  const pay = async (): Promise<void> => {
    try {
      while (owed.length > 0) await put([])
    } catch (err) {
      log.error(
        { err, rows: owed.length },
        'Ledger rows are lost, as neither the database nor the journal takes them',
      )
    }
  }

  const replay = async (): Promise<void> => {
    try {
      const lines = await journal.peek(replayRows)
      const stored = await store(lines)
      // A batch that was too much at once must not be tried for ever as it is.
      replayRows = stored ? Math.min(replayRows * 2, batchRows) : Math.ceil(replayRows / 2)
      if (!stored) return
      await journal.remove(lines.length)
      if (journal.waiting() === 0) log.info({}, 'All rows of the journal are in the ledger')
    } catch (err) {
      unreadable = true
      log.error({ err }, 'The journal cannot be read; its rows stay there until the next start')
    }
  }

  /** Whether the database has taken the lines; if not, it is away. */
  const store = async (lines: readonly string[]): Promise<boolean> => {
    const connection = link.connection()
    if (!connection) return false
    try {
      await connection.write(lines)
      link.worked()
      return true
    } catch (error) {
      link.lost(error)
      return false
    }
  }

  await link.start()
  const done = loop()

  const enqueue = (record: CallRecord): Promise<void> => {
    const line = encodeRow(record)
    return new Promise((resolve, reject) => {
      queue.push({ line, resolve, reject })
      work.ring()
    })
  }

  const enqueueLater = async (record: CallRecord): Promise<void> => {
    while (queue.length >= maxPending && !closing) await space.rung()
    if (closing) throw new GatewayError('UNAVAILABLE', 'The gateway is shutting down')
    return enqueue(record)
  }

  return {
    append: record => (queue.length < maxPending && !closing ? enqueue(record) : enqueueLater(record)),
    pending: () => queue.length + writing + owed.length,
    journaled: () => journal.waiting(),
    async close() {
      closing = true
      work.ring()
      space.ring()
      await done
      await link.close()
      await journal.close()
    },
  }
}

/** What one statement takes of text, in characters, if it is more than one row. */
const batchLength = 1_000_000

/** How many of the first rows make one statement. */
const rowsWithin = (queue: readonly Entry[], most: number): number => {
  let length = 0
  let rows = 0
  while (rows < most && rows < queue.length) {
    length += queue[rows]?.line.length ?? 0
    if (rows > 0 && length > batchLength) break
    rows++
  }
  return rows
}

/** Wakes all who wait at the moment when it rings. */
const createBell = (): { ring(): void; rung(): Promise<void> } => {
  let next: PromiseWithResolvers<void> | undefined
  return {
    ring() {
      next?.resolve()
      next = undefined
    },
    rung() {
      next ??= Promise.withResolvers()
      return next.promise
    },
  }
}

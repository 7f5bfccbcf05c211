import pg from 'pg'
import { within } from '../../core/within.ts'

/** The ledger's own connection. Once a write has failed because the database is away it is of no more use. */
export interface LedgerConnection {
  /** Writes encoded rows, each once however often it is sent. Throws when it takes longer than it may. */
  write(lines: readonly string[]): Promise<void>
  /** Does not wait for an answer that does not come. */
  close(): Promise<void>
}

/** Connects, and makes the partitions of this month and the next. `onLost`: an idle connection broke. */
export async function connectLedger(options: {
  readonly url: string
  readonly connectWithinMs: number
  readonly writeWithinMs: number
  /** Milliseconds since 1970. */
  readonly now: number
  readonly onLost: (error: Error) => void
}): Promise<LedgerConnection> {
  const { url, connectWithinMs, writeWithinMs, now, onLost } = options
  const client = new pg.Client({ connectionString: url, application_name: 'weir-ledger', keepAlive: true })
  client.on('error', onLost)
  // With a query under way, `end` cuts the connection instead of waiting for the server.
  const close = () => within(1_000, client.end()).catch(() => undefined)

  const write = async (lines: readonly string[]) => {
    await client.query({ name: 'ledger-write', text: writeStatement, values: [lines.join('\n')] })
  }

  try {
    const date = new Date(now)
    const prepare = async () => {
      await client.connect()
      // Calls of all tenants: row-level security lets the owner do so who says so (migration 0002).
      await client.query("SET weir.system = 'on'")
      for (const month of [now, Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)])
        await client.query('SELECT ledger.ensure_month($1)', [new Date(month)])
    }
    await within(connectWithinMs, prepare())
  } catch (error) {
    void close()
    throw error
  }
  return { write: lines => within(writeWithinMs, write(lines)), close }
}

/** Rows are made of lines later, as that takes twice as long (migration 0057). A line of JSON has no line feed within. */
const writeStatement = `INSERT INTO ledger.arrived (line) SELECT string_to_table($1, E'\\n')`

import { pause } from '../../core/pause.ts'
import type { Clock, Log } from '../../core/ports.ts'
import { connectLedger, type LedgerConnection } from './ledger-connection.ts'

/** Keeps the ledger connected: gives the connection up when it fails, and gets another one in the background. */
export interface LedgerLink {
  /** Undefined while the database is away. */
  connection(): LedgerConnection | undefined
  /** The first attempt; goes on in the background if it fails. */
  start(): Promise<void>
  /** The connection has failed. */
  lost(error: unknown): void
  /** A write has succeeded: the next loss is a new one. */
  worked(): void
  close(): Promise<void>
}

export interface LinkOptions {
  readonly url: string
  readonly log: Log
  readonly clock: Clock
  readonly connectWithinMs: number
  readonly writeWithinMs: number
  /** Pause before the first attempt to connect again; doubles up to `longestPauseMs`. */
  readonly reconnectMs: number
  /** Called when a connection has come about. */
  readonly onConnected: () => void
}

const longestPauseMs = 2_000

export function createLink(options: LinkOptions): LedgerLink {
  const { url, log, clock, connectWithinMs, writeWithinMs, reconnectMs, onConnected } = options
  const closing = new AbortController()
  let connection: LedgerConnection | undefined
  let reconnecting: Promise<void> | undefined
  let pauseMs = reconnectMs

  const connect = async () => {
    let fresh: LedgerConnection | undefined
    const onLost = (error: Error) => {
      if (connection !== undefined && connection === fresh) lost(error)
    }
    fresh = await connectLedger({ url, connectWithinMs, writeWithinMs, now: clock(), onLost })
    if (closing.signal.aborted) return fresh.close()
    connection = fresh
    onConnected()
  }

  const reconnect = async () => {
    while (!closing.signal.aborted) {
      await pause(pauseMs, closing.signal)
      if (closing.signal.aborted) return
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      try {
        await connect()
        log.info({}, 'The ledger is connected to the database again')
        return
      } catch {
        // Still away, which has been said; the pause has grown.
      }
    }
  }

  const lost = (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    log.warn(
      { reason },
      'The ledger has lost the database; its rows go to the local journal until it is back',
    )
    const old = connection
    connection = undefined
    void old?.close()
    reconnecting ??= reconnect().finally(() => {
      reconnecting = undefined
    })
  }

  return {
    connection: () => connection,
    start: () => connect().catch(lost),
    lost,
    worked() {
      pauseMs = reconnectMs
    },
    async close() {
      closing.abort()
      await reconnecting
      await connection?.close()
    },
  }
}

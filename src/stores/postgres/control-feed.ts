import { setTimeout as sleep } from 'node:timers/promises'
import type { ControlState } from '../../core/declaration.ts'
import type { Log } from '../../core/ports.ts'
import { type ControlConnection, connectControl } from './control-connection.ts'

/** Keeps this gateway at the newest version of what the database says. */
export interface ControlFeed {
  /** Resolves when everything that was committed before the call is in force; rejects with the reason why not. */
  sync(): Promise<void>
  /** Why the newest version is not in force here; undefined: it is. */
  fault(): string | undefined
  close(): Promise<void>
}

export interface ControlFeedOptions {
  readonly url: string
  readonly log: Log
  /** Puts a state in force, or throws and leaves things as they are. */
  readonly onState: (state: ControlState) => void
  /** How often the version is asked for, lest a notification was lost. */
  readonly pollMs?: number
  /** What the database may take for one answer. */
  readonly withinMs?: number
}

const longestPauseMs = 1_000

const messages = {
  away: {
    broken: 'the database cannot be asked for changes; what was in force stays',
    mended: 'the database can be asked for changes again',
  },
  unusable: {
    broken: 'the newest declarations cannot be put in force; those before them stay',
    mended: 'the newest declarations are in force again',
  },
}

/**
 * Reads everything once, then whenever a change is notified or the version has moved; connects again when the
 * connection is lost. What cannot be read or put in force leaves the last good state in force. Throws if there is
 * no first state.
 */
export const openControlFeed = async (options: ControlFeedOptions): Promise<ControlFeed> => {
  const { url, log, onState, pollMs = 500, withinMs = 5_000 } = options
  const closing = new AbortController()
  let connection: ControlConnection | undefined
  let seen: number | undefined
  const faults: { away?: string | undefined; unusable?: string | undefined } = {}
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined

  /** Says it once, however often it is found. */
  const failed = (what: keyof typeof faults, error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error)
    if (faults[what] !== reason) log.error({ reason }, messages[what].broken)
    faults[what] = reason
  }
  const worked = (what: keyof typeof faults): void => {
    if (faults[what] !== undefined) log.info({ version: seen }, messages[what].mended)
    faults[what] = undefined
  }

  const connected = async (): Promise<ControlConnection> => {
    if (connection) return connection
    let fresh: ControlConnection | undefined
    const onLost = () => {
      if (connection === fresh) connection = undefined
      void fresh?.close()
      if (!closing.signal.aborted) void sync().catch(() => undefined)
    }
    fresh = await connectControl({
      url,
      withinMs,
      onChanged: () => void sync().catch(() => undefined),
      onLost,
    })
    connection = fresh
    return fresh
  }

  const pass = async (): Promise<void> => {
    let state: ControlState | undefined
    try {
      const source = await connected()
      if ((await source.version()) !== seen) state = await source.read()
    } catch (error) {
      void connection?.close()
      connection = undefined
      failed('away', error)
      throw error
    }
    worked('away')
    if (!state) return
    // Also one that is of no use: it is read again when it has changed.
    seen = state.version
    try {
      onState(state)
      worked('unusable')
    } catch (error) {
      failed('unusable', error)
      throw error
    }
  }

  /** One pass at a time; whoever comes during one waits for a further one, which all of them share. */
  const sync = (): Promise<void> => {
    if (running) {
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = undefined
          return sync()
        })
      return next
    }
    running = pass().finally(() => {
      running = undefined
    })
    return running
  }

  const poll = async (): Promise<void> => {
    let pauseMs = pollMs
    while (!closing.signal.aborted) {
      await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined)
      if (closing.signal.aborted) return
      pauseMs = await sync().then(
        () => pollMs,
        () => Math.min(pauseMs * 2, Math.max(longestPauseMs, pollMs)),
      )
    }
  }

  const close = async (): Promise<void> => {
    closing.abort()
    await polling
    await running?.catch(() => undefined)
    await connection?.close()
  }

  await sync()
  const polling = poll()
  return { sync, fault: () => faults.unusable ?? faults.away, close }
}

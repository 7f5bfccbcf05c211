import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { KeyEnding } from '../../core/api-key.ts'
import type { Log } from '../../core/ports.ts'

/** Hears of each key that is revoked, or given an earlier end, by any gateway of the database. */
export interface KeyEndings {
  close(): Promise<void>
}

const longestPauseMs = 1_000

/**
 * Listens on a connection of its own, and connects again when that is lost. What happens meanwhile is not heard of, so
 * whoever keeps keys has to read them again now and then. Resolves once it listens, or has failed to for the first time.
 */
export const listenForKeyEndings = async (options: {
  readonly url: string
  readonly log: Log
  readonly onEnding: (ending: KeyEnding) => void
  readonly connectWithinMs?: number
}): Promise<KeyEndings> => {
  const { url, log, onEnding, connectWithinMs = 5_000 } = options
  const closing = new AbortController()
  let client: pg.Client | undefined

  /** Resolves when the connection is lost; rejects where none came about. */
  const listen = async (onListening: () => void): Promise<void> => {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'weir-keys',
      keepAlive: true,
      connectionTimeoutMillis: connectWithinMs,
    })
    const lost = new Promise<void>(resolve => {
      fresh.on('error', () => resolve()).on('end', () => resolve())
    })
    fresh.on('notification', ({ payload }) => {
      const ending = endingIn(payload)
      if (ending) onEnding(ending)
    })
    await fresh.connect()
    client = fresh
    if (closing.signal.aborted) return
    await fresh.query('LISTEN weir_api_key_ending')
    onListening()
    await lost
    await fresh.end().catch(() => undefined)
  }

  const first = Promise.withResolvers<void>()
  const run = async (): Promise<void> => {
    let pauseMs = 50
    while (!closing.signal.aborted) {
      await listen(() => {
        pauseMs = 50
        first.resolve()
      }).catch(error => {
        log.warn({ error }, 'revocations of API keys are not heard of at once, but within a second')
      })
      first.resolve()
      await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
  }
  const running = run()
  await first.promise

  return {
    async close() {
      closing.abort()
      await client?.end().catch(() => undefined)
      await running
    },
  }
}

/** Undefined for what no gateway has said. */
const endingIn = (payload: string | undefined): KeyEnding | undefined => {
  try {
    const { id, revokedAt, expiresAt } = Object(JSON.parse(payload ?? ''))
    if (typeof id !== 'string') return undefined
    return {
      id,
      ...(typeof revokedAt === 'number' && { revokedAt }),
      ...(typeof expiresAt === 'number' && { expiresAt }),
    }
  } catch {
    return undefined
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../../core/ports.ts'
import type { LabelledModule } from '../../core/prompt.ts'
import { createPromptReading } from './prompt-reading.ts'

/** Keeps this gateway at what the labels of all tenants' prompts stand at. */
export interface PromptFeed {
  /** What labels of the tenant's prompts stand at, oldest template first. */
  labelled(tenant: string): readonly LabelledModule[]
  /** Resolves when everything that was committed before the call is known here; rejects with the reason why not. */
  sync(): Promise<void>
  close(): Promise<void>
}

export interface PromptFeedOptions {
  readonly url: string
  readonly log: Log
  /** How often it is asked for changes, lest a notification was lost. */
  readonly pollMs?: number
  /** What the database may take for one answer. */
  readonly withinMs?: number
}

const longestPauseMs = 1_000

/**
 * Listens on a connection of its own and reads what has changed when it is told so, and every now and then without
 * being told. While the database is away, what was known stays. Throws if it cannot be read for the first time.
 */
export const openPromptFeed = async (options: PromptFeedOptions): Promise<PromptFeed> => {
  const { url, log, pollMs = 500, withinMs = 5_000 } = options
  const closing = new AbortController()
  const read = createPromptReading()
  let modules: ReadonlyMap<string, readonly LabelledModule[]> = new Map()
  let client: pg.Client | undefined
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  let away = false

  const connected = async (): Promise<pg.Client> => {
    if (client) return client
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'weir-prompts',
      keepAlive: true,
      connectionTimeoutMillis: withinMs,
      query_timeout: withinMs,
    })
    const forget = (): void => {
      if (client === fresh) client = undefined
    }
    fresh.on('error', forget)
    fresh.on('end', forget)
    fresh.on('notification', () => void sync().catch(() => undefined))
    await fresh.connect()
    // Prompts of all tenants: row-level security lets the owner do so who says so (migration 0002).
    await fresh.query("SET weir.system = 'on'")
    await fresh.query('LISTEN weir_prompts')
    client = fresh
    return fresh
  }

  const pass = async (): Promise<void> => {
    try {
      modules = await read(await connected())
      if (away) log.info({}, 'changes of prompts are heard of again')
      away = false
    } catch (error) {
      const broken = client
      client = undefined
      void broken?.end().catch(() => undefined)
      const reason = error instanceof Error ? error.message : String(error)
      if (!away && !closing.signal.aborted)
        log.error({ reason }, 'the database cannot be asked for changes of prompts; those in force stay')
      away = true
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

  await sync()
  const polling = poll()
  return {
    labelled: tenant => modules.get(tenant) ?? [],
    sync,
    async close() {
      closing.abort()
      await polling
      await running?.catch(() => undefined)
      await client?.end().catch(() => undefined)
    },
  }
}

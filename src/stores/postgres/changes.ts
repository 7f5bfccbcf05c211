import pg from 'pg'
import { pause } from '../../core/pause.ts'
import type { Log } from '../../core/ports.ts'

/** Something that the database tells of, and that this gateway keeps in memory. */
export interface Topic {
  /** The channel on which changes are notified. */
  readonly channel: string
  /**
   * Reads what has changed since the last time, on a connection of the owner that sees all tenants. Called when
   * something was notified, and every now and then lest a notification was lost.
   */
  readonly refresh?: (client: pg.ClientBase) => Promise<void>
  /** Takes what a notification says. */
  readonly heard?: (payload: string) => void
}

/** A topic that is kept up to date. */
export interface Following {
  /** Resolves when everything that was committed before the call has been read; rejects with the reason why not. */
  sync(): Promise<void>
}

/** One connection on which a gateway hears of whatever changes. */
export interface Changes {
  /** Resolves when it was read for the first time; rejects if that fails. */
  follow(topic: Topic): Promise<Following>
  /** Why the database cannot be asked for changes now; undefined: it can. */
  fault(): string | undefined
  close(): Promise<void>
}

export interface ChangesOptions {
  readonly url: string
  readonly log: Log
  /** How often each topic is read, lest a notification was lost. */
  readonly pollMs?: number
  /** What the database may take for one answer. */
  readonly withinMs?: number
}

const longestPauseMs = 1_000
const closeWithinMs = 1_000

const ignore = (): undefined => undefined
/** What fails here has been logged, and is tried again by the next poll. */
const soon = (work: () => Promise<unknown>): void => void work().catch(ignore)

/**
 * Listens on a connection of its own, and connects again when that is lost: then all topics are read anew. While the
 * database is away, what was read last stays.
 */
export const openChanges = ({ url, log, pollMs = 500, withinMs = 5_000 }: ChangesOptions): Changes => {
  const closing = new AbortController()
  const topics = new Map<string, { readonly topic: Topic; readonly sync: () => Promise<void> }>()
  let connection: Promise<pg.Client> | undefined
  let turn: Promise<unknown> = Promise.resolve()
  /** Why each topic that cannot be read now cannot. */
  const faults = new Map<string, string>()

  const syncAll = () => Promise.all([...topics.values()].map(({ sync }) => sync()))

  const lose = (broken: Promise<pg.Client> | undefined): void => {
    if (!broken || connection !== broken) return
    connection = undefined
    void broken.then(end, ignore)
  }

  const connect = async (lost: () => void): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'weir-changes',
      keepAlive: true,
      connectionTimeoutMillis: withinMs,
      query_timeout: withinMs,
    })
    client.on('error', ignore)
    client.on('notification', ({ channel, payload }) => {
      const followed = topics.get(channel)
      followed?.topic.heard?.(payload ?? '')
      if (followed?.topic.refresh) soon(followed.sync)
    })
    try {
      await client.connect()
      // Rows of all tenants: row-level security lets the owner see them who says so (migration 0002).
      await client.query("SET weir.system = 'on'")
      for (const channel of topics.keys()) await client.query(`LISTEN ${channel}`)
      client.on('error', lost).on('end', lost)
      return client
    } catch (error) {
      void end(client)
      throw error
    }
  }

  const connected = (): Promise<pg.Client> => {
    if (connection) return connection
    const fresh: Promise<pg.Client> = connect(() => {
      lose(fresh)
      if (!closing.signal.aborted) soon(syncAll)
    })
    connection = fresh
    return fresh
  }

  /** A connection answers one question at a time. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work)
    turn = mine.catch(ignore)
    return mine
  }

  const pass = async ({ channel, refresh }: Topic): Promise<void> => {
    const used = connected()
    try {
      await refresh?.(await used)
    } catch (error) {
      lose(used)
      const reason = error instanceof Error ? error.message : String(error)
      if (faults.size === 0 && !closing.signal.aborted)
        log.error({ channel, reason }, 'the database cannot be asked for changes; what was in force stays')
      faults.set(channel, reason)
      throw error
    }
    if (faults.delete(channel) && faults.size === 0)
      log.info({}, 'the database can be asked for changes again')
  }

  /** One pass at a time; whoever comes during one waits for a further one, which all of them share. */
  const syncing = (topic: Topic): (() => Promise<void>) => {
    let running: Promise<void> | undefined
    let next: Promise<void> | undefined
    const sync = (): Promise<void> => {
      if (running) {
        const after = () => {
          next = undefined
          return sync()
        }
        next ??= running.then(after, after)
        return next
      }
      running = inTurn(() => pass(topic)).finally(() => {
        running = undefined
      })
      return running
    }
    return sync
  }

  const poll = async (): Promise<void> => {
    let pauseMs = pollMs
    while (!closing.signal.aborted) {
      await pause(pauseMs, closing.signal)
      if (closing.signal.aborted) return
      pauseMs = await syncAll().then(
        () => pollMs,
        () => Math.min(pauseMs * 2, Math.max(longestPauseMs, pollMs)),
      )
    }
  }
  const polling = poll()

  return {
    async follow(topic) {
      const sync = syncing(topic)
      topics.set(topic.channel, { topic, sync })
      await inTurn(async () => (await connected()).query(`LISTEN ${topic.channel}`))
      await sync()
      return { sync }
    },
    fault: () => faults.values().next().value,
    async close() {
      closing.abort()
      await polling
      const last = connection
      connection = undefined
      await last?.then(end, ignore)
    },
  }
}

/** Does not wait for an answer that does not come. */
const end = async (client: pg.Client): Promise<void> => {
  client.removeAllListeners('end').removeAllListeners('error').on('error', ignore)
  const late = new AbortController()
  await Promise.race([client.end().catch(ignore), pause(closeWithinMs, late.signal)])
  late.abort()
}

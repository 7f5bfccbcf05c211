import type { Clock, Log } from '../../core/ports.ts'
import { within } from '../../core/within.ts'
import type { RedisLink } from './connect.ts'
import { Unfilled } from './remote-quotas.ts'
import type { RedisTimings } from './timings.ts'

/** Whether Redis answers, and how many gateways count there. */
export interface Presence {
  /** Does `work` within its time. Throws when Redis does not; after some failures at once, without asking. */
  attempt<T>(work: () => Promise<T>): Promise<T>
  /** The same, whatever is known of Redis, and with no consequence for it. */
  ask<T>(work: () => Promise<T>): Promise<T>
  /** Since when it has not answered, in milliseconds since 1970; undefined while it does. */
  downSince(): number | undefined
  gateways(): number
  /** Connects, and does `first`; where that fails, Redis is away from the beginning. */
  begin(first: () => Promise<void>): Promise<void>
  close(): void
}

export interface PresenceOptions {
  readonly link: RedisLink
  readonly id: string
  readonly clock: Clock
  readonly log: Log
  readonly timings: RedisTimings
  /** Fills the counters of a tenant that Redis does not have. */
  readonly fill: (tag: string) => Promise<void>
  /** Redis is away. */
  readonly onLost: () => void
  /** Writes what was counted without Redis, before that counts again; false if not all could be. */
  readonly catchUp: () => Promise<boolean>
  /** Redis counts again. */
  readonly onBack: () => void
  /** After each sign of life. */
  readonly onBeat: () => void
}

/** So many failures one after the other, and Redis is left alone. */
const mostFailures = 3
/** A gateway that gave no sign of life for so many beats is none. */
const beatsOfSilence = 5

export const createPresence = (options: PresenceOptions): Presence => {
  const { link, id, clock, log, fill, onLost, catchUp, onBack, onBeat } = options
  const { commandMs, fillMs, probeMs, beatMs } = options.timings
  let failures = 0
  let downSince: number | undefined
  let gateways = 1
  /** Since when fewer have been heard of than are counted with. */
  let fewerSince: number | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    if (downSince !== undefined) throw new Error('Redis does not answer')
    try {
      const result = await ask(work)
      failures = 0
      return result
    } catch (error) {
      failed(error)
      throw error
    }
  }
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await within(commandMs, work())
    } catch (error) {
      if (!(error instanceof Unfilled)) throw error
      await within(fillMs, fill(error.tag))
      return within(commandMs, work())
    }
  }

  const failed = (error: unknown): void => {
    failures++
    if (downSince !== undefined || (failures < mostFailures && link.ready())) return
    downSince = clock()
    const reason = error instanceof Error ? error.message : String(error)
    log.error({ reason, gateways }, 'Redis does not answer: each gateway counts quotas by itself now')
    onLost()
    // What it has not read yet is not to be read later.
    if (link.ready()) link.restart()
    schedule(probe, probeMs)
  }

  const probe = async (): Promise<void> => {
    try {
      if (!link.ready()) return schedule(probe, probeMs)
      await beat()
      if (!(await catchUp())) return schedule(probe, probeMs)
    } catch {
      return schedule(probe, probeMs)
    }
    log.info({ afterMs: clock() - (downSince ?? clock()) }, 'Redis answers again: quotas are exact')
    downSince = undefined
    failures = 0
    onBack()
    schedule(live, beatMs)
  }

  const live = async (): Promise<void> => {
    await attempt(beat).catch(() => undefined)
    onBeat()
    if (downSince === undefined) schedule(live, beatMs)
  }

  const beat = async (): Promise<void> => {
    const now = clock()
    const silenceMs = beatMs * beatsOfSilence
    const alive = Math.max(await within(commandMs, link.beat(id, now, now - silenceMs)), 1)
    if (alive < gateways) {
      // Nobody could give a sign of life while Redis was away, and one that was emptied has forgotten them.
      fewerSince = downSince === undefined ? (fewerSince ?? now) : now
      if (now - fewerSince < silenceMs) return
    }
    fewerSince = undefined
    if (alive === gateways) return
    gateways = alive
    log.info({ gateways }, 'the number of gateways that count together has changed')
  }

  const schedule = (work: () => Promise<void>, ms: number): void => {
    clearTimeout(timer)
    if (!closed) timer = setTimeout(work, ms).unref()
  }

  return {
    attempt,
    ask,
    downSince: () => downSince,
    gateways: () => gateways,
    async begin(first) {
      try {
        await within(fillMs, link.connected())
        await beat()
        await first()
        schedule(live, beatMs)
      } catch (error) {
        failures = mostFailures
        failed(error)
      }
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

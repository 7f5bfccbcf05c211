import type { Clock, Log } from '../../core/ports.ts'
import type { Quota, QuotaHistory, QuotaPast } from '../../core/quota.ts'
import type { RedisLink } from './connect.ts'
import { missedOf, withUnused } from './past.ts'
import { tagOf, tenantOf } from './place.ts'
import type { RemoteQuotas } from './remote-quotas.ts'

/** Fills counters that Redis has forgotten or never knew. */
export interface Filling {
  /** Those of a tag, from the ledger; once for all who ask meanwhile. */
  fill(tag: string): Promise<void>
  write(pasts: readonly QuotaPast[], at: number): Promise<void>
  close(): void
}

/** After so long, counters are filled again: what is there stays. */
const trustMs = 30 * 86_400_000
/** Looks at the ledger that may be due at a time. */
const mostLooks = 1_000

export const createFilling = (about: {
  readonly link: RedisLink
  readonly remote: RemoteQuotas
  /** Those in force for a tenant; absent: for every one. */
  readonly quotas: (tenant?: string) => readonly Quota[]
  readonly history: QuotaHistory
  readonly clock: Clock
  readonly log: Log
  readonly lookAgainMs: number
}): Filling => {
  const { link, remote, quotas, history, clock, log, lookAgainMs } = about
  const running = new Map<string, Promise<void>>()
  const looks = new Set<NodeJS.Timeout>()

  const write = async (pasts: readonly QuotaPast[], at: number): Promise<void> => {
    for (const past of pasts) await remote.fill(past, at)
  }

  const fillNow = async (tag: string): Promise<void> => {
    const at = clock()
    const own = quotas(tenantOf(tag)).filter(quota => tagOf({ quota }) === tag)
    const past = await history(own, at)
    await write(withUnused(past, own), at)
    await link.setNew(`${tag}:since`, String(at), trustMs)
    log.info({ tag, quotas: own.length }, 'the counters of quotas were filled from the ledger')
    if (looks.size < mostLooks) lookAgain(own, past, at)
  }

  /** Adds what had ended by then and was only on its way to the ledger. */
  const lookAgain = (own: readonly Quota[], past: readonly QuotaPast[], at: number): void => {
    const look = async (): Promise<void> => {
      looks.delete(timer)
      try {
        for (const missed of missedOf(past, await history(own, at))) await remote.amend(missed, at)
      } catch (error) {
        log.warn({ error }, 'what was on its way to the ledger when counters were filled cannot be added')
      }
    }
    const timer = setTimeout(look, lookAgainMs).unref()
    looks.add(timer)
  }

  return {
    fill(tag) {
      const known = running.get(tag)
      if (known) return known
      const filled = fillNow(tag).finally(() => running.delete(tag))
      running.set(tag, filled)
      return filled
    },
    write,
    close() {
      for (const look of looks) clearTimeout(look)
    },
  }
}

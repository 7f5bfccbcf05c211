import type { Clock, Log } from '../../core/ports.ts'
import {
  leaseMs,
  type Quota,
  type QuotaAlerts,
  type QuotaAmount,
  type QuotaHealth,
  type QuotaHistory,
  type QuotaLease,
  type QuotaPast,
  type QuotaStore,
} from '../../core/quota.ts'
import { within } from '../../core/within.ts'
import type { RedisLink } from './connect.ts'
import { createFilling } from './filling.ts'
import { createHeard } from './heard.ts'
import { createOutage, type Outage } from './outage.ts'
import { createOutbox } from './outbox.ts'
import { placeOf, tagOf } from './place.ts'
import { createPresence } from './presence.ts'
import { createRemoteQuotas, type Holding, type Settlement, type Wanted } from './remote-quotas.ts'
import { createSince } from './since.ts'
import { type RedisTimings, redisTimings } from './timings.ts'

/** A Redis that comes and goes is no reason to ask the ledger of every quota each time. */
const betweenAsksMs = 60_000

export interface SharedQuotas extends QuotaStore {
  health(): QuotaHealth
  /** Sets what was used before, of counters that Redis does not have. */
  fill(pasts: readonly QuotaPast[], at: number): Promise<void>
  /** The same; to those that it has, adds what they lack of it. */
  raise(pasts: readonly QuotaPast[], at: number): Promise<void>
  /** Writes what it can within a second, and ends. */
  close(): Promise<void>
}

/**
 * Counts in Redis, for all gateways together. While that does not answer within its time, each gateway goes on by
 * itself as each quota says, and writes what was spent meanwhile as soon as it can. The link is closed with it.
 */
export const openSharedQuotas = async (options: {
  readonly link: RedisLink
  /** Unique among the gateways, and new at each start. */
  readonly id: string
  /** Those in force for a tenant; absent: for every one. */
  readonly quotas: (tenant?: string) => readonly Quota[]
  readonly history: QuotaHistory
  readonly crossed: QuotaAlerts
  readonly clock: Clock
  readonly log: Log
  readonly timings?: Partial<RedisTimings>
  readonly leaseMs?: number
  /** Tells that Redis has lost the counters of a tag, and has those of what is declared again. */
  readonly lost?: (tag: string) => void
}): Promise<SharedQuotas> => {
  const { link, id, history, clock, log } = options
  const timings = { ...redisTimings, ...options.timings }
  const remote = createRemoteQuotas(link, { crossed: options.crossed, leaseMs: options.leaseMs ?? leaseMs })
  const outbox = createOutbox(log)
  const heard = createHeard()
  const filling = createFilling({ ...options, remote, lookAgainMs: timings.lookAgainMs })
  const noteSince = createSince(options.lost ?? (() => undefined))
  let leases = 0
  let outage: Outage | undefined
  /** When the ledger was asked last because Redis was away. */
  let askedAt = -Infinity

  /** Writes what was counted without Redis. */
  const catchUp = (): Promise<boolean> =>
    outbox.flush(settlement => ask(() => remote.settle(settlement, clock())))

  /** Writes what a single failure has left behind. */
  const drain = (): void => {
    if (downSince() !== undefined || outbox.size() === 0) return
    void outbox
      .flush(settlement => attempt(() => remote.settle(settlement, clock())))
      .then(isEmpty => {
        if (isEmpty) endOutage()
      })
  }

  const endOutage = (): void => {
    if (outage?.idle() && outbox.size() === 0) outage = undefined
  }

  const settle = async (settlement: Settlement): Promise<void> => {
    try {
      await attempt(() => remote.settle(settlement, clock()))
    } catch {
      outbox.add({ ...settlement, endedAt: clock() })
    }
    heard.settle(settlement.holdings)
  }

  /** What the ledger says, where it is more than was heard of: others may have taken it. */
  const askLedger = async (): Promise<void> => {
    const at = clock()
    if (at - askedAt < betweenAsksMs) return
    askedAt = at
    try {
      heard.learn(await history(options.quotas(), at), at)
    } catch (error) {
      log.warn({ error }, 'the ledger cannot tell what is left of quotas while Redis is away')
    }
  }

  const { attempt, ask, downSince, gateways, ...presence } = createPresence({
    link,
    id,
    clock,
    log,
    timings,
    fill: filling.fill,
    onLost: () => void askLedger(),
    catchUp,
    onBack: endOutage,
    onBeat: drain,
  })

  const settlementOf = (
    lease: string,
    holdings: readonly Holding[],
    used: readonly QuotaAmount[],
  ): Settlement => ({
    id: lease,
    holdings: holdings.map(holding => ({ ...holding, used: amountFor(holding, used) })),
  })

  /** A lease of what is held in Redis, a group for each tag. */
  const leaseOf = (lease: string, groups: readonly (readonly Holding[])[]): QuotaLease => {
    let settled = false
    return {
      async renew(at) {
        for (const holdings of groups) await attempt(() => remote.renew(lease, holdings, at))
      },
      async settle(used) {
        if (settled) return
        settled = true
        for (const holdings of groups) await settle(settlementOf(lease, holdings, used))
      },
    }
  }

  /** Counts here what Redis cannot, and writes it there later. */
  const reserveAlone = async (wanted: readonly (readonly QuotaAmount[])[], at: number) => {
    outage ??= createOutage({ heard: heard.of, gateways: gateways() })
    const reserved = await outage.reserve(wanted, at)
    if ('denied' in reserved) return reserved
    return { leases: reserved.leases.map((lease, index) => writtenLater(lease, wanted[index] ?? [], at)) }
  }

  const writtenLater = (own: QuotaLease, wanted: readonly QuotaAmount[], at: number): QuotaLease => {
    const lease = `${id}-${++leases}`
    const holdings = wanted.map(entry => ({ ...entry, amount: 0n, place: placeOf(entry.quota, at) }))
    let settled = false
    return {
      renew: now => own.renew(now),
      async settle(used) {
        if (settled) return
        settled = true
        await own.settle(used)
        for (const group of byTag(holdings))
          outbox.add({ ...settlementOf(lease, group, used), endedAt: clock() })
        drain()
      },
    }
  }

  /** Takes all of it in Redis, a group for each tag. Throws if it cannot be told whether it has. */
  const take = async (lease: string, wanted: readonly Wanted[], at: number) => {
    const groups: (readonly Holding[])[] = []
    const giveUp = async (): Promise<void> => {
      for (const held of groups) await settle(settlementOf(lease, held, []))
    }
    for (const group of byTag(wanted)) {
      try {
        const reserved = await attempt(() => remote.reserve(lease, group, at))
        if ('denied' in reserved) {
          await giveUp()
          return reserved
        }
        heard.note(reserved.holdings, reserved.taken)
        const [first] = group
        if (first && reserved.since !== undefined) noteSince(tagOf(first), reserved.since)
        groups.push(reserved.holdings)
      } catch (error) {
        // It may have arrived, or may still: nobody will use it.
        const unsure = group.map(entry => ({ ...entry, place: placeOf(entry.quota, at) }))
        outbox.add(settlementOf(lease, unsure, []))
        await giveUp()
        throw error
      }
    }
    return { groups }
  }

  /** One of several leases that were taken together. */
  const partOf = (lease: string, groups: readonly (readonly Holding[])[], part: number): QuotaLease =>
    leaseOf(
      `${lease}.${part}`,
      groups.flatMap(holdings => {
        const own = holdings.filter(holding => holding.part === part)
        return own.length === 0 ? [] : [own.map(({ part: _, ...holding }) => holding)]
      }),
    )

  const store: SharedQuotas = {
    async reserve(wanted, at) {
      if (downSince() === undefined) {
        const lease = `${id}-${++leases}`
        try {
          const taken = await take(lease, wanted, at)
          return 'denied' in taken ? taken : { lease: leaseOf(lease, taken.groups) }
        } catch {
          // Then this gateway goes on by itself.
        }
      }
      const reserved = await reserveAlone([wanted], at)
      if ('denied' in reserved) return reserved
      const [lease] = reserved.leases
      if (!lease) throw new Error('There is no lease for what was reserved')
      return { lease }
    },

    async reserveTogether(wanted, at) {
      if (downSince() === undefined) {
        const lease = `${id}-${++leases}`
        try {
          const parts = wanted.flatMap((group, part) => group.map(entry => ({ ...entry, part })))
          const taken = await take(lease, parts, at)
          if ('denied' in taken) return taken
          return { leases: wanted.map((_, part) => partOf(lease, taken.groups, part)) }
        } catch {
          // Then this gateway goes on by itself.
        }
      }
      return reserveAlone(wanted, at)
    },

    async state(count, at) {
      try {
        return await attempt(() => remote.state(count, at))
      } catch {
        outage ??= createOutage({ heard: heard.of, gateways: gateways() })
        return outage.state(count, at)
      }
    },

    async forget(counts) {
      for (const count of counts) {
        heard.forget(count)
        await attempt(() => remote.forget(count))
      }
    },

    async fill(pasts, at) {
      heard.learn(pasts, at)
      if (downSince() === undefined) await filling.write(pasts, at)
    },

    async raise(pasts, at) {
      heard.learn(pasts, at)
      for (const past of pasts) await attempt(() => remote.raise(past, at))
    },

    health() {
      const since = downSince()
      const counted = { gateways: gateways(), unwritten: outbox.size() }
      return since === undefined
        ? { mode: 'NORMAL', accuracy: 'EXACT', ...counted }
        : { mode: 'DEGRADED', accuracy: 'SHARE', ...counted, since }
    },

    async close() {
      presence.close()
      filling.close()
      if (downSince() === undefined && outbox.size() > 0)
        await within(1_000, catchUp()).catch(() => undefined)
      link.close()
    },
  }

  await presence.begin(async () => {
    for (const tag of new Set(options.quotas().map(quota => tagOf({ quota }))))
      await attempt(() => remote.touch(tag))
  })
  return store
}

const byTag = <T extends QuotaAmount>(wanted: readonly T[]): readonly (readonly T[])[] => {
  const [first] = wanted
  if (!first) return []
  const tag = tagOf(first)
  return wanted.every(entry => tagOf(entry) === tag) ? [wanted] : [...Map.groupBy(wanted, tagOf).values()]
}

const amountFor = ({ quota }: QuotaAmount, used: readonly QuotaAmount[]): bigint =>
  used.find(entry => entry.quota.name === quota.name)?.amount ?? 0n

import type { QuotaAlerts, QuotaAmount, QuotaCount, QuotaPast, QuotaState } from '../../core/quota.ts'
import { tellCrossings, thresholdsOf } from '../crossings.ts'
import { lackOf, totals } from '../memory/counter.ts'
import type { RedisLink, Reply } from './connect.ts'
import { counterFrom, fieldIn, stateOf } from './counter-hash.ts'
import { keepMs, keyOf, type Place, placeOf, tagOf } from './place.ts'

/** What is wanted for one lease, or for the one of several leases that are taken together. */
export interface Wanted extends QuotaAmount {
  /** Which of them, from 0; absent: there is one. */
  readonly part?: number
}

/** What one lease holds of one counter, and where. */
export interface Holding extends Wanted {
  readonly place: Place
}

/** What is to be written of a call that has ended; the same `id` counts once. */
export interface Settlement {
  readonly id: string
  /** All of one tag. */
  readonly holdings: readonly (Holding & { readonly used: bigint })[]
  /** Said of one that was not written when its call ended. */
  readonly endedAt?: number
}

/** The counters have to be filled from the ledger before they can be used. */
export class Unfilled extends Error {
  override readonly name = 'Unfilled'
  readonly tag: string
  constructor(tag: string) {
    super(`The counters of ${tag} are not filled`)
    this.tag = tag
  }
}

export interface Reserved {
  readonly holdings: readonly Holding[]
  /** All that is taken now of each. */
  readonly taken: readonly bigint[]
  /** When the counters of the tag were filled: another moment than before if Redis had lost them. Absent: nothing was wanted. */
  readonly since?: string
}

/** The commands of quotas, one round trip each. They throw whatever goes wrong on the way, and Unfilled. */
export interface RemoteQuotas {
  /** `wanted` are all of one tag. */
  reserve(
    id: string,
    wanted: readonly Wanted[],
    at: number,
  ): Promise<Reserved | { readonly denied: QuotaState }>
  settle(settlement: Settlement, at: number): Promise<void>
  renew(id: string, holdings: readonly Holding[], at: number): Promise<void>
  state(count: QuotaCount, at: number): Promise<QuotaState>
  /** Asks whether the counters of a tag are filled. */
  touch(tag: string): Promise<void>
  /** Sets what was used of a counter that is not there yet; whether it was not. */
  fill(past: QuotaPast, at: number): Promise<boolean>
  /** The same; to one that is there, adds what it lacks of it. */
  raise(past: QuotaPast, at: number): Promise<void>
  forget(count: QuotaCount): Promise<void>
  /** Adds to a counter that was filled so at `at`, unless that is gone. */
  amend(past: QuotaPast, at: number): Promise<void>
}

/** Gateways that fill the same counter at the same moment follow one another. */
const mostRaises = 5

/** How long a settled lease is remembered. */
const rememberMs = 600_000

export const createRemoteQuotas = (
  link: RedisLink,
  { crossed, leaseMs }: { readonly crossed: QuotaAlerts; readonly leaseMs: number },
): RemoteQuotas => {
  const { scripts } = link
  return {
    async reserve(id, asked, at) {
      const wanted = asked.map(inBounds)
      const [first] = wanted
      if (!first) return { holdings: [], taken: [] }
      const tag = tagOf(first)
      const places = wanted.map(({ quota }) => placeOf(quota, at))
      const reply = await scripts.reserve(
        2 + wanted.length * 2,
        `${tag}:since`,
        `${tag}:done:${id}`,
        ...wanted.flatMap(keysOf),
        at,
        leaseMs,
        id,
        ...wanted.flatMap(({ quota, amount, part }, index) => {
          const place = places[index] ?? placeOf(quota, at)
          const holds = quota.action === 'ALERT' ? 0 : 1
          return [
            `${quota.limit}`,
            `${amount}`,
            holds,
            ...placeArguments(place),
            keepMs(place, at),
            suffixOf(part),
          ]
        }),
      )
      if (reply[0] === -1) throw new Unfilled(tag)
      if (reply[0] === -2) throw new Error('The reservation was given up before it arrived')
      if (reply[0] === 0) {
        const denied = wanted[Number(reply[1]) - 1]
        if (!denied) throw new Error('Redis refuses a counter that nobody asked for')
        return { denied: stateOf(denied, reply[2]) }
      }
      const taken = wanted.map((_, index) => BigInt(String(reply[index * 2 + 2])))
      for (const [index, { quota, amount, member }] of wanted.entries()) {
        const after = taken[index] ?? 0n
        const count = member === undefined ? { quota } : { quota, member }
        if (quota.meter === 'CONCURRENT_CALLS')
          tellCrossings(count, { before: after - amount, after }, crossed)
      }
      const holdings = wanted.map((entry, index) => ({
        ...entry,
        place: movedTo(places[index] ?? placeOf(entry.quota, at), Number(reply[index * 2 + 1])),
      }))
      return { holdings, taken, since: String(reply[1 + wanted.length * 2]) }
    },

    async settle({ id, holdings, endedAt }, at) {
      const [first] = holdings
      if (!first) return
      const tag = tagOf(first)
      const reply = await scripts.settle(
        2 + holdings.length * 2,
        `${tag}:since`,
        `${tag}:done:${id}`,
        ...holdings.flatMap(keysOf),
        at,
        endedAt ?? '',
        rememberMs,
        ...holdings.flatMap(holding => [
          entryOf(id, holding),
          ...placeArguments(holding.place),
          `${holding.amount}`,
          `${holding.used}`,
          thresholdsOf(holding.quota).length > 0 ? 1 : 0,
          keepMs(holding.place, at),
        ]),
      )
      if (reply[0] === -1) throw new Unfilled(tag)
      if (reply[0] !== 1) return
      tellOf(holdings, reply)
    },

    async renew(id, holdings, at) {
      await scripts.renew(
        holdings.length * 2,
        ...holdings.flatMap(keysOf),
        at + leaseMs,
        ...holdings.flatMap(holding => [entryOf(id, holding), keepMs(holding.place, at)]),
      )
    },

    async state(count, at) {
      const hash = await read(count, at)
      return stateOf({ ...count, amount: count.quota.limit }, hash)
    },

    async touch(tag) {
      if ((await link.get(`${tag}:since`)) === null) throw new Unfilled(tag)
    },

    fill,

    async raise(past, at) {
      for (let tries = mostRaises; tries > 0; tries--) {
        if (await fill(past, at)) return
        const hash = await read(past.count, at)
        const counter = counterFrom(hash)
        const lack = lackOf(past, { counted: totals(counter).used, at })
        const latest = counter.slots.at(-1)
        if (lack === 0n) return
        const reply =
          latest &&
          (await scripts.raise(1, keyOf(past.count), fieldIn(hash, 'f') ?? '', at, latest.start, `${lack}`))
        if (reply?.[0] === 1) return
      }
      throw new Error('Others fill the same counter again and again')
    },

    async forget(count) {
      await link.remove(keysOf(count))
    },

    async amend({ count, slots }, at) {
      await scripts.amend(1, keyOf(count), at, ...bySlot(count, slots))
    },
  }

  /** The hash of a counter. Throws Unfilled. */
  async function read(count: QuotaCount, at: number): Promise<unknown> {
    const place = placeOf(count.quota, at)
    const reply = await scripts.state(
      3,
      `${tagOf(count)}:since`,
      ...keysOf(count),
      at,
      ...placeArguments(place),
      keepMs(place, at),
    )
    if (reply[0] === -1) throw new Unfilled(tagOf(count))
    return reply[1]
  }

  async function fill({ count, slots }: QuotaPast, at: number): Promise<boolean> {
    const present = placeOf(count.quota, at)
    const taken = slots.reduce((sum, { used }) => sum + used, 0n)
    const reply = await scripts.fill(
      1,
      keyOf(count),
      present.slot,
      present.end ?? '',
      `${taken}`,
      keepMs(present, at),
      at,
      ...bySlot(count, [{ at, used: 0n }, ...slots]),
    )
    return reply[0] === 1
  }

  function tellOf(holdings: Settlement['holdings'], [, ...hashes]: Reply): void {
    for (const holding of holdings) {
      const { quota, member, used } = holding
      if (thresholdsOf(quota).length === 0) continue
      const after = totals(counterFrom(hashes.shift())).used
      tellCrossings(
        member === undefined ? { quota } : { quota, member },
        { before: after - used, after },
        crossed,
      )
    }
  }
}

/** So much at the most is held of a quota that only tells, and so bounds nothing: the sum of it must stay within 64 bits. */
const mostHeld = 10n ** 14n

const inBounds = (wanted: Wanted): Wanted =>
  wanted.quota.action === 'ALERT' && wanted.amount > mostHeld ? { ...wanted, amount: mostHeld } : wanted

/** Slots and what was used in each, in turn. */
const bySlot = ({ quota }: QuotaCount, used: QuotaPast['slots']): readonly (number | string)[] => {
  const sums = new Map<number, bigint>()
  for (const entry of used) {
    const { slot } = placeOf(quota, entry.at)
    sums.set(slot, (sums.get(slot) ?? 0n) + entry.used)
  }
  return Array.from(sums, ([slot, used]) => [slot, `${used}`]).flat()
}

const keysOf = (count: QuotaCount): readonly [string, string] => {
  const key = keyOf(count)
  return [key, `${key}:leases`]
}

const placeArguments = ({ slot, end, step }: Place) => [slot, end ?? '', step] as const

/** A clock that lags behind those of the others stays in the slot that they have opened. */
const movedTo = (place: Place, slot: number): Place =>
  slot === place.slot
    ? place
    : { ...place, slot, ...(place.end !== undefined && { end: place.end + slot - place.slot }) }

const entryOf = (id: string, { place, amount, part }: Holding): string =>
  `${id}${suffixOf(part)}|${place.slot}|${amount}`

const suffixOf = (part: number | undefined): string => (part === undefined ? '' : `.${part}`)

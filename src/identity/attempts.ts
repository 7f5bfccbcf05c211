import { isIPv6 } from 'node:net'
import { GatewayError } from '../core/error.ts'
import type { Clock } from '../core/ports.ts'
import { remember } from '../core/remember.ts'

/** How many failed attempts are too many. Times in milliseconds. */
export interface AttemptLimits {
  /** Failures in a row before an address has to wait. */
  readonly addressBurst: number
  /** The same for the beginning of a key, whichever addresses it comes from. */
  readonly markBurst: number
  /** One failure is forgotten after so long; so each wait is at most this long. */
  readonly forgetMs: number
  /** How long a credential that has worked is taken from the same address without regard to the failures of others. */
  readonly trustMs: number
  /** Most addresses, beginnings and pairs of both that are remembered; the ones heard of longest ago are forgotten. */
  readonly entries: number
}

export const attemptLimits: AttemptLimits = {
  addressBurst: 50,
  markBurst: 10,
  forgetMs: 1_000,
  trustMs: 900_000,
  entries: 10_000,
}

/** Where an attempt came from, and the part of its credential by which it is recognised without a hash. */
export interface Attempt {
  readonly address: string | undefined
  /** Absent where the credential has no form at all. */
  readonly mark?: string | undefined
}

/** Slows down who guesses credentials, before any hash or signature is computed for them. */
export interface Attempts {
  /** Throws RATE_LIMITED, which is no failure itself: waiting `retryAfterMs` always helps. */
  admit(attempt: Attempt): void
  /** OUTDATED: the credential was good once, so nobody is guessing, and its address is not to suffer. */
  failed(attempt: Attempt, how: 'GUESSED' | 'OUTDATED'): void
  succeeded(attempt: Attempt): void
}

/**
 * Counts failures by address (of IPv6: by /64, which is one customer) and by mark. A credential that has worked from
 * its address within `trustMs` is held back by its own failures only, so that a guesser behind the same address does
 * not lock it out; a new one waits for `forgetMs` at most, unless the guesser is faster.
 */
export const createAttempts = ({
  clock,
  limits,
}: {
  readonly clock: Clock
  readonly limits: AttemptLimits
}): Attempts => {
  const { addressBurst, markBurst, forgetMs, trustMs, entries } = limits
  const failures = (burst: number): Failures => createFailures({ burst, forgetMs, entries, clock })
  const addresses = failures(addressBurst)
  const marks = failures(markBurst)
  const pairs = failures(markBurst)
  const workedAt = new Map<string, number>()

  const isTrusted = (pair: string): boolean => {
    const at = workedAt.get(pair)
    return at !== undefined && Math.abs(clock() - at) <= trustMs
  }

  return {
    admit({ address, mark }) {
      const network = networkOf(address)
      const pair = pairOf(network, mark)
      const waitMs = isTrusted(pair)
        ? pairs.waitMs(pair)
        : Math.max(addresses.waitMs(network), mark === undefined ? 0 : marks.waitMs(mark))
      if (waitMs > 0)
        throw new GatewayError(
          'RATE_LIMITED',
          'Too many attempts with wrong credentials; wait, and check the credentials',
          { retryAfterMs: waitMs },
        )
    },
    failed({ address, mark }, how) {
      const network = networkOf(address)
      if (how === 'GUESSED') addresses.add(network)
      if (mark === undefined) return
      marks.add(mark)
      pairs.add(pairOf(network, mark))
    },
    succeeded({ address, mark }) {
      const pair = pairOf(networkOf(address), mark)
      const at = workedAt.get(pair)
      if (at === undefined || Math.abs(clock() - at) > trustMs / 2) remember(workedAt, pair, clock(), entries)
    },
  }
}

interface Failures {
  /** How long until the next attempt; 0 if it may come now. */
  waitMs(name: string): number
  add(name: string): void
}

/** A leaky bucket for each name: kept as the time at which it will be empty (GCRA, ITU-T I.371). */
const createFailures = (about: {
  readonly burst: number
  readonly forgetMs: number
  readonly entries: number
  readonly clock: Clock
}): Failures => {
  const { burst, forgetMs, entries, clock } = about
  const emptyAt = new Map<string, number>()
  const full = burst * forgetMs
  /** What is much fuller than full was noted before the clock was set back, which must not lock anybody out. */
  const level = (name: string): number => {
    const rest = Math.max((emptyAt.get(name) ?? 0) - clock(), 0)
    return rest > 2 * full ? 0 : Math.min(rest, full)
  }
  return {
    waitMs: name => Math.max(level(name) - (full - forgetMs), 0),
    add: name => remember(emptyAt, name, clock() + Math.min(level(name) + forgetMs, full), entries),
  }
}

const pairOf = (network: string, mark: string | undefined): string => `${network} ${mark ?? ''}`

/** The first four groups of an IPv6 address in full; an IPv4 address as it is, also where it comes mapped. */
const networkOf = (address = 'unknown'): string => {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address
  const [head = '', tail = ''] = address.replace(/%.*$/, '').split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const zeros = address.includes('::')
    ? Array<string>(Math.max(8 - before.length - after.length, 0)).fill('0')
    : []
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')
}

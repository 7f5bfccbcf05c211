import type { ApiKey, ApiKeyStore, KeyEnding } from '../core/api-key.ts'
import { GatewayError } from '../core/error.ts'
import { keyPrincipal } from '../core/key-principal.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Principal } from '../core/principal.ts'
import { within } from '../core/within.ts'

/** How long an answer of the database is good for, and how much is kept. Times in milliseconds. */
export interface KeyCacheLimits {
  /** A younger answer is used as it is. */
  readonly freshMs: number
  /** A younger one is used while it is read again; an older one is waited for. Bounds a foreign revocation. */
  readonly staleMs: number
  /** How long known keys stay good while the database is away. */
  readonly outageMs: number
  /** The longest wait for the database, where a last known good key can stand in. */
  readonly refreshMs: number
  /** The longest wait for the database, where nothing else can tell. */
  readonly lookupMs: number
  /** How long the database is left alone after a failure. */
  readonly retryMs: number
  /** How long a key that does not exist is refused unasked. */
  readonly unknownMs: number
  /** Most keys kept, and most unknown ones. */
  readonly entries: number
  /** Most look-ups of keys not seen before at one time: a flood of made-up keys stops here. */
  readonly lookups: number
}

export const keyCacheLimits: KeyCacheLimits = {
  freshMs: 500,
  staleMs: 1_000,
  outageMs: 300_000,
  refreshMs: 250,
  lookupMs: 2_000,
  retryMs: 1_000,
  unknownMs: 2_000,
  entries: 10_000,
  lookups: 100,
}

/** A key as the database had it at `readAt`, and whom it stands for. */
export interface KnownKey {
  readonly key: ApiKey
  readonly principal: Principal
  readonly readAt: number
}

export interface KeyCache {
  /** By the SHA-256 of the secret, in hexadecimal; undefined if there is no such key. Throws UNAVAILABLE. */
  get(hash: string): KnownKey | undefined | Promise<KnownKey | undefined>
  /** From now on the key ends then here, if not earlier, whatever a look-up that is under way brings. */
  ending(key: KeyEnding): void
}

/** Keeps the calls' path clear of the database. */
export const createKeyCache = (options: {
  readonly store: Pick<ApiKeyStore, 'findByHash'>
  readonly clock: Clock
  readonly log: Log
  readonly limits: KeyCacheLimits
}): KeyCache => {
  const { store, clock, log, limits } = options
  const known = new Map<string, KnownKey>()
  const unknownUntil = new Map<string, number>()
  const endings = new Map<string, KeyEnding>()
  const lookups = new Map<string, Promise<KnownKey | undefined>>()
  let strangers = 0
  let awayUntil = 0

  /** How long until then; nothing where that is further off than we ever wait: then the clock was set back. */
  const until = (then: number, mostMs: number): number => {
    const rest = then - clock()
    return rest > mostMs ? 0 : Math.max(rest, 0)
  }

  const get: KeyCache['get'] = hash => {
    const entry = known.get(hash)
    const age = entry ? Math.abs(clock() - entry.readAt) : Infinity
    const awayMs = until(awayUntil, limits.retryMs)
    if (entry && age <= limits.freshMs) return entry
    if (entry && age <= limits.outageMs) {
      if (awayMs > 0) return entry
      const reading = lookUp(hash).catch(() => entry)
      return age <= limits.staleMs ? entry : reading
    }
    if (until(unknownUntil.get(hash) ?? 0, limits.unknownMs) > 0) return undefined
    if (awayMs > 0) throw unavailable(awayMs)
    return lookUp(hash)
  }

  /** One look-up a key at a time, however many wait for it. */
  const lookUp = (hash: string): Promise<KnownKey | undefined> => {
    const running = lookups.get(hash)
    if (running) return running
    const stranger = known.has(hash) ? 0 : 1
    if (stranger && strangers >= limits.lookups) throw unavailable(limits.retryMs)
    strangers += stranger
    const lookup = read(hash).finally(() => {
      lookups.delete(hash)
      strangers -= stranger
    })
    lookups.set(hash, lookup)
    return lookup
  }

  const read = async (hash: string): Promise<KnownKey | undefined> => {
    const readAt = clock()
    let key: ApiKey | undefined
    try {
      const waitMs = known.has(hash) ? limits.refreshMs : limits.lookupMs
      key = await within(waitMs, store.findByHash(Buffer.from(hash, 'hex')))
    } catch (error) {
      if (awayUntil === 0) log.warn({ error }, 'API keys cannot be read; known ones stay good for a while')
      awayUntil = clock() + limits.retryMs
      throw unavailable(limits.retryMs)
    }
    if (awayUntil !== 0) log.info({}, 'API keys can be read again')
    awayUntil = 0
    if (!key) {
      known.delete(hash)
      keep(unknownUntil, hash, clock() + limits.unknownMs)
      return undefined
    }
    const current = endedBy(key, endings.get(key.id))
    const entry = { key: current, principal: keyPrincipal(current), readAt }
    keep(known, hash, entry)
    return entry
  }

  /** The entry goes to the end, and the one that was read longest ago leaves: nearly the least used one. */
  const keep = <T>(map: Map<string, T>, name: string, value: T): void => {
    map.delete(name)
    map.set(name, value)
    if (map.size <= limits.entries) return
    const oldest = map.keys().next()
    if (!oldest.done) map.delete(oldest.value)
  }

  return {
    get,
    ending(ending) {
      keep(endings, ending.id, ending)
      for (const [hash, entry] of known)
        if (entry.key.id === ending.id) {
          const key = endedBy(entry.key, ending)
          known.set(hash, { ...entry, key, principal: keyPrincipal(key) })
        }
    },
  }
}

/** The key with its earliest end: what is told of it can only shorten its life. */
const endedBy = (key: ApiKey, ending: KeyEnding | undefined): ApiKey => {
  if (!ending) return key
  const revokedAt = earliest(key.revokedAt, ending.revokedAt)
  const expiresAt = earliest(key.expiresAt, ending.expiresAt)
  return {
    ...key,
    ...(revokedAt !== undefined && { revokedAt }),
    ...(expiresAt !== undefined && { expiresAt }),
  }
}

const earliest = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined ? other : Math.min(one, other ?? one)

const unavailable = (retryAfterMs: number): GatewayError =>
  new GatewayError('UNAVAILABLE', 'API keys cannot be checked at the moment; try again soon', {
    retryAfterMs,
  })

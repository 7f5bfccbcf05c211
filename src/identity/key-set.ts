import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  type LocalJWKSet,
} from 'jose'
import { GatewayError } from '../core/error.ts'
import type { Clock, Log } from '../core/ports.ts'

/** How long a key set is good for. Times in milliseconds. */
export interface KeySetLimits {
  /** A younger set is used as it is; an older one is read again behind the calls. */
  readonly freshMs: number
  /** How long known keys stay good while the identity provider is away. */
  readonly outageMs: number
  /** How long the identity provider is left alone after it was asked for a key that it does not have. */
  readonly unknownMs: number
  /** How long it is left alone after a failure. */
  readonly retryMs: number
}

export const keySetLimits: KeySetLimits = {
  freshMs: 300_000,
  outageMs: 3_600_000,
  unknownMs: 10_000,
  retryMs: 5_000,
}

/**
 * Finds the key of a token by its header, in a set that is read when it is needed and kept. A key that is not in it
 * makes the set be read once more, so that a rotation needs no restart. Throws jose's JWKSNoMatchingKey if the
 * identity provider has no such key, UNAVAILABLE if it cannot be asked.
 */
export const createKeySet = (about: {
  /** Name of the identity provider. */
  readonly name: string
  readonly load: () => Promise<JSONWebKeySet>
  readonly clock: Clock
  readonly log: Log
  readonly limits: KeySetLimits
}): JWTVerifyGetKey<CryptoKey> => {
  const { name, load, clock, log, limits } = about
  let known: { readonly keys: LocalJWKSet; readonly readAt: number } | undefined
  let asked: { readonly at: number; readonly outcome: 'ANSWERED' | 'FAILED' } | undefined
  let unknownAt: number | undefined
  let loading: Promise<void> | undefined

  /** A clock that was set back must not make anything last forever. */
  const since = (at: number): number => Math.abs(clock() - at)

  const read = async (): Promise<void> => {
    try {
      known = { keys: createLocalJWKSet(await load()), readAt: clock() }
      if (asked?.outcome === 'FAILED') log.info({ identityProvider: name }, 'its keys can be read again')
      asked = { at: clock(), outcome: 'ANSWERED' }
    } catch (error) {
      if (asked?.outcome !== 'FAILED')
        log.warn(
          { identityProvider: name, error },
          'its keys cannot be read; known ones stay good for a while',
        )
      asked = { at: clock(), outcome: 'FAILED' }
    }
  }

  /** Asks once, however many wait, and leaves one alone who has just failed. */
  const refresh = async (): Promise<void> => {
    if (!loading && asked?.outcome === 'FAILED' && since(asked.at) < limits.retryMs) return
    loading ??= read().finally(() => {
      loading = undefined
    })
    await loading
  }

  /** A flood of made-up keys asks as seldom as it may. */
  const lookForNewKeys = async (): Promise<void> => {
    if (!loading && unknownAt !== undefined && since(unknownAt) < limits.unknownMs) return
    unknownAt = clock()
    await refresh()
  }

  return async (header, token) => {
    if (!known || since(known.readAt) > limits.outageMs) await refresh()
    else if (since(known.readAt) > limits.freshMs) void refresh()
    try {
      return await usable()(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      await lookForNewKeys()
      if (asked?.outcome === 'FAILED') throw unavailable()
      return usable()(header, token)
    }
  }

  function usable(): LocalJWKSet {
    if (!known || since(known.readAt) > limits.outageMs) throw unavailable()
    return known.keys
  }

  function unavailable(): GatewayError {
    return new GatewayError(
      'UNAVAILABLE',
      // Nobody is known yet, so nobody is told whose identity provider it is.
      'Tokens of this issuer cannot be verified at the moment; try again soon',
      { retryAfterMs: limits.retryMs },
    )
  }
}

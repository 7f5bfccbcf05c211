import type { IdentityProviderConfig } from '../core/config.ts'
import type { Clock } from '../core/ports.ts'
import type { KeyCheck } from '../core/services.ts'
import type { ReadJson } from './discovery.ts'
import { UnusableAnswer } from './exchange.ts'
import { type KeyAddress, keySource } from './key-source.ts'

/** How long the author of a declaration is kept waiting by it, in milliseconds, however often has to be asked. */
const withinMs = 2_000

/**
 * Reads the keys of an identity provider once, as the first token will, and says what is wrong with that. Who cannot be
 * reached is not told apart from who is silent: nobody is to explore a network by it.
 */
export const createKeyCheck =
  (means: {
    /** Reads as tokens make it read, for so many milliseconds at most. */
    readonly readJsonFor: (
      about: Pick<IdentityProviderConfig, 'allowInsecure'>,
      timeoutMs: number,
    ) => ReadJson
    readonly clock: Clock
  }): KeyCheck =>
  async about => {
    const end = means.clock() + withinMs
    const readJson: ReadJson = url => means.readJsonFor(about, leftUntil(end, means.clock))(url)
    try {
      await keySource(about, readJson)()
      return []
    } catch (error) {
      const reason =
        error instanceof UnusableAnswer
          ? error.message
          : `it could not be reached within ${withinMs / 1_000} seconds`
      return [warningOf(about, reason)]
    }
  }

/** A clock that was set back or forward grants neither more nor nothing. */
const leftUntil = (end: number, clock: Clock): number => Math.min(Math.max(end - clock(), 1), withinMs)

const warningOf = ({ issuer, jwksUri }: KeyAddress, reason: string): string =>
  jwksUri === undefined
    ? `issuer: no keys are found by ${issuer.replace(/\/$/, '')}/.well-known/openid-configuration (${reason}); until they are, its tokens are answered with UNAVAILABLE: correct \`issuer\`, or say \`jwksUri\``
    : `jwksUri: no keys are found at ${jwksUri} (${reason}); until they are, its tokens are answered with UNAVAILABLE: correct \`jwksUri\`, or leave it out to have it discovered`

import { originalOf } from './key-principal.ts'
import type { Principal } from './principal.ts'
import type { Prompt } from './prompt.ts'
import type { PromptShare } from './prompt-version.ts'

/** Versions of a prompt among which callers are divided. */
export interface PromptSplit {
  /** What makes it a draw of its own: who is in a small share of one split is in no particular share of another. */
  readonly name: string
  /** The one that is compared with stands last, so that shares which grow keep whom they have. */
  readonly shares: readonly (Pick<PromptShare, 'weight'> & { readonly prompt: Prompt })[]
}

/** For whom a version is chosen. */
export interface SplitCaller {
  readonly principal: Principal
  /** What the caller wants to be divided by; absent: by the user, the conversation, or the credential, whichever is known first. */
  readonly experimentKey?: string
  readonly sessionId?: string
}

/** The caller's version: the same one at each time and at every gateway, as it follows from the names alone. */
export const chosenIn = ({ name, shares }: PromptSplit, caller: SplitCaller): Prompt | undefined => {
  const { principal, experimentKey, sessionId } = caller
  const { tenant, user } = principal
  const key = experimentKey ?? user ?? sessionId ?? originalOf(principal)
  const all = shares.reduce((sum, { weight }) => sum + weight, 0)
  let place = (spread(`${tenant}\n${name}\n${key}`) / 2 ** 32) * all
  return shares.find(({ weight }) => (place -= weight) < 0)?.prompt
}

/**
 * 32 bits that depend on every character: FNV-1a (RFC 9923), with the last mixing step of MurmurHash3 so that texts which
 * differ in their last character only do not stay together.
 */
const spread = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

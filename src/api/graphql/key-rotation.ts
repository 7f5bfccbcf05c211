import { isWithinRanges } from '../../core/address-range.ts'
import type { ApiKey } from '../../core/api-key.ts'
import { GatewayError } from '../../core/error.ts'
import type { RotateApiKeyInput } from './generated/resolvers.ts'
import { invalidInput } from './invalid-input.ts'
import { excessOfKey, type KeyMaker } from './key-roles.ts'
import { endOf, type KeyCreation } from './new-api-key.ts'

const usualGraceSeconds = 86_400
const longestGraceSeconds = 2_592_000

/**
 * How a key is to be replaced, if the caller may: who sees the new secret can do what the key can. Throws FORBIDDEN and
 * INVALID_INPUT.
 */
export const rotationOf = (
  key: ApiKey,
  input: RotateApiKeyInput,
  about: Pick<KeyCreation, 'said' | 'creator' | 'now'>,
): { readonly graceMs: number; readonly expiresAt?: number } => {
  const { graceSeconds = usualGraceSeconds, expiresAt } = input
  if (graceSeconds < 0 || graceSeconds > longestGraceSeconds)
    throw invalidInput('graceSeconds', `must be from 0 to ${longestGraceSeconds}`)
  const beyond = whatIsBeyond(key, about)
  if (beyond !== undefined)
    throw new GatewayError(
      'FORBIDDEN',
      `This key is allowed more than these credentials (its ${beyond}): only who is allowed as much can rotate it`,
      { path: 'id' },
    )
  const lifeMs = key.expiresAt === undefined ? undefined : key.expiresAt - key.createdAt
  const usualEnd = lifeMs === undefined ? undefined : about.now + lifeMs
  const endsAt = endOf(expiresAt ?? usualEnd, about)
  return { graceMs: graceSeconds * 1_000, ...(endsAt !== undefined && { expiresAt: endsAt }) }
}

/** What the key may and the creator may not; undefined if there is nothing. */
const whatIsBeyond = (key: ApiKey, about: KeyMaker): string | undefined => {
  const { creator } = about
  const excess = excessOfKey(key, about)
  if (excess)
    return excess.why === 'NOT_HELD' ? `role ${excess.role}` : `freedom from the role ${excess.role}`
  for (const holder of ['team', 'application', 'user'] as const)
    if (creator[holder] !== undefined && creator[holder] !== key[holder]) return holder
  for (const limit of ['models', 'operations'] as const) {
    const own = creator[limit]
    if (own && !key[limit]?.every(name => own.has(name))) return limit
  }
  if (creator.onlyDocuments && !key.documentsOnly) return 'freedom to run any document'
  const own = creator.allowedAddresses
  if (own && !key.allowedAddresses?.every(range => isWithinRanges(own, range))) return 'addresses'
  return undefined
}

import type { KeyEnding } from '../../core/api-key.ts'
import type { Changes, Following } from './changes.ts'

/**
 * Tells of each key that is revoked, or given an earlier end, by any gateway of the database. What happens while the
 * connection is lost is not heard of, so whoever keeps keys has to read them again now and then.
 */
export const followKeyEndings = (
  changes: Changes,
  onEnding: (ending: KeyEnding) => void,
): Promise<Following> =>
  changes.follow({
    channel: 'weir_api_key_ending',
    heard(payload) {
      const ending = endingIn(payload)
      if (ending) onEnding(ending)
    },
  })

/** Undefined for what no gateway has said. */
const endingIn = (payload: string): KeyEnding | undefined => {
  try {
    const { id, revokedAt, expiresAt } = Object(JSON.parse(payload))
    if (typeof id !== 'string') return undefined
    return {
      id,
      ...(typeof revokedAt === 'number' && { revokedAt }),
      ...(typeof expiresAt === 'number' && { expiresAt }),
    }
  } catch {
    return undefined
  }
}

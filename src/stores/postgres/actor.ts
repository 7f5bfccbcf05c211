import type { Actor } from '../../core/approval.ts'

/** Who has asked or decided, as its columns tell. */
export const actorOf = (credential: string, user: string | null, application: string | null): Actor => ({
  credential,
  ...(user !== null && { user }),
  ...(application !== null && { application }),
})

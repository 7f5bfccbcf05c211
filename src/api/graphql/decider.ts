import type { Actor } from '../../core/approval.ts'
import { GatewayError } from '../../core/error.ts'
import { originalOf } from '../../core/key-principal.ts'
import type { Principal } from '../../core/principal.ts'
import { callerOf, type GraphqlContext } from './context.ts'

/** Who asks or decides. */
export const actorOf = (principal: Principal): Actor => {
  const { application, user } = principal
  return {
    credential: originalOf(principal),
    ...(application !== undefined && { application }),
    ...(user !== undefined && { user }),
  }
}

/** What is to be decided about. */
export interface Request {
  /** Those who want it. */
  readonly askers: readonly Actor[]
  /** Whether somebody would decide about what is his own. */
  readonly isOwn: (by: Actor) => boolean
  /** The argument that says which one it is. */
  readonly path: string
}

/**
 * The caller as the one who decides about a request. Throws FORBIDDEN if it is no person, or one of those who ask, be it
 * with a key that one of them has made.
 */
export const deciderOf = async (
  { askers, isOwn, path }: Request,
  context: GraphqlContext,
): Promise<Actor> => {
  const caller = callerOf(context)
  const by = actorOf(caller)
  if (by.user === undefined)
    throw new GatewayError(
      'FORBIDDEN',
      'Only a person decides about requests: use credentials that belong to a user',
      { path },
    )
  const { apiKeys } = context.services
  const isPuppet = async () => {
    for (const asker of askers) if (await apiKeys.isMadeBy(caller.tenant, caller.id, asker)) return true
    return false
  }
  if (isOwn(by) || (await isPuppet()))
    throw new GatewayError(
      'FORBIDDEN',
      'Nobody decides about a request of his own, nor of an application of his own: let another approver do it',
      { path },
    )
  return by
}

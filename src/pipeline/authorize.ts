import { GatewayError } from '../core/error.ts'
import type { Call } from '../core/request.ts'
import type { Stage } from '../core/stage.ts'

/**
 * @requireRole and the limits of the credential. A model that the caller may not use and one that does not exist
 * get the same answer, so that nobody learns names by asking.
 */
export const authorize: Stage = next =>
  function authorize(call) {
    checkAccess(call)
    return next(call)
  }

/** Throws FORBIDDEN, NOT_FOUND or INVALID_INPUT if the principal may not have this of this model. */
export const checkAccess = (call: Access): void => {
  mayRun(call)
  mustServe(call)
}

type Access = Pick<Call, 'input' | 'model' | 'policy' | 'principal' | 'snapshot'>

const mayRun = ({ policy, principal }: Access): void => {
  const missing = policy.roles.find(role => !principal.roles.has(role))
  if (missing !== undefined)
    throw new GatewayError('FORBIDDEN', `${policy.operation} needs the role ${missing}; ask an admin for it`)
  if (principal.operations?.has(policy.operation) === false)
    throw new GatewayError('FORBIDDEN', `This credential is not meant for ${policy.operation}`)
}

const mustServe = ({ input, model: name, principal, snapshot }: Access): void => {
  const model = snapshot.models.get(name)
  if (!model || principal.models?.has(name) === false)
    throw new GatewayError(
      'NOT_FOUND',
      `There is no model ${quoted(name)}; the list of models tells which you may use`,
      {
        path: 'model',
      },
    )
  if (model.lifecycle === 'RETIRED')
    throw new GatewayError('NOT_FOUND', `The model ${quoted(name)} is retired; choose another one`, {
      path: 'model',
    })
  const needed = input.task === 'completion' ? 'COMPLETION' : 'EMBEDDING'
  if (!model.capabilities.has(needed))
    throw new GatewayError(
      'INVALID_INPUT',
      `The model ${quoted(name)} cannot do this: it has no ${needed.toLowerCase()}`,
      {
        path: 'model',
      },
    )
}

/** A caller's word in a message: bounded, on one line. */
const quoted = (name: string): string => `\`${name.slice(0, 100).replace(/[\p{C}`]/gu, '?')}\``

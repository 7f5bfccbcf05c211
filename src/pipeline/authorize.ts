import { GatewayError } from '../core/error.ts'
import type { Model } from '../core/model.ts'
import type { Principal } from '../core/principal.ts'
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
  checkStepUp(model, principal)
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

/** A critical model wants to see in the token how its user signed in; an API key shows nothing of the kind. */
const checkStepUp = ({ name, requires }: Model, { token }: Principal): void => {
  if (!requires) return
  const { amr, acr } = requires
  const hasMethod = !amr || amr.some(method => token?.amr.has(method))
  const hasClass = !acr || (token?.acr !== undefined && acr.includes(token.acr))
  if (hasMethod && hasClass) return
  const wanted = [amr && `amr ${amr.join(' or ')}`, acr && `acr ${acr.join(' or ')}`].filter(Boolean)
  throw new GatewayError(
    'FORBIDDEN',
    `The model ${quoted(name)} asks for a stronger sign-in: sign in again so that your token says ${wanted.join(' and ')}${token ? '' : '; an API key cannot'}`,
    { path: 'model' },
  )
}

/** A caller's word in a message: bounded, on one line. */
const quoted = (name: string): string => `\`${name.slice(0, 100).replace(/[\p{C}`]/gu, '?')}\``

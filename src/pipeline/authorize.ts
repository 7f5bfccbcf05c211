import { type Access, accessOf, meets, meetsSomewhere, sightOf } from '../core/access.ts'
import { dataSubject } from '../core/consent.ts'
import { GatewayError } from '../core/error.ts'
import type { Model } from '../core/model.ts'
import type { Principal } from '../core/principal.ts'
import type { Call } from '../core/request.ts'
import type { Warning } from '../core/sale.ts'
import type { Stage } from '../core/stage.ts'
import { saleOfCall } from '../core/visible-prompts.ts'

/**
 * @requireRole, roles and the limits of the credential. A model that the caller may not use and one that does not exist
 * get the same answer, so that nobody learns names by asking.
 */
export const authorize: Stage = next =>
  function authorize(call) {
    const warnings = checkAccess(call)
    if (warnings.length > 0) call.record.warnings = warnings
    return next(call)
  }

/**
 * Throws FORBIDDEN, NOT_FOUND or INVALID_INPUT if the principal may not have this of this model; gives what the caller
 * ought to know.
 */
export const checkAccess = (call: Wish): readonly Warning[] => {
  const access = accessOf(call.principal, call.snapshot)
  mayRun(call, access)
  mustServe(call, access)
  return checkSale(call)
}

/** What of a call decides whether its caller may have it. */
export type Wish = Pick<Call, 'input' | 'model' | 'policy' | 'principal' | 'snapshot'>

const mayRun = ({ policy, principal }: Wish, access: Access): void => {
  const missing = policy.roles.find(role => !meetsSomewhere(access, role, policy.operation))
  if (missing !== undefined)
    throw new GatewayError('FORBIDDEN', `${policy.operation} needs the role ${missing}; ask an admin for it`)
  if (principal.operations?.has(policy.operation) === false)
    throw new GatewayError('FORBIDDEN', `This credential is not meant for ${policy.operation}`)
}

const mustServe = ({ input, model: name, policy, principal, snapshot }: Wish, access: Access): void => {
  const model = snapshot.models.get(name)
  if (!model || principal.models?.has(name) === false || sightOf(access, name) === undefined)
    throw new GatewayError(
      'NOT_FOUND',
      `There is no model ${quoted(name)}; the list of models tells which you may use`,
      {
        path: 'model',
      },
    )
  const { operation } = policy
  if (!policy.roles.every(role => meets(access, role, { operation, model: name })))
    throw new GatewayError(
      'FORBIDDEN',
      `Your roles do not allow ${operation} of the model ${quoted(name)}; ask an admin for it`,
      { path: 'model' },
    )
  if (model.lifecycle === 'RETIRED')
    throw new GatewayError('NOT_FOUND', `The model ${quoted(name)} is retired; choose another one`, {
      path: 'model',
    })
  checkStepUp(model, principal)
  checkConsent(model, { input, principal, snapshot })
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

/** A prompt or model that products sell wants an approved subscription of the calling application. */
const checkSale = ({ model, policy: { operation }, principal, snapshot }: Wish): readonly Warning[] => {
  const book = snapshot.access.get(principal.tenant)
  const sale = book && saleOfCall(book, { operation, model }, snapshot.models)
  if (!sale) return noWarnings
  const { application } = principal
  const isPrompt = book.promptSales.has(operation)
  const what = isPrompt ? `prompt ${quoted(operation.slice('prompts.'.length))}` : `model ${quoted(model)}`
  const at = { path: isPrompt ? 'prompt' : 'model' }
  if (sale.isRetired) throw new GatewayError('NOT_FOUND', `The ${what} is retired; choose another one`, at)
  const warnings = application === undefined ? undefined : sale.subscribers.get(application)
  if (warnings) return warnings
  const [product] = sale.products
  throw new GatewayError(
    'FORBIDDEN',
    product === undefined
      ? `The ${what} is served to its present subscribers only; choose another one`
      : application === undefined
        ? `The ${what} is for subscribers of the product \`${product}\`: use a key of an application that has an approved subscription`
        : `The ${what} needs an approved subscription of the application \`${application}\` to the product \`${product}\`: ask for it with \`requestSubscription\``,
    at,
  )
}

const noWarnings: readonly Warning[] = []

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

/** Personal data may go where its person has agreed to. Nobody is named: what is refused stands in the ledger. */
const checkConsent = (
  { name, requiresConsent: purpose }: Model,
  { input, principal, snapshot }: Pick<Wish, 'input' | 'principal' | 'snapshot'>,
): void => {
  if (purpose === undefined) return
  const subject = dataSubject(input, principal)
  if (subject && snapshot.consents?.has(principal.tenant, subject, purpose)) return
  const who = input.subject
    ? 'the `subject` of this call has not agreed to it'
    : subject
      ? 'the user of these credentials has not agreed to it'
      : 'this call says no `subject` and its credentials have no user'
  throw new GatewayError(
    'FORBIDDEN',
    `The model ${quoted(name)} needs consent to \`${purpose}\`, and ${who}: an admin records consent with \`recordConsent\``,
    { path: 'subject' },
  )
}

/** A caller's word in a message: bounded, on one line. */
const quoted = (name: string): string => `\`${name.slice(0, 100).replace(/[\p{C}`]/gu, '?')}\``

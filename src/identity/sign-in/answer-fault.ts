import * as openid from 'openid-client'
import { GatewayError } from '../../core/error.ts'
import { Outdated } from '../refusal.ts'
import type { LoginProvider } from './relying-party.ts'

/** What the person is told of an answer that openid-client has not taken; nothing that a stranger may have made up. */
export const refusedAnswer = (error: unknown, { name }: LoginProvider): GatewayError => {
  if (error instanceof openid.AuthorizationResponseError)
    return new GatewayError(
      'UNAUTHENTICATED',
      `The identity provider ${name} has not signed you in (${wordOf(error.error)}); begin again, or ask its admin`,
      { cause: new Outdated() },
    )
  if (error instanceof openid.ResponseBodyError)
    return error.error === 'invalid_grant'
      ? new GatewayError(
          'UNAUTHENTICATED',
          `The identity provider ${name} takes this sign-in no more; begin again`,
          { cause: new Outdated() },
        )
      : unavailable(
          `The identity provider ${name} does not let the gateway ask (${wordOf(error.error)}); ask an admin to compare its login with what is registered there`,
        )
  return error instanceof openid.ClientError && error.code !== undefined && foreign.has(error.code)
    ? new GatewayError(
        'UNAUTHENTICATED',
        `What came back from the identity provider ${name} does not belong to this sign-in; begin again`,
        { cause: new Outdated() },
      )
    : unavailable(`The identity provider ${name} cannot be asked at the moment; try again soon`)
}

/** Codes of openid-client for what was said and is not ours: another state, nonce, issuer, audience or time. */
const foreign: ReadonlySet<string> = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
])

/** An error code as RFC 6749, section 4.1.2.1, allows it, and no longer than any of them. */
const wordOf = (code: string): string => (/^[\w.-]{1,64}$/.test(code) ? code : 'an unknown error')

const unavailable = (message: string): GatewayError =>
  new GatewayError('UNAVAILABLE', message, { retryAfterMs: 5_000 })

import { byteSize } from '../byte-size.ts'
import { type ErrorAnswer, invalidRequest } from './errors.ts'

/** Why a body could not be read. */
interface Unreadable {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** What the HTTP server itself refuses, a body that it cannot read; undefined if the error is none of these. */
export const answerUnreadable = (error: unknown, bodyLimit: number): ErrorAnswer | undefined => {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  const { statusCode } = error
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined
  const known =
    'code' in error && typeof error.code === 'string' ? reasons[error.code]?.(bodyLimit) : undefined
  const { status, code, message } = known ?? { ...unknown, status: statusCode }
  return { status, headers: {}, body: invalidRequest(message, code) }
}

const unknown = { code: 'invalid_request', message: 'The request cannot be read.' }

/** By Fastify's code: https://fastify.dev/docs/latest/Reference/Errors/ */
const reasons: { readonly [code: string]: (bodyLimit: number) => Unreadable } = {
  FST_ERR_CTP_BODY_TOO_LARGE: bodyLimit => ({
    status: 413,
    code: 'body_too_large',
    message: `The body is too large: the gateway takes ${byteSize(bodyLimit)} at most.`,
  }),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => ({
    status: 400,
    code: 'empty_body',
    message: 'The body is empty; send a JSON object.',
  }),
  FST_ERR_CTP_INVALID_JSON_BODY: () => ({
    status: 400,
    code: 'invalid_json',
    message: 'The body is not valid JSON.',
  }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => ({
    status: 415,
    code: 'unsupported_media_type',
    message: 'Send the body as `content-type: application/json`.',
  }),
}

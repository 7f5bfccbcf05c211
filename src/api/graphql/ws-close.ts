import { CloseCode } from 'graphql-ws'
import { errorCodes, GatewayError } from '../../core/error.ts'

const tryAgainLater = 1013

/** How a socket is closed whose message could not be handled. */
export const closing = (error: unknown): readonly [code: number, reason: string] => {
  // After 4401 graphql-ws gives up: the same credentials would only fail again.
  if (error instanceof GatewayError && error.code === 'UNAUTHENTICATED')
    return [CloseCode.Unauthorized, closeReason(error.message)]
  if (error instanceof GatewayError && error.code === 'FORBIDDEN')
    return [CloseCode.Forbidden, closeReason(error.message)]
  if (error instanceof GatewayError && errorCodes[error.code].retryable)
    return [tryAgainLater, closeReason(error.message)]
  if (error instanceof Error && error.message.startsWith('Unexpected message'))
    return [CloseCode.BadRequest, 'Invalid message received']
  return [CloseCode.InternalServerError, 'Internal server error']
}

const mostBytes = 123
const ellipsis = '…'

/** The message as a close frame can hold it: 123 bytes of UTF-8 at most (RFC 6455, section 5.5). */
export const closeReason = (message: string): string => {
  const bytes = Buffer.from(message)
  if (bytes.length <= mostBytes) return message
  const start = bytes.subarray(0, mostBytes - Buffer.byteLength(ellipsis)).toString()
  // Half a character at the cut has become a replacement character.
  return start.replace(/\uFFFD$/, '') + ellipsis
}

import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { refusal } from './graphql/errors.ts'

/** Answers bytes that make no HTTP request, as long as somebody is there to be answered, and closes the connection. */
export const answerClientError = (error: Error & { readonly code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, message] = reasons[error.code ?? ''] ?? notHttp
  const body = JSON.stringify({ errors: [refusal('INVALID_INPUT', message).formatted] })
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  )
}

type Reason = readonly [status: number, message: string]

const notHttp: Reason = [400, 'The request is not valid HTTP']

/** By Node's code. */
const reasons: { readonly [code: string]: Reason } = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive'],
  HPE_HEADER_OVERFLOW: [431, "The request's headers are too large"],
}

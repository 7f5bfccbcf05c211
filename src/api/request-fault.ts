import { byteSize } from './byte-size.ts'
import { type PresentedError, refusal } from './graphql/errors.ts'

/** What is wrong with a request that never reached a handler, and the HTTP status that says so. */
export interface RequestFault {
  readonly error: PresentedError
  readonly status: number
}

/** Of an error that Fastify or Node threw while reading a request; undefined if the fault is ours. */
export const requestFault = (
  error: unknown,
  { bodyBytes }: { readonly bodyBytes: number },
): RequestFault | undefined => {
  const status = statusIn(error)
  if (status === undefined) return undefined
  const message =
    status === 413
      ? `The request's body is too large: the gateway takes ${byteSize(bodyBytes)} at most`
      : status === 415
        ? 'The request needs a body of the type application/json'
        : 'The request could not be read: its address and headers must be valid, and its body valid JSON'
  return { error: refusal('INVALID_INPUT', message), status }
}

const statusIn = (error: unknown): number | undefined => {
  if (!(error instanceof Error)) return undefined
  // A Host header that makes no address.
  if ('code' in error && error.code === 'ERR_INVALID_URL') return 400
  if (!('statusCode' in error) || typeof error.statusCode !== 'number') return undefined
  return error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : undefined
}

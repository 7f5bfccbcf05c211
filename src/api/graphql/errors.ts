import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { type ErrorCode, errorCodes, GatewayError } from '../../core/error.ts'
import type { Log } from '../../core/ports.ts'
import { shorten } from '../shorten.ts'

/** An error as its caller may see it: masked, with a code out of core/error.ts's table, and without a stack. */
export class PresentedError extends GraphQLError {
  override readonly name = 'PresentedError'
  readonly formatted: GraphQLFormattedError

  constructor(formatted: GraphQLFormattedError) {
    super(formatted.message, { extensions: { ...formatted.extensions } })
    this.formatted = formatted
  }

  override toJSON(): GraphQLFormattedError {
    return this.formatted
  }
}

/** Turns whatever was thrown into what the caller may see. */
export type Present = (error: unknown) => PresentedError

/**
 * A presenter that masks unknown errors and logs each of them once, with the id that the caller is told.
 * A GraphQLError without a path is a fault of the request (its syntax, the schema's rules, its variables); one
 * with a path comes from a resolver, and is a fault of ours unless a GatewayError is behind it.
 */
export const createPresenter =
  (about: { readonly log: Log; readonly newId: () => string }): Present =>
  error => {
    if (error instanceof PresentedError) return error
    const position = error instanceof GraphQLError ? positionOf(error) : {}
    const cause = causeOf(error)
    if (cause instanceof GatewayError)
      return presented(cause.code, cause.message, { ...detailsOf(cause), position })
    if (error instanceof GraphQLError && isFaultOfRequest(error, cause))
      return presented('INVALID_INPUT', error.message, { position })
    if (cause instanceof Error && cause.name === 'AbortError')
      return presented('UNAVAILABLE', 'The request was cancelled', { position })
    const errorId = about.newId()
    about.log.error({ errorId, err: cause, path: position.path }, 'An operation failed unexpectedly')
    return presented('INTERNAL', `Something went wrong on our side (id ${errorId})`, { position })
  }

/** A refusal that concerns a whole document or request. */
export const refusal = (code: ErrorCode, message: string): PresentedError => presented(code, message, {})

/** The HTTP status of a request that ends with this error. */
export const statusOf = (error: PresentedError): number => {
  const code = error.formatted.extensions?.code
  return typeof code === 'string' && isErrorCode(code) ? errorCodes[code].status : 500
}

type Position = Pick<GraphQLFormattedError, 'locations' | 'path'>

const presented = (
  code: ErrorCode,
  message: string,
  { position, ...details }: { readonly position?: Position; readonly [detail: string]: unknown },
): PresentedError =>
  new PresentedError({ message: shorten(message), ...position, extensions: { code, ...details } })

const positionOf = ({ locations, path }: GraphQLError): Position => ({
  ...(locations && { locations }),
  ...(path && { path }),
})

/** Only what a caller can act on and may know; quotas, verdicts and attempts are members of result unions. */
const detailsOf = ({ details }: GatewayError) => ({
  ...(details.callId !== undefined && { callId: details.callId }),
  ...(details.path !== undefined && { path: details.path }),
  ...(details.faults && { faults: details.faults }),
  ...(details.retryAfterMs !== undefined && { retryAfterMs: details.retryAfterMs }),
  ...(details.resetsAt !== undefined && { resetsAt: new Date(details.resetsAt).toISOString() }),
})

const causeOf = (error: unknown): unknown => {
  let cause = error
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError
  return cause
}

// Arguments are coerced while fields are executed: a null for a non-null argument has a path and is the caller's.
const isFaultOfRequest = (error: GraphQLError, cause: unknown): boolean =>
  error.path === undefined
    ? error.originalError === undefined ||
      error.nodes !== undefined ||
      error.originalError instanceof GraphQLError
    : cause instanceof GraphQLError && cause.message.startsWith('Argument "')

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code)

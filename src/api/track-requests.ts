import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Credentials } from '../core/principal.ts'
import { smallBytes } from './byte-budget.ts'
import type { ReadCredentials } from './credentials.ts'
import type { InFlight, Operation } from './in-flight.ts'

/**
 * Makes every request a piece of work, aborted if its client leaves before the answer is written, and notes what it
 * shows of its sender.
 */
export const trackRequests = (
  app: FastifyInstance,
  { inFlight, readCredentials }: { readonly inFlight: InFlight; readonly readCredentials: ReadCredentials },
): void => {
  app.decorateRequest('work', null)
  app.decorateRequest('credentials', null)
  app.decorateRequest('readBefore', 0)
  app.addHook('onRequest', (request, { raw }, done) => {
    const credentials = readCredentials(request.raw)
    request.setDecorator('credentials', credentials)
    const work = inFlight.begin(credentials)
    request.setDecorator('work', work)
    request.setDecorator('readBefore', request.raw.socket.bytesRead)
    raw.once('close', () => {
      if (!raw.writableFinished) work.abort()
      work.end()
    })
    done()
  })
  // Once the body is here: who only announces a large one holds nothing. What came with the head is not counted.
  app.addHook('preHandler', (request, _, done) => {
    const bytes = request.raw.socket.bytesRead - request.getDecorator<number>('readBefore')
    if (bytes > smallBytes) request.getDecorator<Operation>('work').hold(bytes)
    done()
  })
}

/** What a tracked request shows of its sender. */
export const credentialsOf = (request: FastifyRequest): Credentials =>
  request.getDecorator<Credentials>('credentials')

/** Where it comes from, to be spread into what is told of it. */
export const originOf = (request: FastifyRequest): { readonly clientAddress?: string } => {
  const { clientAddress } = credentialsOf(request)
  return clientAddress === undefined ? {} : { clientAddress }
}

/** What the header `x-weir-experiment` says that the caller wants to be divided by. */
export const experimentOf = ({ headers }: FastifyRequest): string | undefined => {
  const { 'x-weir-experiment': key } = headers
  return typeof key === 'string' && key !== '' ? key : undefined
}

/** Aborted when the client of a tracked request leaves, or when the server can wait no longer. */
export const signalOf = (request: FastifyRequest): AbortSignal =>
  request.getDecorator<Operation>('work').signal

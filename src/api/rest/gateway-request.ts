import type { FastifyRequest } from 'fastify'
import type { GatewayRequest, Input } from '../../core/request.ts'
import { originOf, signalOf } from '../track-requests.ts'
import { principalOf } from './admit.ts'

/** What a body asks for. */
export interface Asked {
  /** The governed operation as the SDL names it. */
  readonly operation: 'complete' | 'embed'
  readonly model: string
  readonly input: Input
  readonly stream: boolean
}

/** The call that a request asks for. It is aborted when the client leaves, also before the first byte. */
export const gatewayRequest = (
  { operation, model, input, stream }: Asked,
  request: FastifyRequest,
): GatewayRequest => ({
  operation,
  principal: principalOf(request),
  model,
  input,
  api: 'REST',
  stream,
  signal: signalOf(request),
  ...originOf(request),
})

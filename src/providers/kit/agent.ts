import { Agent, type Dispatcher } from 'undici'

/**
 * The connections to all providers; whoever makes it closes it. HTTP/1.1 only, where cancelling a call closes its
 * connection. A bad certificate, an unknown host and a connection that takes too long are refused.
 */
export const providerAgent = ({ connectMs = 10_000, connectionsPerOrigin = 8192 } = {}): Dispatcher =>
  new Agent({
    allowH2: false,
    connections: connectionsPerOrigin,
    connect: { timeout: connectMs },
    keepAliveTimeout: 30_000,
  })

import type { FastifyInstance } from 'fastify'

/** What a page may read of an answer besides its body. */
const exposed = [
  'retry-after',
  'x-request-id',
  'x-weir-cached',
  'x-weir-call-id',
  'x-weir-cost-usd',
  'x-weir-deployment',
  'x-weir-provider',
].join(', ')

/** For so long a browser need not ask again whether it may call. */
const preflightSeconds = '600'

/**
 * Lets pages of these origins (`https://app.example.com`; `*` for all) call the gateway, by the rules of the Fetch
 * standard. Credentials are bearer tokens: the cookie of a sign-in is
 * for the gateway's own pages, so `access-control-allow-credentials` is never set. Headers are set on the raw response,
 * because streams are written there.
 */
export const allowOrigins = (app: FastifyInstance, origins: readonly string[]): void => {
  const allowed = new Set(origins)
  app.addHook('onRequest', ({ headers, method, raw: request }, { raw: response }, done) => {
    const { origin } = headers
    if (origin === undefined || !(allowed.has(origin) || allowed.has('*'))) return done()
    response.setHeader('access-control-allow-origin', allowed.has('*') ? '*' : origin)
    response.setHeader('access-control-expose-headers', exposed)
    response.setHeader('vary', 'origin')
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return done()
    response.writeHead(204, {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
      'access-control-max-age': preflightSeconds,
    })
    response.end()
    request.resume()
  })
}

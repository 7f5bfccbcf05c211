import { createHmac, timingSafeEqual } from 'node:crypto'
import { pipeline, Transform } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RouterSettings } from '../core/config.ts'
import type { Clock, Once } from '../core/ports.ts'

/** The header in which a router signs: `t=<seconds since 1970>,n=<nonce>,v1=<hex>`. */
export const signatureHeader = 'weir-router-signature'

/** What is signed with HMAC-SHA256: the moment, the nonce and the body, with dots between them. */
export const signatureOf = (
  secret: string,
  { seconds, nonce, body }: { readonly seconds: number; readonly nonce: string; readonly body: string },
): string => createHmac('sha256', secret).update(`${seconds}.${nonce}.`).update(body).digest('hex')

/**
 * Checks the signatures of a router while the bodies of requests pass. Each is taken once, and only so long as it is new:
 * by all gateways together where they share `once`, and by each of them where they do not, or while that does not answer.
 * The server owns what is given to it; `isSigned` tells of a request whose body was read.
 */
export const checkSignatures = (
  app: FastifyInstance,
  { secret, maxAgeSeconds }: RouterSettings,
  { clock, once }: { readonly clock: Clock; readonly once?: Once },
): ((request: FastifyRequest) => boolean) => {
  const signed = new WeakSet<FastifyRequest>()
  const taken = createNonces(maxAgeSeconds * 1000)

  /** Whether nobody has taken it before. */
  const take = async (nonce: string, at: number): Promise<boolean> => {
    if (!taken.take(nonce, at)) return false
    // A signature may be from the future by as much as it may be old.
    return once ? once.take(nonce, 2 * maxAgeSeconds * 1000).catch(() => true) : true
  }

  app.addHook('preParsing', (request, _reply, payload, done) => {
    const said = readSignature(request.headers[signatureHeader])
    const at = clock()
    // What a GET asks is in its address, which nobody has signed.
    if (!said || request.method !== 'POST' || Math.abs(at - said.seconds * 1000) > maxAgeSeconds * 1000)
      return done(null, payload)
    const hmac = createHmac('sha256', secret).update(`${said.seconds}.${said.nonce}.`)
    const passing = new Transform({
      transform(chunk, _encoding, next) {
        hmac.update(chunk)
        next(null, chunk)
      },
      flush(next) {
        if (!timingSafeEqual(hmac.digest(), said.digest)) return next()
        void take(said.nonce, at).then(isFirst => {
          if (isFirst) signed.add(request)
          next()
        })
      },
    })
    // A client that breaks off ends the one as it ends the other.
    pipeline(payload, passing, () => undefined)
    done(null, passing)
  })

  return request => signed.has(request)
}

const readSignature = (header: string | readonly string[] | undefined) => {
  const match =
    typeof header === 'string' && /^t=(\d{1,12}),n=([\w-]{8,64}),v1=([\da-f]{64})$/.exec(header.trim())
  if (!match) return undefined
  const [, seconds = '', nonce = '', digest = ''] = match
  return { seconds: Number(seconds), nonce, digest: Buffer.from(digest, 'hex') }
}

/** Nonces of one stretch of time, and of the one before. */
const mostNonces = 200_000

/**
 * Nonces that were taken while their signatures were new. When there are too many of them, nothing is taken any more
 * until the older ones have aged: rather refused than taken twice.
 */
const createNonces = (maxAgeMs: number) => {
  // A signature may be from the future by as much as it may be old.
  const stretchMs = 2 * maxAgeMs
  let since = 0
  let older = new Set<string>()
  let newer = new Set<string>()
  return {
    take(nonce: string, at: number): boolean {
      if (at - since > stretchMs) {
        older = at - since > 2 * stretchMs ? new Set() : newer
        newer = new Set()
        since = at
      }
      if (older.has(nonce) || newer.has(nonce) || newer.size >= mostNonces) return false
      newer.add(nonce)
      return true
    },
  }
}

import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { errorCodes, GatewayError } from '../../core/error.ts'
import type { Services } from '../../core/services.ts'
import { credentialsOf } from '../track-requests.ts'
import { dropCookie, readCookie, writeCookie } from './cookies.ts'
import { link, privately, sendPage, text } from './page.ts'

/**
 * Signing in and out with a browser: `/login` goes to the identity provider, or lets somebody choose one; it sends the
 * browser back to `/login/callback`; `/logout` ends it. Nowhere can a request say where the browser goes next.
 */
export const signInRoutes =
  ({
    authenticate,
    clock,
    log,
    signIn,
  }: Pick<Services, 'authenticate' | 'clock' | 'log' | 'signIn'>): FastifyPluginAsync =>
  async app => {
    // Forms of browsers. Nothing in them counts.
    app.addContentTypeParser('application/x-www-form-urlencoded', (_request, _body, done) => done(null))
    app.setErrorHandler((error, _request, reply) => answerFault(error, reply))

    app.get('/login', async (request, reply) => {
      const tenant = parameter(request, 'tenant')
      const choices = signIn.choices(tenant)
      const [only] = choices
      const identityProvider = parameter(request, 'provider') ?? (choices.length === 1 ? only : undefined)
      if (identityProvider === undefined) return choose(reply, choices, tenant)
      const { address, pending } = await signIn.begin({ tenant, identityProvider })
      reply.header('set-cookie', writeCookie('weir_login', pending, clock()))
      return privately(reply).redirect(address, 303)
    })

    app.get('/login/callback', async (request, reply) => {
      // Whatever comes of it, it was the one try.
      reply.header('set-cookie', dropCookie('weir_login'))
      const { url } = request
      const session = await signIn.finish({
        query: url.includes('?') ? url.slice(url.indexOf('?') + 1) : '',
        pending: readCookie(request.headers.cookie, 'weir_login'),
        clientAddress: credentialsOf(request).clientAddress,
      })
      reply.header('set-cookie', writeCookie('weir_session', session, clock()))
      // By a page of our own: a cookie that is SameSite=Strict does not come along where a foreign page sends somebody.
      return privately(reply).redirect('/', 303)
    })

    /** For the page at `/`. */
    app.post('/login/session', async (request, reply) => {
      const { authorization: _, certificate: __, ...credentials } = credentialsOf(request)
      const principal = credentials.session && (await authenticate(credentials).catch(notSignedIn))
      return privately(reply).send({
        isOffered: signIn.choices(undefined).length > 0,
        ...(principal && { name: principal.name, tenant: principal.tenant }),
      })
    })

    app.get('/logout', (_request, reply) =>
      sendPage(reply, {
        title: 'Sign out',
        body: '<form method="post" action="/logout"><button>Sign out</button></form>',
      }),
    )

    app.post('/logout', async (request, reply) => {
      const { session } = credentialsOf(request)
      if (request.headers['sec-fetch-site'] === 'cross-site' || !signIn.mayEnd(session)) throw notOurPage
      const address = session && (await signIn.farewell(session))
      reply.header('set-cookie', dropCookie('weir_session'))
      return sendPage(reply, {
        title: 'You have signed out',
        body:
          (address === undefined ? '' : link(address, 'Sign out of the identity provider too')) +
          link('/', 'Back'),
      })
    })

    const answerFault = (error: unknown, reply: FastifyReply): FastifyReply => {
      const known = error instanceof GatewayError ? error : unreadable(error)
      const errorId = randomUUID()
      if (!known) log.error({ errorId, err: error }, 'A sign-in failed unexpectedly')
      const waitMs = known?.details.retryAfterMs
      if (waitMs !== undefined) reply.header('retry-after', String(Math.ceil(waitMs / 1000)))
      return sendPage(reply.code(known ? errorCodes[known.code].status : 500), {
        title: 'Not signed in',
        body: `<p>${text(known?.message ?? `Something went wrong on our side (id ${errorId})`)}</p>${link('/', 'Back')}`,
      })
    }
  }

const choose = (
  reply: FastifyReply,
  choices: readonly string[],
  tenant: string | undefined,
): FastifyReply => {
  if (choices.length === 0)
    throw new GatewayError(
      'NOT_FOUND',
      'There is nobody to sign in with: an identity provider needs `login`, and those of a tenant are found at /login?tenant=<name>',
    )
  const addressOf = (provider: string): string =>
    `/login?${new URLSearchParams({ ...(tenant !== undefined && { tenant }), provider })}`
  return sendPage(reply, {
    title: 'Sign in with',
    body: choices.map(name => link(addressOf(name), name)).join(''),
  })
}

const parameter = ({ query }: FastifyRequest, name: string): string | undefined => {
  const value: unknown = Object(query)[name]
  return typeof value === 'string' && value.length <= 128 ? value : undefined
}

/** Whoever cannot be known now is shown as such; what asks for more is told why. */
const notSignedIn = (error: unknown): undefined => {
  if (!(error instanceof GatewayError)) throw error
  return undefined
}

/** What Fastify could not read. */
const unreadable = (error: unknown): GatewayError | undefined => {
  const status: unknown = Object(error).statusCode
  return typeof status === 'number' && status >= 400 && status < 500
    ? new GatewayError('INVALID_INPUT', 'The request could not be read')
    : undefined
}

const notOurPage = new GatewayError('FORBIDDEN', 'Only a page of this gateway can sign somebody out')

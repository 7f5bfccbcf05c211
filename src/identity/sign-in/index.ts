import * as openid from 'openid-client'
import type { BrowserSignIn } from '../../core/browser-sign-in.ts'
import type { IdentityProviderConfig } from '../../core/config.ts'
import { GatewayError } from '../../core/error.ts'
import { operatorTenant } from '../../core/organisation.ts'
import type { Clock, Log } from '../../core/ports.ts'
import type { Services } from '../../core/services.ts'
import type { Seal } from '../seal.ts'
import type { Random } from '../secret.ts'
import { refusedAnswer } from './answer-fault.ts'
import { openPending, sealPending } from './pending.ts'
import { isLoginProvider, type LoginProvider, type RelyingPartyFor } from './relying-party.ts'
import { isOfOwnPage, type Sessions } from './sessions.ts'

export interface BrowserSignInOptions {
  /** Those in force now. */
  readonly identityProviders: () => readonly IdentityProviderConfig[]
  readonly relyingPartyFor: RelyingPartyFor
  readonly authenticate: Services['authenticate']
  readonly sessions: Sessions
  /** For what a browser keeps until it comes back. */
  readonly seal: Seal
  readonly random: Random
  readonly clock: Clock
  readonly log: Log
}

/** How long somebody may take to sign in at the identity provider. */
const patienceMs = 600_000
/** Most answers of browsers that are looked into at one time: each asks an identity provider. */
const mostAnswers = 64
/** What a browser keeps in one cookie, its name and attributes included (RFC 6265, section 6.1), with some room. */
const longestCookie = 3_800

/**
 * The state, the nonce and the verifier are sealed into a cookie, so that any replica can finish what another one has
 * begun. An ID token counts only as far as the token verifier takes it: see `createTokenVerifier`.
 */
export const createBrowserSignIn = (options: BrowserSignInOptions): BrowserSignIn => {
  const { identityProviders, relyingPartyFor, authenticate, sessions, seal, random, clock, log } = options
  let answers = 0

  const named = (name: string): LoginProvider | undefined =>
    identityProviders()
      .filter(isLoginProvider)
      .find(one => one.name === name)

  const partyOf = async (config: LoginProvider): Promise<openid.Configuration> => {
    try {
      return await relyingPartyFor(config)
    } catch (error) {
      log.warn({ identityProvider: config.name, error }, 'nobody can sign in there: it cannot be asked')
      throw unavailable(config)
    }
  }

  const choices = (tenant: string | undefined): readonly string[] => {
    const prefix = prefixOf(tenant)
    return identityProviders()
      .filter(one => one.login !== undefined && one.name.startsWith(prefix))
      .map(({ name }) => name.slice(prefix.length))
      .filter(name => !name.includes('//'))
  }

  const secret = (): string => Buffer.from(random(32)).toString('base64url')

  return {
    choices,

    async begin({ tenant, identityProvider }) {
      const isOne = choices(tenant).includes(identityProvider)
      const config = isOne ? named(prefixOf(tenant) + identityProvider) : undefined
      if (!config) throw new GatewayError('NOT_FOUND', 'There is nobody of this name to sign in with')
      const party = await partyOf(config)
      const { publicUrl, scopes } = config.login
      const until = clock() + patienceMs
      const [state, nonce, verifier] = [secret(), secret(), secret()]
      const address = openid.buildAuthorizationUrl(party, {
        redirect_uri: redirectAddress(config),
        scope: scopes.join(' '),
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      const pending = { identityProvider: config.name, state, nonce, verifier, until }
      return {
        address: address.href,
        pending: { sealed: sealPending(pending, seal), isHostOnly: isHostOnly(publicUrl), until },
      }
    },

    async finish({ query, pending: kept, clientAddress }) {
      const pending = kept && openPending(kept.sealed, { seal, clock })
      const config = pending && named(pending.identityProvider)
      if (!config || kept.isHostOnly !== isHostOnly(config.login.publicUrl)) throw notBegun
      if (answers >= mostAnswers) throw tooMany
      answers++
      try {
        const token = await idTokenOf(config, query, {
          expectedState: pending.state,
          expectedNonce: pending.nonce,
          pkceCodeVerifier: pending.verifier,
        })
        const principal = await authenticate({ authorization: `Bearer ${token}`, clientAddress })
        // Else one that shares the issuer might let its people in as those of another one.
        if (principal?.token?.identityProvider !== config.name) throw notBegun
        const { origin } = new URL(config.login.publicUrl)
        const sealed = sessions.seal({ token, identityProvider: config.name, origin })
        if (sealed.length > longestCookie) throw tooLong(config, sealed.length)
        return {
          sealed,
          isHostOnly: isHostOnly(config.login.publicUrl),
          until: principal.expiresAt ?? clock(),
        }
      } finally {
        answers--
      }
    },

    async farewell(cookie) {
      const session = sessions.open(cookie)
      const config = session && named(session.identityProvider)
      if (!config) return undefined
      try {
        const party = await relyingPartyFor(config)
        if (!party.serverMetadata().end_session_endpoint) return undefined
        // The token is left out: it would stand in the browser's history and in logs on the way.
        return openid.buildEndSessionUrl(party).href
      } catch (error) {
        log.warn({ identityProvider: config.name, error }, 'nobody can sign out there: it cannot be asked')
        return undefined
      }
    },

    mayEnd(cookie) {
      const session = cookie && sessions.open(cookie)
      return session ? isOfOwnPage(cookie, session) : true
    },
  }

  async function idTokenOf(
    config: LoginProvider,
    query: string,
    checks: openid.AuthorizationCodeGrantChecks,
  ): Promise<string> {
    const party = await partyOf(config)
    try {
      const answer = new URL(`${redirectAddress(config)}?${query}`)
      const tokens = await openid.authorizationCodeGrant(party, answer, { ...checks, idTokenExpected: true })
      if (tokens.id_token === undefined) throw new Error('it has sent no ID token')
      return tokens.id_token
    } catch (error) {
      const refusal = refusedAnswer(error, config)
      // Without what has caused it, which may hold the code or the token.
      const problem = error instanceof Error ? error.message : String(error)
      log.warn({ identityProvider: config.name, code: refusal.code, problem }, 'a sign-in was not finished')
      throw refusal
    }
  }
}

/** A tenant's own are known by the tenant's name too: see `control/views.ts`. */
const prefixOf = (tenant: string | undefined): string =>
  tenant === undefined || tenant === operatorTenant ? '' : `${tenant}//`

/** It comes from the configuration, never from what a request says of its host. */
const redirectAddress = ({ login }: LoginProvider): string => `${login.publicUrl}/login/callback`

const isHostOnly = (publicUrl: string): boolean => publicUrl.startsWith('https:')

const notBegun = new GatewayError(
  'INVALID_INPUT',
  'This sign-in was not begun in this browser, is finished already, or has taken too long; begin again',
)

const tooMany = new GatewayError('UNAVAILABLE', 'Too many people are signing in; try again soon', {
  retryAfterMs: 1_000,
})

const unavailable = ({ name }: LoginProvider): GatewayError =>
  new GatewayError(
    'UNAVAILABLE',
    `The identity provider ${name} cannot be asked at the moment; try again soon`,
    {
      retryAfterMs: 5_000,
    },
  )

const tooLong = ({ name }: LoginProvider, length: number): GatewayError =>
  new GatewayError(
    'INVALID_INPUT',
    `The ID token of ${name} makes a cookie of ${length} characters, and browsers keep about ${longestCookie}; ask an admin to have it hold fewer claims, such as fewer groups`,
  )

import { OAuth2Server } from 'oauth2-mock-server'

/** What a token is to say; absent: what a good one says. A claim that is undefined is left out. */
export interface TokenWish {
  readonly claims?: { readonly [claim: string]: unknown }
  readonly header?: { readonly [name: string]: unknown }
  /** Which key signs it. */
  readonly kid?: string
  readonly expiresIn?: number
}

/** A real OpenID Connect issuer on a free port of the loopback. Its usual key is `first`, of RS256. */
export interface Issuer {
  readonly url: string
  /** A signed token of Ada's, who is a developer of the team search. */
  token(wish?: TokenWish): Promise<string>
  /** Adds a key to those that it publishes. */
  addKey(kid: string, algorithm?: string): Promise<void>
  /** Answers nobody until it is started again, at the same address. */
  stop(): Promise<void>
  restart(): Promise<void>
}

export const startIssuer = async (): Promise<Issuer> => {
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256', { kid: 'first' })
  await server.start(undefined, '127.0.0.1')
  const { port } = server.address()
  const url = server.issuer.url ?? ''
  return {
    url,
    async token({ claims = {}, header: wantedHeader = {}, kid = 'first', expiresIn = 600 } = {}) {
      return server.issuer.buildToken({
        kid,
        expiresIn,
        scopesOrTransform(header, payload) {
          Object.assign(header, wantedHeader)
          Object.assign(payload, {
            aud: 'weir',
            sub: 'ada',
            tenant: 'default',
            team: 'search',
            groups: ['staff', 'engineers'],
            ...claims,
          })
        },
      })
    },
    async addKey(kid, algorithm = 'RS256') {
      await server.issuer.keys.generate(algorithm, { kid })
    },
    stop: () => server.stop(),
    restart: () => server.start(port, '127.0.0.1'),
  }
}

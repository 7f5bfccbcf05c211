import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { ApiKey } from '../../src/core/api-key.ts'
import type { IdentityProviderConfig } from '../../src/core/config.ts'
import { createAuthenticator } from '../../src/identity/authenticate.ts'
import { createTokenVerifier } from '../../src/identity/jwt.ts'
import { newSecret } from '../../src/identity/secret.ts'
import { type Bench, type Row, round } from '../rounds.ts'

const log = { info: () => {}, warn: () => {}, error: () => {} }
const clock = Date.now
const issuer = 'https://login.example.com'

const key: ApiKey = {
  id: 'key',
  tenant: 'default',
  name: 'bench',
  prefix: 'weir_bench00',
  roles: ['DEVELOPER'],
  createdAt: 0,
}

const identityProvider: IdentityProviderConfig = {
  name: 'corp',
  issuer,
  audience: ['weir'],
  jwksUri: `${issuer}/keys`,
  allowInsecure: false,
  algorithms: ['ES256'],
  clockSkewSeconds: 30,
  claims: { user: 'claims.sub', roles: 'claims.roles' },
}

/** What it costs to tell whose credentials a call has: those of a known key, and of a token whose issuer's keys are known. */
export const authentication = async ({ roundMs, say }: Bench): Promise<Row[]> => {
  const identityProviders = [identityProvider]
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'first', alg: 'ES256', use: 'sig' }] }
  const { authenticate } = createAuthenticator({
    store: { findByHash: async () => key },
    tokens: createTokenVerifier({
      identityProviders: () => identityProviders,
      readJsonFor: () => async () => keys,
      clock,
      log,
    }),
    clock,
    log,
  })
  const sign = (user: number): Promise<string> =>
    new SignJWT({ roles: ['DEVELOPER'] })
      .setProtectedHeader({ alg: 'ES256', kid: 'first' })
      .setIssuer(issuer)
      .setAudience('weir')
      .setSubject(`user-${user}`)
      .setExpirationTime('1h')
      .sign(privateKey)

  const known = `Bearer ${newSecret(randomBytes)}`
  const token = `Bearer ${await sign(0)}`
  const micros = async (authorization: (turn: number) => string, turns: number): Promise<number> => {
    const before = process.cpuUsage()
    for (let turn = 0; turn < turns; turn++)
      await authenticate({ authorization: authorization(turn), clientAddress: '127.0.0.1' })
    const { user, system } = process.cpuUsage(before)
    return (user + system) / turns
  }
  const turns = roundMs * 25
  const measured = async (authorization: string): Promise<number> => {
    await micros(() => authorization, turns)
    return micros(() => authorization, turns)
  }
  const ofKey = await measured(known)
  const ofToken = await measured(token)
  const fresh = await Promise.all(Array.from({ length: 2_000 }, (_, user) => sign(user + 1)))
  const ofFresh = await micros(turn => `Bearer ${fresh[turn]}`, fresh.length)
  say(`  a token that was never seen takes ${round(ofFresh)} µs, once a minute`)
  return [
    row('authentication with a known key', ofKey, { floor: 30, goal: 10 }),
    row('authentication with a token, its issuer’s keys known', ofToken, { floor: 150, goal: 30 }),
  ]
}

const row = (name: string, value: number, aims: Pick<Row, 'floor' | 'goal'>): Row => ({
  name,
  value: round(value, 1),
  unit: 'µs CPU/call',
  reference: null,
  ratio: null,
  better: 'LESS',
  ...aims,
})

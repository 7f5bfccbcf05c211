import assert from 'node:assert/strict'
import { createHmac, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createClient } from 'graphql-ws'
import { SignJWT } from 'jose'
import WebSocket from 'ws'
import { newSecret } from '../../src/identity/secret.ts'
import { type Caller, callers, type Outcome } from '../kit/callers.ts'
import { startGateway } from '../kit/gateway.ts'
import { type Issuer, startIssuer } from '../kit/issuer.ts'

// Tokens of a real issuer, and guesses, through the whole gateway, whichever way it is asked.

const yaml = (issuers: readonly { readonly name: string; readonly issuer: string }[]) => `
teams: [{ name: search }]
identityProviders:
${issuers
  .map(
    ({ name, issuer }) => `  - name: ${name}
    issuer: ${issuer}
    audience: weir
    allowInsecure: true
    algorithms: [RS256, ES256]
    claims:
      tenant: claims.tenant
      team: claims.?team
      roles: claims.groups
      rolesMap: { engineers: DEVELOPER, admins: ADMIN }`,
  )
  .join('\n')}
models:
  - name: critical
    deployments: [ { provider: simulator, model: critical } ]
    price: { inputPerMillionUsd: 1, outputPerMillionUsd: 1 }
    requires: { amr: [mfa, hwk] }
`

const code = (outcome: Outcome): string => ('code' in outcome ? outcome.code : 'ANSWERED')

/** A gateway whose clock only a test moves. */
const startWorld = async () => {
  const time = { now: Date.now() }
  const issuer = await startIssuer()
  const away = await startIssuer()
  const gateway = await startGateway({
    yaml: yaml([
      { name: 'corp', issuer: issuer.url },
      { name: 'partner', issuer: away.url },
    ]),
    clock: () => time.now,
  })
  const ask = async (caller: Caller, key: string, model = 'simulator') =>
    caller.ask({ url: gateway.url, key, model, text: 'Why is the sky blue?' })
  return {
    time,
    issuer,
    away,
    gateway,
    ask,
    async close() {
      await gateway.close()
      await issuer.stop()
      await away.stop()
    },
  }
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** What an attacker or a careless client may send instead of a good token. */
const bad: { readonly [what: string]: (issuer: Issuer) => Promise<string> } = {
  expired: issuer => issuer.token({ expiresIn: -60 }),
  'not yet valid': issuer => issuer.token({ claims: { nbf: Math.floor(Date.now() / 1000) + 3_600 } }),
  'for another audience': issuer => issuer.token({ claims: { aud: 'somebody-else' } }),
  'of another issuer': issuer => issuer.token({ claims: { iss: 'https://evil.example.com' } }),
  async forged(issuer) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    return new SignJWT(claimsOf(await issuer.token()))
      .setProtectedHeader({ alg: 'RS256', kid: 'first' })
      .sign(privateKey)
  },
  'without a signature (alg none)': async issuer =>
    `${encoded({ alg: 'none' })}.${encoded(claimsOf(await issuer.token()))}.`,
  async 'signed with our own public key as the secret (key confusion)'(issuer) {
    const { keys } = (await (await fetch(`${issuer.url}/jwks`)).json()) as { keys: [Record<string, string>] }
    const secret = createPublicKey({ key: keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    const text = `${encoded({ alg: 'HS256', kid: 'first' })}.${encoded(claimsOf(await issuer.token()))}`
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  },
}

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

describe('tokens of an identity provider (F05)', () => {
  let world: Awaited<ReturnType<typeof startWorld>>
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  for (const caller of callers)
    describe(caller.name, () => {
      test('a good one is answered, and the ledger has its user', async () => {
        const { ask, gateway, issuer } = world
        const user = `ada-${randomUUID()}`
        const outcome = await ask(caller, await issuer.token({ claims: { sub: user } }))
        assert.equal(code(outcome), 'ANSWERED')
        const { data } = await gateway.graphql(
          `query ($user: String!) {
            usage(filter: { where: [{ dimension: USER, values: [$user] }] }, groupBy: [TEAM, USER]) {
              rows { group { value } totals { requests } }
            }
          }`,
          { user },
        )
        assert.deepEqual(data.usage.rows, [
          { group: [{ value: 'search' }, { value: user }], totals: { requests: 1 } },
        ])
      })

      for (const [what, token] of Object.entries(bad))
        test(`one that is ${what} is refused`, async () => {
          const { ask, issuer, time } = world
          time.now += 1_000
          assert.equal(code(await ask(caller, await token(issuer))), 'UNAUTHENTICATED')
        })

      test('one of a new key is answered: the issuer has rotated its keys', async () => {
        const { ask, issuer, time } = world
        time.now += 10_000
        const kid = randomUUID()
        await issuer.addKey(kid, 'ES256')
        assert.equal(code(await ask(caller, await issuer.token({ kid }))), 'ANSWERED')
      })

      test('one without a role is told that it may not, not that it is unknown', async () => {
        const { ask, issuer } = world
        assert.equal(
          code(await ask(caller, await issuer.token({ claims: { groups: ['staff'] } }))),
          'FORBIDDEN',
        )
      })

      test('a critical model wants a second factor in it, which no API key has (F09)', async () => {
        const { ask, gateway, issuer } = world
        const weak = await issuer.token({ claims: { amr: ['pwd'] } })
        const strong = await issuer.token({ claims: { amr: ['pwd', 'mfa'] } })
        assert.equal(code(await ask(caller, weak, 'critical')), 'FORBIDDEN')
        assert.equal(code(await ask(caller, strong, 'critical')), 'ANSWERED')
        assert.equal(code(await ask(caller, (await gateway.newKey()).secret, 'critical')), 'FORBIDDEN')
      })

      test('one whose issuer cannot be asked is neither refused nor taken', async () => {
        const { ask, away } = world
        const token = await away.token()
        await away.stop()
        assert.equal(code(await ask(caller, token)), 'UNAVAILABLE')
        await away.restart()
      })
    })

  test('the viewer sees what vouches for it, and the model what it asks for', async () => {
    const { gateway, issuer } = world
    const { data, errors } = await gateway.graphql(
      '{ viewer { name tenant team roles credential identityProvider } model(name: "critical") { requires { amr acr } } }',
      {},
      await issuer.token(),
    )
    assert.equal(errors, undefined)
    assert.deepEqual(data, {
      viewer: {
        name: 'ada',
        tenant: 'default',
        team: 'search',
        roles: ['DEVELOPER'],
        credential: 'TOKEN',
        identityProvider: 'corp',
      },
      model: { requires: { amr: ['mfa', 'hwk'], acr: null } },
    })
  })

  test('nothing of a token is logged', async () => {
    const { gateway, issuer } = world
    const token = await issuer.token({ claims: { tenant: 7 } })
    await gateway.graphql('{ viewer { name } }', {}, token)
    const said = JSON.stringify(gateway.events)
    assert.ok(said.includes('does not say whom it stands for'))
    for (const part of token.split('.')) assert.ok(!said.includes(part))
  })
})

describe('what outlives its token', () => {
  let world: Awaited<ReturnType<typeof startWorld>>
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  test('a WebSocket is closed when it asks for more', async () => {
    const { gateway, issuer, time } = world
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${await issuer.token({ expiresIn: 60 })}` },
      lazy: false,
      onNonLazyError: () => {},
      retryAttempts: 0,
    })
    const viewer = async (): Promise<unknown> => {
      for await (const { data } of client.iterate<{ viewer: object }>({ query: '{ viewer { name } }' }))
        return data?.viewer
      return undefined
    }
    assert.deepEqual(await viewer(), { name: 'ada' })
    time.now += 200_000
    await assert.rejects(viewer(), { code: 4401, reason: /has expired/ })
    await client.dispose()
  })
})

describe('guessing credentials (F12)', () => {
  let world: Awaited<ReturnType<typeof startWorld>>
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  test('is not what a client does whose token has expired or whose key was revoked', async () => {
    const { gateway, issuer } = world
    const models = (credential: string) =>
      fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${credential}` } })
    const { id, secret } = await gateway.newKey()
    await gateway.graphql('mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }', {
      id,
    })
    for (let attempt = 0; attempt < 10; attempt++) assert.equal((await models(secret)).status, 401)
    assert.equal((await models(secret)).status, 429)
    for (let user = 0; user < 60; user++)
      assert.equal(
        (await models(await issuer.token({ expiresIn: -60, claims: { sub: `u${user}` } }))).status,
        401,
      )
    assert.equal((await models(await issuer.token({ claims: { sub: 'newcomer' } }))).status, 200)
  })

  test('is slowed down for its address over every API, and whoever came before may go on', async () => {
    const { ask, gateway, issuer, time } = world
    const { secret } = await gateway.newKey()
    const token = await issuer.token()
    const newcomer = await issuer.token({ claims: { sub: 'another newcomer' } })
    for (const caller of callers) {
      assert.equal(code(await ask(caller, secret)), 'ANSWERED')
      assert.equal(code(await ask(caller, token)), 'ANSWERED')
    }
    const guess = (credential: string) =>
      fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${credential}` } })
    const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
    for (let attempt = 0; attempt < 50; attempt++)
      assert.equal((await guess(attempt % 2 ? newSecret(random) : `eyJh.eyJ9.${randomUUID()}`)).status, 401)

    for (const caller of callers) {
      assert.equal(code(await ask(caller, newSecret(random))), 'RATE_LIMITED', caller.name)
      assert.equal(code(await ask(caller, newcomer)), 'RATE_LIMITED', caller.name)
      assert.equal(code(await ask(caller, secret)), 'ANSWERED', caller.name)
      assert.equal(code(await ask(caller, token)), 'ANSWERED', caller.name)
    }
    const answer = await guess(newcomer)
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '1'])
    const refused = await fetch(`${gateway.url}/graphql?query={__typename}`, {
      headers: { authorization: `Bearer ${newcomer}` },
    })
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '1'])
    const { errors } = (await refused.json()) as { errors: [{ extensions: { retryAfterMs: number } }] }
    assert.equal(errors[0].extensions.retryAfterMs, 1_000)

    time.now += 1_000
    assert.equal((await guess(newcomer)).status, 200)
  })
})

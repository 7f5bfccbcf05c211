import assert from 'node:assert/strict'
import { createHmac, createPublicKey, createSign, generateKeyPairSync, randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { exportJWK, SignJWT } from 'jose'
import { Agent } from 'undici'
import type { IdentityProviderConfig } from '../../src/core/config.ts'
import type { GatewayError } from '../../src/core/error.ts'
import { fetchLimits } from '../../src/identity/exchange.ts'
import { fetchJson } from '../../src/identity/fetch-json.ts'
import { createTokenVerifier, isToken, type TokenLimits } from '../../src/identity/jwt.ts'
import { hashOf } from '../../src/identity/secret.ts'
import { type Issuer, startIssuer, type TokenWish } from '../kit/issuer.ts'
import { silentLog } from '../kit/log.ts'
import { providerServer } from '../kit/provider-server.ts'

let issuer: Issuer
let dispatcher: Agent
before(async () => {
  issuer = await startIssuer()
  dispatcher = new Agent()
})
after(async () => {
  await issuer.stop()
  await dispatcher.close()
})

const refused = { code: 'UNAUTHENTICATED' }
const unavailable = { code: 'UNAVAILABLE' }

/** A gateway's view of the issuer; `read` is every address that it was asked for. */
const verifier = (about: Partial<IdentityProviderConfig> = {}, limits: Partial<TokenLimits> = {}) => {
  const time = { now: Date.now() }
  const read: string[] = []
  const { log, events } = silentLog()
  const config: IdentityProviderConfig = {
    name: 'corp',
    issuer: issuer.url,
    audience: ['weir'],
    allowInsecure: true,
    algorithms: ['RS256', 'ES256'],
    clockSkewSeconds: 30,
    claims: {
      tenant: 'claims.tenant',
      team: 'claims.?team',
      user: 'claims.sub',
      roles: 'claims.groups',
      rolesMap: { engineers: 'DEVELOPER', admins: 'ADMIN' },
    },
    ...about,
  }
  const tokens = createTokenVerifier({
    identityProviders: () => [config],
    readJsonFor: () => url => {
      read.push(url)
      return fetchJson(url, { dispatcher, ...fetchLimits })
    },
    clock: () => time.now,
    log,
    limits,
  })
  const verify = async (token: string) => tokens.verify(token, hashOf(token))
  const ask = async (wish?: TokenWish) => verify(await issuer.token(wish))
  return { verify, ask, time, read, events }
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const publishedKey = async () => {
  const { keys } = (await (await fetch(`${issuer.url}/jwks`)).json()) as { keys: [Record<string, string>] }
  return keys[0]
}
const goodClaims = async () => {
  const [, payload = ''] = (await issuer.token()).split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}

describe('a token of an identity provider', () => {
  test('stands for the tenant, team, user and roles that its claims are mapped to', async () => {
    const { ask } = verifier()
    const principal = await ask({ claims: { amr: ['pwd', 'mfa'], acr: 'gold' } })
    const { expiresAt, token, ...rest } = principal
    assert.ok(expiresAt !== undefined && expiresAt > Date.now() + 600_000)
    const { issuedAt, ...shown } = token ?? {}
    assert.ok(issuedAt !== undefined && issuedAt < expiresAt)
    assert.deepEqual(shown, { identityProvider: 'corp', amr: new Set(['pwd', 'mfa']), acr: 'gold' })
    assert.deepEqual(rest, {
      id: 'corp:ada',
      name: 'ada',
      tenant: 'default',
      team: 'search',
      user: 'ada',
      roles: new Set(['DEVELOPER']),
    })
  })

  test('is one for several audiences if one of them is ours', async () => {
    const { ask } = verifier()
    assert.equal((await ask({ claims: { aud: ['other', 'weir'] } })).user, 'ada')
  })

  test('may be signed with any allowed algorithm', async () => {
    await issuer.addKey('curve', 'ES256')
    assert.equal((await verifier().ask({ kid: 'curve' })).user, 'ada')
  })

  test('is verified once a minute, and its keys are read once', async () => {
    const { verify, time, read } = verifier()
    const token = await issuer.token()
    const first = await verify(token)
    assert.equal(await verify(token), first)
    time.now += 59_000
    assert.equal(await verify(token), first)
    time.now += 1_000
    assert.notEqual(await verify(token), first)
    assert.deepEqual(read, [`${issuer.url}/.well-known/openid-configuration`, `${issuer.url}/jwks`])
  })

  test('may last as long as nobody can say', async () => {
    const { expiresAt } = await verifier().ask({ claims: { exp: 1e300 } })
    assert.match(new Date(expiresAt ?? Number.NaN).toISOString(), /^9999-01-01/)
  })

  test('names no identity provider to who has proved nothing, and is not looked into for another audience', async () => {
    const { ask, read } = verifier({ name: 'acme//corp', jwksUri: 'http://127.0.0.1:1/keys' })
    await assert.rejects(ask({ claims: { aud: 'other' } }), refused)
    assert.deepEqual(read, [])
    await assert.rejects(ask(), (error: GatewayError) => {
      assert.equal(error.code, 'UNAVAILABLE')
      assert.doesNotMatch(error.message, /acme|corp/)
      return true
    })
  })

  test('is told from an API key by its form', async () => {
    assert.ok(isToken(await issuer.token()))
    for (const other of ['weir_x', 'eyJ.a', 'eyJh.b.c.d.e', 'a.b.c', `eyJh.b.c `])
      assert.ok(!isToken(other), other)
  })
})

describe('a token is refused', () => {
  const cases: { readonly [what: string]: () => Promise<string> } = {
    'of the wrong issuer': () => issuer.token({ claims: { iss: 'https://evil.example.com' } }),
    'whose issuer differs by a slash': () => issuer.token({ claims: { iss: `${issuer.url}/` } }),
    'without an issuer': () => issuer.token({ claims: { iss: undefined } }),
    'whose issuer is no text': () => issuer.token({ claims: { iss: [issuer.url] } }),
    'of the wrong audience': () => issuer.token({ claims: { aud: 'other' } }),
    'without an audience': () => issuer.token({ claims: { aud: undefined } }),
    'that has expired': () => issuer.token({ expiresIn: -31 }),
    'that never expires': () => issuer.token({ claims: { exp: undefined } }),
    'whose expiry is no number': () => issuer.token({ claims: { exp: '9999999999' } }),
    'that is not valid yet': () => issuer.token({ claims: { nbf: Math.floor(Date.now() / 1000) + 60 } }),
    'that was issued in the future': () =>
      issuer.token({ claims: { iat: Math.floor(Date.now() / 1000) + 60 } }),
    'without a subject': () => issuer.token({ claims: { sub: undefined } }),
    'of another kind': () => issuer.token({ header: { typ: 'logout+jwt' } }),
    'that is bound to a key of its holder': () => issuer.token({ claims: { cnf: { jkt: 'x' } } }),
    'of an algorithm that is not allowed': async () => {
      await issuer.addKey('pss', 'PS256')
      return issuer.token({ kid: 'pss' })
    },
    'of a key that nobody has': () => issuer.token({ header: { kid: 'unheard-of' } }),
    'of a key of somebody else under a known id': async () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      return new SignJWT(await goodClaims())
        .setProtectedHeader({ alg: 'RS256', kid: 'first' })
        .sign(privateKey)
    },
    'that brings its own key': async () => {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const jwk = await exportJWK(publicKey)
      return new SignJWT(await goodClaims())
        .setProtectedHeader({ alg: 'RS256', kid: 'first', jwk })
        .sign(privateKey)
    },
    'with alg none': async () => `${encoded({ alg: 'none' })}.${encoded(await goodClaims())}.`,
    'with alg none and a signature': async () => {
      const [, payload, signature] = (await issuer.token()).split('.')
      return `${encoded({ alg: 'none', kid: 'first' })}.${payload}.${signature}`
    },
    'with alg NoNe': async () => `${encoded({ alg: 'NoNe', kid: 'first' })}.${encoded(await goodClaims())}.`,
    'signed by HMAC with the public key as its secret': async () => {
      const key = createPublicKey({ key: await publishedKey(), format: 'jwk' })
      const secret = key.export({ type: 'spki', format: 'pem' })
      const text = `${encoded({ alg: 'HS256', kid: 'first' })}.${encoded(await goodClaims())}`
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
    },
    'whose payload was changed': async () => {
      const [header, , signature] = (await issuer.token()).split('.')
      return `${header}.${encoded({ ...(await goodClaims()), groups: ['admins'] })}.${signature}`
    },
    'whose signature was cut': async () => (await issuer.token()).slice(0, -4),
    'that is no JSON': async () => 'eyJhbGciOiJSUzI1NiJ9.AAAA.AAAA',
    'whose payload is a list': async () => `${encoded({ alg: 'RS256' })}.${encoded([1])}.AAAA`,
  }
  for (const [what, token] of Object.entries(cases))
    test(what, async () => {
      const { verify, ask } = verifier()
      await assert.rejects(verify(await token()), refused)
      assert.equal((await ask()).user, 'ada')
    })

  test('with the same words whatever is wrong, unless its signature is good and it has expired', async () => {
    const { verify, ask } = verifier()
    const messages = new Set<string>()
    for (const token of Object.values(cases))
      await verify(await token()).catch(({ message }: GatewayError) => messages.add(message))
    assert.equal(messages.size, 2, [...messages].join('\n'))
    await assert.rejects(ask({ expiresIn: -31 }), /has expired/)
  })

  test('when it expires by our clock, also while it is kept', async () => {
    const { verify, time } = verifier()
    const token = await issuer.token({ expiresIn: 10 })
    await verify(token)
    time.now += 39_000
    await verify(token)
    time.now += 2_000
    await assert.rejects(verify(token), refused)
  })

  test('when its claims do not say whom it stands for, and the log says why', async () => {
    const { ask, events } = verifier()
    for (const claims of [
      { tenant: undefined },
      { tenant: 7 },
      { tenant: '' },
      { tenant: 'x'.repeat(257) },
      { sub: 'a\nb' },
      { groups: undefined },
      { groups: [1] },
      { groups: Array(1001).fill('g') },
    ])
      await assert.rejects(ask({ claims }), { code: 'UNAUTHENTICATED', message: /genuine, but .* corp/ })
    assert.equal(events.length, 8)
    assert.match(String(events[0]?.fields.problem), /expression for its tenant/)
  })

  test('but not for roles that mean nothing here: they allow nothing', async () => {
    const { ask } = verifier()
    assert.deepEqual(
      (await ask({ claims: { groups: ['OWNER', 'constructor', '__proto__'] } })).roles,
      new Set(),
    )
    assert.ok((await ask({ claims: { groups: 'admins' } })).roles.has('AUDITOR'))
  })

  test('without a map of roles, names of ours are taken', async () => {
    const { ask } = verifier({ claims: { user: 'claims.sub', roles: 'claims.?roles.orValue([])' } })
    const { roles, tenant } = await ask({ claims: { roles: ['ANALYST', 'staff'] } })
    assert.deepEqual([roles, tenant], [new Set(['ANALYST']), 'default'])
  })
})

describe('the keys of an identity provider', () => {
  test('are read again for a key that is not known: a rotation needs no restart', async () => {
    const { ask, read } = verifier({ jwksUri: `${issuer.url}/jwks` })
    await ask()
    const kid = randomUUID()
    await issuer.addKey(kid)
    assert.equal((await ask({ kid })).user, 'ada')
    assert.equal(read.length, 2)
  })

  test('are not read again and again for keys that nobody has', async () => {
    const { ask, read, time } = verifier({ jwksUri: `${issuer.url}/jwks` })
    await ask()
    const made = Array.from({ length: 50 }, (_, index) => ask({ header: { kid: `made-up-${index}` } }))
    for (const { status } of await Promise.allSettled(made)) assert.equal(status, 'rejected')
    assert.equal(read.length, 2)
    time.now += 10_000
    await assert.rejects(ask({ header: { kid: 'made-up' } }), refused)
    assert.equal(read.length, 3)
  })

  test('cannot be told while the issuer is away, unless they are known; it is left alone for a while', async t => {
    const token = await issuer.token({ expiresIn: 9_000 })
    const foreign = await issuer.token({ header: { kid: 'unheard-of' } })
    const known = verifier()
    await known.verify(token)
    await issuer.stop()
    t.after(() => issuer.restart().catch(() => undefined))

    const fresh = verifier()
    await assert.rejects(fresh.verify(token), { code: 'UNAVAILABLE', details: { retryAfterMs: 5_000 } })
    await assert.rejects(fresh.verify(token), unavailable)
    assert.equal(fresh.read.length, 1)
    assert.equal(fresh.events.length, 1)

    await assert.rejects(known.verify(foreign), unavailable)
    known.time.now += 3_599_000
    assert.equal((await known.verify(token)).user, 'ada')
    known.time.now += 61_000
    await assert.rejects(known.verify(token), unavailable)

    await issuer.restart()
    fresh.time.now += 5_000
    assert.equal((await fresh.verify(token)).user, 'ada')
    assert.match(String(fresh.events.at(-1)?.message), /can be read again/)
  })

  test('are taken from an answer that is one, and from nothing else', async t => {
    const garbage: { readonly [what: string]: (response: ServerResponse) => void } = {
      'no JSON': response => response.end('<html>'),
      'no set': response => response.end('[]'),
      'keys that are no objects': response => response.end('{"keys":[1]}'),
      'too many keys': response => response.end(JSON.stringify({ keys: Array(101).fill({}) })),
      'too long': response => response.end(JSON.stringify({ keys: [], x: 'x'.repeat(300_000) })),
      'another address': response => response.writeHead(302, { location: `${issuer.url}/jwks` }).end(),
      'a fault': response => response.writeHead(500).end('{"keys":[]}'),
      'half an answer': response => response.write('{"keys":', () => response.destroy()),
    }
    for (const [what, answer] of Object.entries(garbage)) {
      const server = await providerServer(answer)
      t.after(() => server.close())
      const { ask, events } = verifier({ jwksUri: server.url })
      await assert.rejects(ask(), unavailable, what)
      assert.equal(events.length, 1, what)
    }
  })

  test('are no shared secrets, and a weak one among them verifies nothing', async t => {
    const secret = Buffer.from('a shared secret that everybody can read')
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const keys = [
      { kty: 'oct', kid: 'shared', alg: 'HS256', k: secret.toString('base64url') },
      { ...publicKey.export({ format: 'jwk' }), kid: 'weak', alg: 'RS256' },
      { kty: 'RSA', kid: 'broken', alg: 'RS256', n: '!', e: 1 },
    ]
    const server = await providerServer(response => response.end(JSON.stringify({ keys })))
    t.after(() => server.close())
    const { verify } = verifier({ jwksUri: server.url })
    const signed = async (header: object, sign: (text: string) => Buffer) => {
      const text = `${encoded(header)}.${encoded(await goodClaims())}`
      return `${text}.${sign(text).toString('base64url')}`
    }
    const hmac = (text: string) => createHmac('sha256', secret).update(text).digest()
    const rsa = (text: string) => createSign('sha256').update(text).sign(privateKey)
    await assert.rejects(verify(await signed({ alg: 'HS256', kid: 'shared' }, hmac)), refused)
    await assert.rejects(verify(await signed({ alg: 'RS256', kid: 'weak' }, rsa)), refused)
    await assert.rejects(verify(await signed({ alg: 'RS256', kid: 'broken' }, rsa)), refused)
  })

  test('are where the issuer itself says, in public unless that is allowed', async t => {
    let document: object = {}
    const server = await providerServer((response, { path }) =>
      response.end(path.endsWith('openid-configuration') ? JSON.stringify(document) : '{"keys":[]}'),
    )
    t.after(() => server.close())
    const token = await new SignJWT({ ...(await goodClaims()), iss: server.url })
      .setProtectedHeader({ alg: 'RS256', kid: 'first' })
      .sign(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)
    const ask = async (said: object, about: Partial<IdentityProviderConfig> = {}) => {
      document = said
      const { verify, read } = verifier({ issuer: server.url, ...about })
      const error = await verify(token).catch(error => error)
      return [error.code, read.length]
    }
    const jwks_uri = `${server.url}/keys`
    assert.deepEqual(await ask({ issuer: server.url, jwks_uri }), ['UNAUTHENTICATED', 4])
    assert.deepEqual(await ask({ issuer: 'https://evil.example.com', jwks_uri }), ['UNAVAILABLE', 1])
    assert.deepEqual(await ask({ issuer: server.url }), ['UNAVAILABLE', 1])
    for (const address of [
      jwks_uri,
      'https://169.254.169.254/keys',
      'http://example.com/keys',
      'file:///etc/passwd',
    ])
      assert.deepEqual(
        await ask({ issuer: server.url, jwks_uri: address }, { allowInsecure: false }),
        ['UNAVAILABLE', 1],
        address,
      )
  })
})

describe('identity providers that change', () => {
  const configOf = (about: Partial<IdentityProviderConfig>): IdentityProviderConfig => ({
    name: 'corp',
    issuer: issuer.url,
    audience: ['weir'],
    allowInsecure: true,
    algorithms: ['RS256'],
    clockSkewSeconds: 30,
    claims: { user: 'claims.sub', roles: 'claims.groups' },
    ...about,
  })
  const world = (first: readonly IdentityProviderConfig[]) => {
    const state = { configs: first }
    const read: string[] = []
    const tokens = createTokenVerifier({
      identityProviders: () => state.configs,
      readJsonFor: () => url => {
        read.push(url)
        return fetchJson(url, { dispatcher, ...fetchLimits })
      },
      clock: Date.now,
      log: silentLog().log,
    })
    return { state, read, verify: async (token: string) => tokens.verify(token, hashOf(token)) }
  }

  test('one issuer vouches for several tenants, to each by its audience', async () => {
    const { verify } = world([
      configOf({
        name: 'a',
        audience: ['for-a'],
        claims: { tenant: '"a"', user: 'claims.sub', roles: '"DEVELOPER"' },
      }),
      configOf({
        name: 'b',
        audience: ['for-b'],
        claims: { tenant: '"b"', user: 'claims.sub', roles: '"DEVELOPER"' },
      }),
      configOf({
        name: 'late',
        audience: ['for-a'],
        claims: { tenant: '"late"', user: 'claims.sub', roles: '"OWNER"' },
      }),
    ])
    for (const tenant of ['a', 'b']) {
      const principal = await verify(
        await issuer.token({ claims: { aud: `for-${tenant}`, tenant: 'default' } }),
      )
      assert.deepEqual([principal.tenant, principal.token?.identityProvider], [tenant, tenant])
    }
    await assert.rejects(verify(await issuer.token({ claims: { aud: 'for-nobody' } })), refused)
  })

  test('a token for several audiences is that of whose audience is the oldest, whatever the order', async () => {
    const { verify } = world([
      configOf({ name: 'late//corp', audience: ['account', 'late'], since: [9, 3] }),
      configOf({ name: 'early//corp', audience: ['weir', 'more'], since: [4, 12] }),
    ])
    const holder = async (aud: string[]) =>
      (await verify(await issuer.token({ claims: { aud } }))).token?.identityProvider
    assert.equal(await holder(['account', 'weir']), 'early//corp')
    assert.equal(await holder(['account', 'more']), 'late//corp')
    assert.equal(await holder(['weir', 'late']), 'late//corp')
  })

  test('whom one has vouched for is refused once it is gone, and its keys are not read again while it stays', async () => {
    const corp = configOf({})
    const { state, read, verify } = world([corp])
    const token = await issuer.token()
    await verify(token)
    const before = read.length
    state.configs = [{ ...corp }, configOf({ name: 'other', issuer: 'https://other.example.com' })]
    await verify(token)
    assert.equal(read.length, before)
    state.configs = []
    await assert.rejects(verify(token), refused)
    state.configs = [configOf({ audience: ['somebody-else'] })]
    await assert.rejects(verify(token), refused)
  })
})

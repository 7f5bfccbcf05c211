import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { newSecret } from '../../src/identity/secret.ts'
import { startDatabase, type TestDatabase } from '../kit/database.ts'
import { startGateway, type TestGateway } from '../kit/gateway.ts'
import { type Issuer, startIssuer } from '../kit/issuer.ts'
import { prepareWaysIn, waysIn } from '../kit/ways-in.ts'

// Who are you (401), you may not (403), nobody can tell now (503): told apart over every API.

/** An issuer whose keys cannot be read, and that does `answer` in place of telling them. */
const startBroken = async (answer: RequestListener) => {
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const identityProvider = (name: string, issuer: string): string => `
  - name: ${name}
    issuer: ${issuer}
    jwksUri: ${issuer}/jwks
    audience: weir
    allowInsecure: true
    claims: { user: claims.sub, roles: claims.groups, rolesMap: { engineers: DEVELOPER } }`

type Broken = Awaited<ReturnType<typeof startBroken>>

describe('a refusal', () => {
  const time = { ahead: 0 }
  const broken = new Map<string, Broken>()
  let issuer: Issuer
  let database: TestDatabase
  let gateway: TestGateway
  const keys = new Map<string, string>()

  before(async () => {
    issuer = await startIssuer()
    for (const [what, answer] of Object.entries<RequestListener>({
      garbage: (_, response) => response.end('<html>not now</html>'),
      nothing: request => request.socket.destroy(),
      'an error': (_, response) => response.writeHead(500).end(),
      'too much': (_, response) => response.end(`{"keys":[],"x":"${'x'.repeat(300_000)}"}`),
      'another document': (_, response) => response.end('{"keys":"none"}'),
    }))
      broken.set(what, await startBroken(answer))
    database = await startDatabase()
    gateway = await startGateway({
      yaml: `identityProviders:${identityProvider('corp', issuer.url)}${[...broken.values()]
        .map(({ url }, index) => identityProvider(`broken-${index}`, url))
        .join('')}`,
      env: { DATABASE_URL: database.url, WEIR_MASTER_KEY: randomBytes(20).toString('hex') },
      clock: () => Date.now() + time.ahead,
    })
    await prepareWaysIn(gateway)
    const add = async (name: string, about: object = {}) => {
      const { id, secret } = await gateway.newKey({ name, ...about })
      keys.set(name, secret)
      return id
    }
    await add('known')
    await add('never used')
    await add('expired', { expiresAt: new Date(Date.now() + 60_000).toISOString() })
    await add('elsewhere', { allowedAddresses: ['203.0.113.0/24'] })
    await add('without a role', { roles: ['ANALYST'] })
    const id = await add('revoked')
    await gateway.graphql('mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }', {
      id,
    })
  })
  after(async () => {
    await gateway?.close()
    // The last test has closed it already.
    await database.close().catch(() => undefined)
    await issuer.stop()
    for (const one of broken.values()) one.close()
  })

  /** How each way answers, with failures that are held against nobody. */
  const outcomes = async (
    credential: () => Promise<string | undefined> | string | undefined,
    ways = waysIn,
  ) => {
    const found: Record<string, string> = {}
    for (const { name, ask } of ways) {
      time.ahead += 5_000
      const shown = await credential()
      found[name] = await ask(gateway.url, shown === undefined ? {} : { authorization: shown })
    }
    return found
  }
  const all = (outcome: string, ways = waysIn) => Object.fromEntries(ways.map(({ name }) => [name, outcome]))
  const key = (name: string) => `Bearer ${keys.get(name)}`
  const bearer = async (token: Promise<string>) => `Bearer ${await token}`
  const calls = waysIn.filter(({ isCall }) => isCall)

  test('is none for who is known and may', async () => {
    assert.deepEqual(await outcomes(() => key('known')), all('ANSWERED'))
    assert.deepEqual(await outcomes(() => bearer(issuer.token({ expiresIn: 86_400 }))), all('ANSWERED'))
  })

  for (const [what, credential] of [
    ['nothing at all', () => undefined],
    ['something that is no credential', () => 'Basic YWRhOnNlY3JldA=='],
    ['an empty credential', () => 'Bearer '],
    ['a made-up key', () => `Bearer ${newSecret(randomBytes)}`],
    ['a key that was revoked', () => key('revoked')],
    ['a made-up token', () => `Bearer eyJh.eyJ9.${randomUUID()}`],
    ['a token that is too long', () => `Bearer eyJh.${'x'.repeat(9_000)}.x`],
    [
      'a token of nobody we know',
      () => bearer(issuer.token({ claims: { iss: 'https://else.example.com' } })),
    ],
    ['a token for somebody else', () => bearer(issuer.token({ claims: { aud: 'else' } }))],
    [
      'a token that has expired',
      () => bearer(issuer.token({ expiresIn: -86_400, claims: { sub: randomUUID() } })),
    ],
    ['a token that does not say who', () => bearer(issuer.token({ expiresIn: 86_400, claims: { sub: 7 } }))],
  ] as const)
    test(`is 401 for ${what}`, async () => {
      assert.deepEqual(await outcomes(credential), all('UNAUTHENTICATED'))
    })

  test('is 401 for a key that has expired', async () => {
    time.ahead += 120_000
    assert.deepEqual(await outcomes(() => key('expired')), all('UNAUTHENTICATED'))
  })

  test('is 403 for who is known, and comes from where it may not', async () => {
    assert.deepEqual(await outcomes(() => key('elsewhere')), all('FORBIDDEN'))
  })

  test('is 403 for who is known, and lacks the role', async () => {
    // Nobody learns of a prompt that he may not use by being refused.
    const refused = { ...all('FORBIDDEN', calls), 'prompts over REST': 'NOT_FOUND' }
    assert.deepEqual(await outcomes(() => key('without a role'), calls), refused)
    const token = () => bearer(issuer.token({ expiresIn: 86_400, claims: { groups: [] } }))
    assert.deepEqual(await outcomes(token, calls), refused)
  })

  for (const what of ['garbage', 'nothing', 'an error', 'too much', 'another document'])
    test(`is 503 where the issuer answers with ${what} when it is asked for its keys`, async () => {
      const iss = broken.get(what)?.url
      const token = () => bearer(issuer.token({ expiresIn: 86_400, claims: { iss, sub: randomUUID() } }))
      assert.deepEqual(await outcomes(token), all('UNAVAILABLE'))
    })

  test('is 503 while the database is away, but for who was known before', async () => {
    const known = () => key('known')
    assert.deepEqual(await outcomes(known), all('ANSWERED'))
    await database.close()
    assert.deepEqual(await outcomes(known), all('ANSWERED'))
    assert.deepEqual(await outcomes(() => key('never used')), all('UNAVAILABLE'))
    assert.deepEqual(await outcomes(() => `Bearer ${newSecret(randomBytes)}`), all('UNAVAILABLE'))
    assert.deepEqual(await outcomes(() => undefined), all('UNAUTHENTICATED'))
    assert.deepEqual(await outcomes(() => 'Bearer weir_nothing'), all('UNAUTHENTICATED'))
    const { errors } = await gateway.graphql('{ teams { edges { node { id } } } }', {}, keys.get('known'))
    assert.ok(
      ['FORBIDDEN', 'UNAVAILABLE'].includes(errors?.[0]?.extensions.code ?? ''),
      JSON.stringify(errors),
    )
  })
})

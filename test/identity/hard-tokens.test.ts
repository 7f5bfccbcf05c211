import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Agent } from 'undici'
import { fetchLimits } from '../../src/identity/exchange.ts'
import { fetchJson } from '../../src/identity/fetch-json.ts'
import { createTokenVerifier } from '../../src/identity/jwt.ts'
import { hashOf } from '../../src/identity/secret.ts'
import { type Issuer, startIssuer, type TokenWish } from '../kit/issuer.ts'
import { silentLog } from '../kit/log.ts'

// Genuine tokens that say something strange: each is refused in so many words, and none breaks anything.

describe('a genuine token', () => {
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

  const world = (tenant = 'claims.tenant') => {
    const time = { now: Date.now() }
    const tokens = createTokenVerifier({
      identityProviders: () => [
        {
          name: 'corp',
          issuer: issuer.url,
          audience: ['weir'],
          allowInsecure: true,
          algorithms: ['RS256'],
          clockSkewSeconds: 30,
          claims: {
            tenant,
            team: 'claims.?team',
            user: 'claims.sub',
            roles: 'claims.groups',
            rolesMap: { engineers: 'DEVELOPER' },
          },
        },
      ],
      readJsonFor: () => url => fetchJson(url, { dispatcher, ...fetchLimits }),
      clock: () => time.now,
      log: silentLog().log,
    })
    const verify = async (wish: TokenWish = {}, token = issuer.token(wish)) => {
      const text = await token
      return tokens.verify(text, hashOf(text))
    }
    return { time, verify }
  }

  const strange: readonly (readonly [claim: string, value: unknown])[] = [
    ...[7, true, '', [], ['ada'], { name: 'ada' }, null, 'x'.repeat(257), 'a\nb', '\u0000'].flatMap(value => [
      ['sub', value] as const,
      ['tenant', value] as const,
      ['team', value] as const,
    ]),
    ...['9999999999', true, [], {}, null].flatMap(value => [
      ['exp', value] as const,
      ['nbf', value] as const,
      ['iat', value] as const,
    ]),
    ...[7, true, [], [7], [['weir']], { weir: 1 }, null, ''].map(value => ['aud', value] as const),
    ...[7, [], {}, null, ['http://127.0.0.1']].map(value => ['iss', value] as const),
    ...[7, true, {}, [7], [['engineers']], Array.from({ length: 1_001 }, () => 'x'), null].map(
      value => ['groups', value] as const,
    ),
    ['cnf', { jkt: 'x' }],
    ['cnf', null],
  ]
  for (const [claim, value] of strange)
    test(`whose ${claim} is ${JSON.stringify(value).slice(0, 40)} is refused`, async () => {
      await assert.rejects(world().verify({ claims: { [claim]: value } }), (error: Error) => {
        assert.equal(Object(error).code, 'UNAUTHENTICATED')
        assert.ok(error.message.length < 400)
        return true
      })
    })

  test('without a claim that everything depends on is refused', async () => {
    for (const claim of ['exp', 'sub', 'aud', 'iss', 'tenant', 'groups'])
      await assert.rejects(
        world().verify({ claims: { [claim]: undefined } }),
        { code: 'UNAUTHENTICATED' },
        claim,
      )
  })

  test('proves nothing of its sign-in where amr and acr are of no use', async () => {
    for (const claims of [
      { amr: 'mfa' },
      { amr: [7, null, {}] },
      { amr: { mfa: true } },
      { acr: 7 },
      { acr: ['gold'] },
    ]) {
      const { token } = await world().verify({ claims })
      assert.deepEqual([[...(token?.amr ?? [])], token?.acr], [[], undefined], JSON.stringify(claims))
    }
  })

  test('of an issuer that speaks for one tenant stands for that one, whatever it says', async () => {
    const { tenant } = await world('"acme"').verify({ claims: { tenant: 'other' } })
    assert.equal(tenant, 'acme')
  })

  test('follows the clock, forwards and back', async () => {
    const { time, verify } = world()
    const token = issuer.token({ expiresIn: 600 })
    assert.ok(await verify({}, token))
    const began = time.now
    for (const [jumpMs, isGood] of [
      [629_000, true],
      [631_000, false],
      [31_536_000_000, false],
      [0, true],
      // It was issued in what is the future now, farther than clocks may differ.
      [-3_600_000, false],
      [-20_000, true],
      [0, true],
    ] as const) {
      time.now = began + jumpMs
      if (isGood) assert.ok(await verify({}, token), `${jumpMs}`)
      else await assert.rejects(verify({}, token), { code: 'UNAUTHENTICATED' }, `${jumpMs}`)
    }
  })
})

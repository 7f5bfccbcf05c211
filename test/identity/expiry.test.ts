import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { callers } from '../kit/callers.ts'
import { eventually } from '../kit/eventually.ts'
import { startGateway, type TestGateway } from '../kit/gateway.ts'
import { type Issuer, startIssuer } from '../kit/issuer.ts'

// A credential that ends while it is being answered ends the answer, once, whichever way it was asked for.

describe('an answer in flight', () => {
  const time = { ahead: 0 }
  let issuer: Issuer
  let gateway: TestGateway
  before(async () => {
    issuer = await startIssuer()
    gateway = await startGateway({
      yaml: `
identityProviders:
  - name: corp
    issuer: ${issuer.url}
    audience: weir
    allowInsecure: true
    claims: { user: claims.sub, roles: claims.groups, rolesMap: { engineers: DEVELOPER } }
providers:
  - { name: patient, kind: simulator, slowMs: 100, text: "${'word '.repeat(400)}" }
  - { name: sleepy, kind: simulator, slowMs: 60000 }
models:
  - { name: slow, deployments: [ { provider: patient, model: simulator } ], unpriced: allow }
  - { name: sleepy, deployments: [ { provider: sleepy, model: simulator } ], unpriced: allow }
quotas: [ { name: all, meter: TOTAL_TOKENS, limit: 1000000000, window: DAY } ]
`,
      clock: () => Date.now() + time.ahead,
    })
  })
  after(async () => {
    await gateway?.close()
    await issuer.stop()
  })

  const outstanding = async (): Promise<number> =>
    (await gateway.graphql('{ health { outstandingReservations } }')).data.health.outstandingReservations

  for (const caller of callers)
    for (const [what, credential] of [
      [
        'whose token expires',
        async () => {
          const key = await issuer.token({ expiresIn: 60, claims: { sub: `${caller.name}` } })
          return { key, end: async () => void (time.ahead += 200_000) }
        },
      ],
      [
        'whose key is revoked',
        async () => {
          const { id, secret } = await gateway.newKey()
          const revoke = 'mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }'
          return { key: secret, end: async () => void (await gateway.graphql(revoke, { id })) }
        },
      ],
    ] as const)
      test(`${caller.name}: ${what} ends, and is told why`, { timeout: 20_000 }, async () => {
        time.ahead = 0
        const { key, end } = await credential()
        // What is answered in one piece would be there before anybody has looked.
        const model = ['mutation', 'REST, JSON'].includes(caller.name) ? 'sleepy' : 'slow'
        const asked = caller.ask({ url: gateway.url, key, model, text: 'Go on' })
        await eventually(async () => assert.equal(await outstanding(), 1))
        await end()
        // A client that keeps on trying must not hide from who looks after it that its credential has ended.
        const models = { headers: { authorization: `Bearer ${key}` } }
        for (let attempt = 0; attempt < 20; attempt++)
          await (await fetch(`${gateway.url}/v1/models`, models)).text()
        const outcome = await asked
        assert.ok('code' in outcome)
        assert.equal(outcome.code, 'UNAUTHENTICATED')
        await eventually(async () => assert.equal(await outstanding(), 0))
      })
})

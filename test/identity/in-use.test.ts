import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startDatabase, type TestDatabase } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'
import { startGateway, type TestGateway } from '../kit/gateway.ts'
import { type Issuer, startIssuer } from '../kit/issuer.ts'

// Tokens whose user, team or application is taken out of use at one gateway, shown to another one.

describe('a token, at another gateway than the one where something is changed', () => {
  let server: TestDatabase
  let issuer: Issuer
  let one: TestGateway
  let two: TestGateway
  before(async () => {
    server = await startDatabase()
    issuer = await startIssuer()
    const yaml = `
teams:
  - { name: search, applications: [{ name: web }] }
  - { name: ads, applications: [{ name: banner }] }
  - { name: news }
identityProviders:
  - name: corp
    issuer: ${issuer.url}
    audience: weir
    allowInsecure: true
    claims:
      tenant: claims.tenant
      team: claims.?team
      application: claims.?app
      roles: claims.groups
      rolesMap: { engineers: DEVELOPER }
`
    const env = {
      DATABASE_URL: server.url,
      WEIR_MASTER_KEY: 'one-master-key-for-both-gateways',
      WEIR_ADMIN_KEY: 'an-admin-key-for-tests',
    }
    one = await startGateway({ yaml, env })
    two = await startGateway({ yaml, env })
  })
  after(async () => {
    await two.close()
    await one.close()
    await issuer.stop()
    await server.close()
  })

  const change = async (mutation: string, input: object) => {
    const { data, errors } = await one.graphql(mutation, { input })
    assert.equal(errors, undefined)
    return data
  }
  const viewer = async (token: string) => two.graphql('{ viewer { team application } }', {}, token)
  const works = async (token: string): Promise<void> => assert.equal((await viewer(token)).errors, undefined)
  const isRefused = async (token: string, why: RegExp): Promise<void> => {
    const [error] = (await viewer(token)).errors ?? []
    assert.deepEqual([error?.extensions.code, why.test(error?.message ?? '')], ['UNAUTHENTICATED', true])
  }
  const idOf = async (field: string, name: string): Promise<{ id: string; version: number }> =>
    (await one.graphql(`query ($name: String!) { ${field}(name: $name) { id version } }`, { name })).data[
      field
    ]

  test('names a team and an application that are in use, or it is refused', async () => {
    await works(await issuer.token())
    await isRefused(
      await issuer.token({ claims: { team: 'serch' } }),
      /^The token is genuine, but there is no team `serch` in use/,
    )
    await isRefused(
      await issuer.token({ claims: { app: 'wep' } }),
      /no application `wep` of the team `search`/,
    )
    await isRefused(await issuer.token({ claims: { app: 'banner' } }), /no application `banner` of the team/)
    await isRefused(await issuer.token({ claims: { tenant: 'acme', team: undefined } }), /no tenant `acme`/)
  })

  test('belongs to the team of its application', async () => {
    const { data } = await viewer(await issuer.token({ claims: { team: undefined, app: 'banner' } }))
    assert.deepEqual(data.viewer, { team: 'ads', application: 'banner' })
  })

  test('of a user that is archived is refused within a second', async () => {
    const token = await issuer.token({ claims: { sub: 'Carol' } })
    const { createUser } = await change(
      'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id version } } }',
      { name: 'carol' },
    )
    await works(token)
    await change(
      'mutation ($input: ArchiveUserInput!) { archiveUser(input: $input) { user { id } } }',
      createUser.user,
    )
    await eventually(() => isRefused(token, /the user `Carol` is archived/))
  })

  test('of a person that was forgotten is refused, and one of who is called so later is not', async () => {
    const issuedAt = Math.floor(Date.now() / 1000)
    const token = await issuer.token({ claims: { sub: 'dave' } })
    const timeless = await issuer.token({ claims: { sub: 'dave', iat: undefined } })
    const later = await issuer.token({ claims: { sub: 'dave', iat: issuedAt + 25 } })
    await works(token)
    await change('mutation ($input: EraseSubjectInput!) { eraseSubject(input: $input) { pseudonym } }', {
      user: 'dave',
    })
    await eventually(() => isRefused(token, /was to be forgotten/))
    await isRefused(timeless, /was to be forgotten/)
    await isRefused(later, /was to be forgotten/)
    await server.pool.query(`UPDATE erased_user SET erased_at = erased_at - interval '1 hour'`)
    await eventually(() => works(later))
    const { rows } = await server.pool.query('SELECT * FROM erased_user')
    assert.deepEqual([rows.length, JSON.stringify(rows).includes('dave')], [1, false])
  })

  test('of a team or an application that is archived is refused within a second', async () => {
    const ofTeam = await issuer.token({ claims: { team: 'news' } })
    await works(ofTeam)
    await change(
      'mutation ($input: ArchiveTeamInput!) { archiveTeam(input: $input) { team { id } } }',
      await idOf('team', 'news'),
    )
    await eventually(() => isRefused(ofTeam, /no team `news` in use/))
    const ofApplication = await issuer.token({ claims: { app: 'web' } })
    await works(ofApplication)
    await change(
      'mutation ($input: ArchiveApplicationInput!) { archiveApplication(input: $input) { application { id } } }',
      await idOf('application', 'web'),
    )
    await eventually(() => isRefused(ofApplication, /no application `web` of the team/))
    await works(await issuer.token())
  })
})

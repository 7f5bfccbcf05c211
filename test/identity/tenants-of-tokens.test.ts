import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually } from '../kit/eventually.ts'
import { startGateway, type TestGateway } from '../kit/gateway.ts'
import { type Issuer, startIssuer } from '../kit/issuer.ts'

const newTenant = async (gateway: TestGateway, name: string) => {
  const { data, errors } = await gateway.graphql(
    'mutation ($name: String!) { createTenant(input: { name: $name }) { secret tenant { id version } } }',
    { name },
  )
  assert.equal(errors, undefined)
  return data.createTenant
}

describe('a tenant that is out of use', () => {
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
    claims: { tenant: claims.tenant, roles: claims.groups, rolesMap: { engineers: DEVELOPER } }
`,
    })
  })
  after(async () => {
    await gateway?.close()
    await issuer.stop()
  })

  test('has nobody who speaks for it: neither by a key nor by a token that names it, known or new', async () => {
    const { secret, tenant } = await newTenant(gateway, 'acme')
    const token = await issuer.token({ claims: { tenant: 'acme' } })
    const codeOf = async (credential: string) =>
      (await gateway.graphql('{ viewer { tenant } }', {}, credential)).errors?.[0]?.extensions.code
    for (const credential of [secret, token]) assert.equal(await codeOf(credential), undefined)
    const { errors } = await gateway.graphql(
      'mutation ($input: ArchiveTenantInput!) { archiveTenant(input: $input) { tenant { id } } }',
      { input: { id: tenant.id, version: tenant.version } },
      secret,
    )
    assert.equal(errors, undefined)
    const another = await issuer.token({ claims: { tenant: 'acme', sub: 'bob' } })
    await eventually(async () => {
      for (const credential of [secret, token, another])
        assert.equal(await codeOf(credential), 'UNAUTHENTICATED')
    })
    assert.equal(await codeOf(await issuer.token({ claims: { tenant: 'default' } })), undefined)
  })
})

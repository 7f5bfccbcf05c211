import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

describe('the fields of one mutation', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway()
  })
  after(() => gateway.close())

  const dataOf = async (source: string, input: object, key?: string) => {
    const { data, errors } = await gateway.graphql(source, { input }, key)
    assert.equal(errors, undefined)
    return data
  }
  const admin = async (name: string) => {
    const { createUser } = await dataOf(
      'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }',
      { name },
    )
    const holder: string = createUser.user.id
    await dataOf('mutation ($input: AssignRoleInput!) { assignRole(input: $input) { assignment { id } } }', {
      role: 'ADMIN',
      holder,
    })
    return { holder, ...(await gateway.newKey({ team: null, application: null, user: name, roles: [] })) }
  }

  test('are each refused to who may not ask them any more when their turn comes', async () => {
    const { holder, secret } = await admin('demoted')
    const { data, errors } = await gateway.graphql(
      `mutation ($holder: ID!) {
        unassignRole(input: { role: "ADMIN", holder: $holder }) { assignment { role } }
        createApiKey(input: { name: "kept", roles: [ADMIN] }) { secret }
      }`,
      { holder },
      secret,
    )
    assert.equal(data, null)
    assert.deepEqual([errors?.[0]?.path, errors?.[0]?.extensions.code], [['createApiKey'], 'FORBIDDEN'])
  })

  test('are each refused once the key is revoked', async () => {
    const { id, secret } = await admin('revoked')
    const { errors } = await gateway.graphql(
      `mutation ($id: ID!) {
        revokeApiKey(input: { id: $id }) { apiKey { id } }
        createApiKey(input: { name: "kept", roles: [ADMIN] }) { secret }
      }`,
      { id },
      secret,
    )
    assert.deepEqual([errors?.[0]?.path, errors?.[0]?.extensions.code], [['createApiKey'], 'UNAUTHENTICATED'])
  })
})

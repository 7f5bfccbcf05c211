import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const yaml = `
providers:
  - { name: simulated, kind: simulator }
models:
  - name: small
    deployments: [ { provider: simulated, model: simulator } ]
    price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 }
quotas:
  - { name: everywhere, scope: { operation: complet }, meter: REQUESTS, limit: 1, window: DAY, action: BLOCK }
  - { name: asked, scope: { operation: prompts.aks }, meter: REQUESTS, limit: 1, window: DAY, action: BLOCK }
`

describe('the policy of a tenant', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({ yaml })
  })
  after(() => gateway.close())

  const publish = async (sdl: string) => {
    const { errors } = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
      { sdl },
    )
    assert.equal(errors, undefined, JSON.stringify(errors))
  }
  const check = async (key?: string): Promise<readonly string[]> => {
    const { data, errors } = await gateway.graphql('{ policyCheck { kind subject message } }', {}, key)
    assert.equal(errors, undefined, JSON.stringify(errors))
    return data.policyCheck.map(
      ({ kind, subject, message }: Record<string, string>) => `${kind} ${subject}: ${message}`,
    )
  }

  test('is checked for what it leaves open', async () => {
    const findings = await check()
    assert.ok(findings.some(finding => /^UNLIMITED operation complete: no quota covers/.test(finding)))
    assert.ok(findings.some(finding => finding.startsWith('UNSCREENED operation complete')))
    await publish(
      'extend type Prompts { ask: String @prompt(model: "small", user: "Hi") @quota(requests: 5) @redact(kinds: [EMAIL]) }',
    )
    assert.ok(!(await check()).some(finding => finding.includes('operation prompts.ask')))
    await publish('extend type Prompts { ask: String @prompt(model: "small", user: "Hi") }')
    assert.equal((await check()).filter(finding => finding.includes('operation prompts.ask')).length, 2)
  })

  test('is checked for rules and prompts that speak of what is not there', async () => {
    const { errors } = await gateway.graphql(
      `mutation { createRole(input: { name: "caller", permissions: [
        { effect: ALLOW, action: INVOKE, operations: ["complete"] } ] }) { role { name } } }`,
    )
    assert.equal(errors, undefined, JSON.stringify(errors))
    const told = async (key?: string) =>
      (await check(key)).filter(finding => finding.startsWith('MATCHES_NOTHING'))
    assert.deepEqual(await told(), [
      'MATCHES_NOTHING quota everywhere: it speaks of the operation `complet`, which is not there; did you mean `complete`?',
      'MATCHES_NOTHING quota asked: it speaks of the operation `prompts.aks`, of which no version is in force; did you mean `prompts.ask`?',
    ])
    const { data } = await gateway.graphql(
      'mutation { createTenant(input: { name: "neighbour" }) { secret } }',
    )
    assert.deepEqual(await told(data.createTenant.secret), [])
  })

  test('is compared with what it would become', async () => {
    const compare = async (from: object, to: object) => {
      const { data, errors } = await gateway.graphql(
        `query ($from: PolicySourceInput!, $to: PolicySourceInput!) { policyDiff(from: $from, to: $to) {
          loosens changes { effect coordinate message } } }`,
        { from, to },
      )
      return errors ? errors[0]?.extensions.code : data.policyDiff
    }
    const between = await compare({ prompt: 'ask', version: 1 }, { prompt: 'ask' })
    assert.equal(between.loosens, true)
    assert.deepEqual(
      between.changes.map(({ message }: { message: string }) => message),
      ['has no limit of requests any more', 'masks EMAIL no more'],
    )
    assert.deepEqual(await compare({}, {}), { loosens: false, changes: [] })
    const sdl = await (
      await fetch(`${gateway.url}/sdl`, { headers: { authorization: `Bearer ${gateway.adminKey}` } })
    ).text()
    assert.deepEqual(await compare({ sdl }, {}), { loosens: false, changes: [] })
    assert.equal(await compare({ prompt: 'nothing' }, {}), 'NOT_FOUND')
    assert.equal(await compare({ sdl: 'type' }, {}), 'INVALID_INPUT')
    assert.equal(await compare({ sdl: 'type A { a: Int }', prompt: 'ask' }, {}), 'INVALID_INPUT')
  })

  test('is looked at by those who may', async () => {
    const { secret } = await gateway.newKey()
    const { errors } = await gateway.graphql('{ policyCheck { kind } }', {}, secret)
    assert.equal(errors?.[0]?.extensions.code, 'FORBIDDEN')
    const { data } = await gateway.graphql('mutation { createTenant(input: { name: "rival" }) { secret } }')
    assert.ok(!(await check(data.createTenant.secret)).some(finding => finding.includes('prompts.ask')))
  })
})

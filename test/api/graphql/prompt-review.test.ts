import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const publish = `mutation ($sdl: String!, $input: PublishPromptInput) {
  publishPrompt(sdl: $sdl, input: $input) { version { number state } }
}`
const move = `mutation ($input: MovePromptLabelInput!) { movePromptLabel(input: $input) { template { name } } }`
const request = `mutation ($input: RequestPromptReviewInput!) {
  requestPromptReview(input: $input) { version { state review { state revision requestedBy } } }
}`
const decide = `mutation ($input: DecidePromptReviewInput!) {
  decidePromptReview(input: $input) { version { state review { state reason decisionReason decidedBy revision } } }
}`

const sdl = (name: string, text: string) =>
  `extend type Prompts { ${name}: String! @prompt(model: "simulator", user: "${text}") }`

for (const demanding of ['the tenant', 'the file'] as const)
  describe(`versions of prompts where ${demanding} demands approvals`, () => {
    let gateway: TestGateway
    let ada: string
    let ben: string
    before(async () => {
      gateway = await startGateway({
        yaml: demanding === 'the file' ? 'server: { promptApproval: required }' : '',
      })
      for (const name of ['ada', 'ben'])
        await dataOf(`mutation { createUser(input: { name: "${name}" }) { user { id } } }`)
      ada = await keyOf({ user: 'ada', roles: ['ADMIN'] })
      ben = await keyOf({ user: 'ben', roles: ['APPROVER', 'DEVELOPER'] })
      if (demanding === 'the file') return
      const { tenant } = await dataOf('{ tenant { id version promptApproval } }')
      assert.equal(tenant.promptApproval, 'NONE')
      const { updateTenant } = await dataOf(
        `mutation ($input: UpdateTenantInput!) { updateTenant(input: $input) { tenant { promptApproval } } }`,
        { input: { id: tenant.id, version: tenant.version, promptApproval: 'REQUIRED' } },
      )
      assert.equal(updateTenant.tenant.promptApproval, 'REQUIRED')
    })
    after(() => gateway.close())

    const keyOf = async (about: object) =>
      (await gateway.newKey({ team: null, application: null, ...about })).secret
    const dataOf = async (source: string, variables: object = {}, key?: string) => {
      const { data, errors } = await gateway.graphql(source, variables, key)
      assert.equal(errors, undefined, JSON.stringify(errors))
      return data
    }
    const refusalOf = async (source: string, variables: object, key?: string) => {
      const { errors = [] } = await gateway.graphql(source, variables, key)
      return errors[0]?.extensions.code
    }
    /** Of its own for each test. */
    let name = ''
    let count = 0
    beforeEach(() => {
      name = `say${++count}`
    })
    const draft = async (text: string, key = ada): Promise<number> => {
      const variables = { sdl: sdl(name, text), input: { labels: [] } }
      return (await dataOf(publish, variables, key)).publishPrompt.version.number
    }
    const ask = async (version: number, key = ada) =>
      (await dataOf(request, { input: { name, version, reason: 'We say more' } }, key)).requestPromptReview
        .version
    const say = (decision: string, version: number, revision = 1) => ({
      input: { name, version, revision, decision, reason: 'Read' },
    })
    const production = (version: number) => ({ input: { name, label: 'production', version } })

    test('wait for somebody else, are approved, and only then are in force', async () => {
      assert.equal(await refusalOf(publish, { sdl: sdl(name, 'Hi') }, ada), 'CONFLICT')
      const version = await draft('Hi')
      assert.equal(await refusalOf(move, production(version), ada), 'CONFLICT')
      assert.equal(await refusalOf(move, { input: { name, label: 'staging', version } }, ada), 'CONFLICT')
      const called = () => gateway.graphql(`{ prompts { ${name} } }`)
      assert.notEqual((await called()).errors, undefined)
      assert.equal((await rest(version)).status, 404, 'nobody calls it by its number either')

      assert.deepEqual(await ask(version), {
        state: 'REVIEW',
        review: { state: 'REQUESTED', revision: 1, requestedBy: 'ada' },
      })
      assert.equal(await refusalOf(move, production(version), ada), 'CONFLICT')
      const { promptReviews } = await dataOf('{ promptReviews { edges { node { name number } } } }', {}, ben)
      assert.deepEqual(promptReviews.edges[0].node, { name, number: version })
      assert.equal(await refusalOf(decide, say('APPROVE', version), ada), 'FORBIDDEN', 'she is the author')
      assert.equal(await refusalOf(decide, say('APPROVE', version)), 'FORBIDDEN', 'nobody is behind this key')
      const { decidePromptReview } = await dataOf(decide, say('APPROVE', version), ben)
      assert.deepEqual(decidePromptReview.version, {
        state: 'APPROVED',
        review: {
          state: 'APPROVED',
          reason: 'We say more',
          decisionReason: 'Read',
          decidedBy: 'ben',
          revision: 2,
        },
      })
      await dataOf(move, production(version), ada)
      assert.equal((await called()).errors, undefined)
    })

    const rest = (version: number) =>
      fetch(`${gateway.url}/v1/prompts/${name}@${version}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway.adminKey}`, 'content-type': 'application/json' },
        body: '{}',
      })

    test('are approved as they are: another text is another version, and needs another look', async () => {
      const first = await draft('Hi')
      await ask(first)
      await dataOf(decide, say('APPROVE', first), ben)
      const changed = await draft('Hello')
      assert.equal(await refusalOf(move, production(changed), ada), 'CONFLICT')
      assert.equal(await refusalOf(publish, { sdl: sdl(name, 'Hello') }, ada), 'CONFLICT')
      await ask(changed)
      await dataOf(decide, say('APPROVE', changed), ben)
      const { publishPrompt } = await dataOf(publish, { sdl: sdl(name, 'Hello') }, ada)
      assert.deepEqual(publishPrompt.version, { number: changed, state: 'PUBLISHED' })
    })

    test('that are published again when another one has followed are not said to be approved by nobody', async () => {
      const first = await draft('Hi')
      await ask(first)
      await dataOf(decide, say('APPROVE', first), ben)
      await draft('Hello')
      const messageOf = async (text: string) =>
        (await gateway.graphql(publish, { sdl: sdl(name, text) }, ada)).errors?.[0]?.message ?? ''
      assert.match(
        await messageOf('Hi'),
        /^Version 1 of `say\d+` has this text and is approved, .*movePromptLabel/,
      )
      assert.match(await messageOf('Hello'), /^Nobody has approved this text/)
      await dataOf(move, production(first), ada)
    })

    test('that are rejected are drafts again, and can be asked for again', async () => {
      const version = await draft('Hi')
      await ask(version)
      const { decidePromptReview } = await dataOf(decide, say('REJECT', version), ben)
      assert.equal(decidePromptReview.version.state, 'DRAFT')
      assert.equal(decidePromptReview.version.review.state, 'REJECTED')
      assert.equal(await refusalOf(move, production(version), ada), 'CONFLICT')
      assert.equal((await ask(version)).review.revision, 3)
      assert.equal(await refusalOf(decide, say('APPROVE', version, 1), ben), 'CONFLICT', 'seen too long ago')
      await dataOf(decide, say('APPROVE', version, 3), ben)
      assert.equal(
        await refusalOf(request, { input: { name, version, reason: 'Again' } }, ada),
        'CONFLICT',
        'there is nothing left to ask',
      )
    })

    test('get no share of the callers either, before they are approved', async () => {
      const shares = [await draft('Hi'), await draft('Hello')].map(version => ({ version, weight: 1 }))
      const split = `mutation ($input: SplitPromptLabelInput!) { splitPromptLabel(input: $input) { template { name } } }`
      await ask(1)
      await dataOf(decide, say('APPROVE', 1), ben)
      assert.equal(await refusalOf(split, { input: { name, shares } }, ada), 'CONFLICT')
      await ask(2)
      await dataOf(decide, say('APPROVE', 2), ben)
      await dataOf(split, { input: { name, shares } }, ada)
    })

    test('are decided once, whoever decides at the same time', async () => {
      const version = await draft('Hi')
      await ask(version)
      const both = await Promise.all(
        ['APPROVE', 'REJECT'].map(decision => refusalOf(decide, say(decision, version), ben)),
      )
      assert.deepEqual(
        both.filter(code => code !== undefined),
        ['CONFLICT'],
      )
    })

    test('are not approved by who asks for it, nor by a key that the author has made', async () => {
      const cyd = await keyOf({ user: 'ben', roles: ['ADMIN'] })
      const version = await draft('Hi')
      await ask(version, cyd)
      assert.equal(await refusalOf(decide, say('APPROVE', version), ben), 'FORBIDDEN', 'he has asked')
      assert.equal(await refusalOf(decide, say('APPROVE', version), ada), 'FORBIDDEN', 'she has written it')

      const another = await draft('Hello', gateway.adminKey)
      await ask(another, gateway.adminKey)
      assert.equal(await refusalOf(decide, say('APPROVE', another), ben), 'FORBIDDEN', 'it has made his key')
    })

    test('go back without asking, as who goes back is in a hurry', async () => {
      for (const text of ['Hi', 'Hello']) {
        const version = await draft(text)
        await ask(version)
        await dataOf(decide, say('APPROVE', version), ben)
        await dataOf(move, production(version), ada)
      }
      const { rollbackPrompt } = await dataOf(
        `mutation ($name: String!) { rollbackPrompt(input: { name: $name }) { version { number } } }`,
        { name },
        ada,
      )
      assert.equal(rollbackPrompt.version.number, 1)
    })

    test('leave a trace of who has asked and who has decided', async () => {
      const version = await draft('Hi')
      await ask(version)
      await dataOf(decide, say('APPROVE', version), ben)
      const { auditEvents } = await dataOf(
        '{ auditEvents(first: 20) { edges { node { operation actor { user } } } } }',
      )
      const told = auditEvents.edges.map(
        ({ node }: { node: { operation: string; actor: { user: string } | null } }) =>
          `${node.operation} ${node.actor?.user}`,
      )
      for (const event of ['requestPromptReview ada', 'decidePromptReview ben'])
        assert.ok(told.includes(event), `${event} in ${told}`)
    })
  })

describe('a template that demands approvals where its tenant does not', () => {
  let gateway: TestGateway
  let ben: string
  before(async () => {
    gateway = await startGateway()
    await dataOf('mutation { createUser(input: { name: "ben" }) { user { id } } }')
    const { secret } = await gateway.newKey({
      team: null,
      application: null,
      user: 'ben',
      roles: ['APPROVER', 'DEVELOPER'],
    })
    ben = secret
    for (const name of ['free', 'kept']) await dataOf(publish, { sdl: sdl(name, 'Hi') })
    const { setPromptApproval } = await setApproval('kept', 'REQUIRED')
    assert.deepEqual(setPromptApproval.template, { name: 'kept', approval: 'REQUIRED' })
  })
  after(() => gateway.close())

  const dataOf = async (source: string, variables: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, variables, key)
    assert.equal(errors, undefined, JSON.stringify(errors))
    return data
  }
  const codeOf = async (source: string, variables: object, key?: string) =>
    (await gateway.graphql(source, variables, key)).errors?.[0]?.extensions.code
  const setApproval = (name: string, approval: string) =>
    dataOf(
      `mutation ($input: SetPromptApprovalInput!) { setPromptApproval(input: $input) { template { name approval } } }`,
      { input: { name, approval } },
    )
  const called = async (name: string) =>
    (
      await fetch(`${gateway.url}/v1/prompts/${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway.adminKey}`, 'content-type': 'application/json' },
        body: '{}',
      })
    ).status

  test('keeps what is in force, and lets nothing else into it that nobody has approved', async () => {
    assert.equal(await called('kept'), 200)
    assert.equal(await codeOf(publish, { sdl: sdl('kept', 'Hello') }), 'CONFLICT')
    await dataOf(publish, { sdl: sdl('kept', 'Hello'), input: { labels: [] } })
    assert.equal(await called('kept@2'), 404)
    const moved = { input: { name: 'kept', label: 'staging', version: 2 } }
    assert.equal(await codeOf(move, moved), 'CONFLICT')
    const split = `mutation ($input: SplitPromptLabelInput!) { splitPromptLabel(input: $input) { template { name } } }`
    const shares = [1, 2].map(version => ({ version, weight: 1 }))
    assert.equal(await codeOf(split, { input: { name: 'kept', shares } }), 'CONFLICT')
    const { secret } = await gateway.newKey({ team: null, application: null, roles: ['ADMIN'] })
    await dataOf(request, { input: { name: 'kept', version: 2, reason: 'x' } }, secret)
    const said = { name: 'kept', version: 2, revision: 1, decision: 'APPROVE', reason: 'x' }
    assert.equal(await codeOf(decide, { input: said }, secret), 'FORBIDDEN')
  })

  test('holds up no other one', async () => {
    await dataOf(publish, { sdl: sdl('free', 'Hello') })
    await dataOf(publish, { sdl: sdl('free', 'Hello again'), input: { labels: [] } })
    assert.equal(await called('free@3'), 200)
  })

  test('is not gone around by another one with its field, at whatever label, until that one is approved', async () => {
    const input = { name: 'another' }
    const { errors } = await gateway.graphql(publish, {
      sdl: sdl('kept', 'Elsewhere'),
      input: { ...input, labels: ['staging'] },
    })
    assert.equal(errors?.[0]?.extensions.code, 'CONFLICT')
    assert.match(errors[0].message, /^Nobody has approved this text of `another` yet, as `kept` demands/)
    await dataOf(move, { input: { name: 'kept', label: 'production', version: null } })
    await dataOf(
      'mutation ($input: RetirePromptVersionInput!) { retirePromptVersion(input: $input) { version { number } } }',
      { input: { name: 'kept', version: 1 } },
    )
    assert.equal(await codeOf(publish, { sdl: sdl('kept', 'Elsewhere'), input }), 'CONFLICT')
    await dataOf('mutation { createUser(input: { name: "ada" }) { user { id } } }')
    const who = { team: null, application: null, user: 'ada', roles: ['ADMIN'] }
    const { secret: ada } = await gateway.newKey(who)
    await dataOf(publish, { sdl: sdl('kept', 'Elsewhere'), input: { ...input, labels: [] } }, ada)
    const moved = { input: { ...input, label: 'production', version: 1 } }
    assert.equal(await codeOf(move, moved), 'CONFLICT')
    assert.equal(await called('kept@1'), 404)
    await dataOf(request, { input: { ...input, version: 1, reason: 'x' } }, ada)
    const said = { ...input, version: 1, revision: 1, decision: 'APPROVE', reason: 'x' }
    await dataOf(decide, { input: said }, ben)
    await dataOf(move, moved)
    assert.equal(await called('kept'), 200)
    // Its name in a text, or a field of another name, is no field.
    await dataOf(publish, { sdl: sdl('keeper', 'What was kept?') })
    await dataOf(move, { input: { ...input, label: 'production', version: null } })
  })

  test('is told so by administrators alone, who leave a trace', async () => {
    const input = { name: 'kept', approval: 'NONE' }
    const mutation = `mutation ($input: SetPromptApprovalInput!) { setPromptApproval(input: $input) { template { name } } }`
    assert.equal(await codeOf(mutation, { input }, ben), 'FORBIDDEN')
    assert.equal(await codeOf(mutation, { input: { ...input, name: 'gone' } }), 'NOT_FOUND')
    await setApproval('kept', 'NONE')
    await dataOf(publish, { sdl: sdl('kept', 'Hello once more') })
    const { auditEvents } = await dataOf(
      '{ auditEvents(filter: { operation: "setPromptApproval" }, first: 9) { edges { node { changes { entity before after } } } } }',
    )
    assert.match(JSON.stringify(auditEvents), /"approval":"REQUIRED"/)
  })
})

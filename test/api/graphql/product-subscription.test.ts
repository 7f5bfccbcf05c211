import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually } from '../../kit/eventually.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const yaml = `
models:
  - { name: small, deployments: [ { provider: simulator, model: simulator } ], unpriced: allow }
  - { name: large, deployments: [ { provider: simulator, model: large } ], unpriced: allow }
teams:
  - { name: search, applications: [ { name: web }, { name: mobile } ] }
  - { name: sales, applications: [ { name: shop } ] }
`

const complete = `mutation ($model: String!) {
  complete(input: { model: $model, messages: [{ role: USER, content: "hello" }] }) {
    __typename ... on Completion { warnings }
  }
}`
const request = `mutation ($input: RequestSubscriptionInput!) {
  requestSubscription(input: $input) { subscription { id version state application { name } product { name } } }
}`
const decide = `mutation ($input: DecideSubscriptionInput!) {
  decideSubscription(input: $input) { subscription { version state decisionReason decidedBy } }
}`

describe('subscriptions by GraphQL', () => {
  let gateway: TestGateway
  let approver: string
  before(async () => {
    gateway = await startGateway({ yaml })
    for (const name of ['ada', 'ben', 'eve'])
      await gateway.graphql(
        'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }',
        {
          input: { name },
        },
      )
    approver = (await keyOf({ user: 'ada', roles: ['APPROVER', 'DEVELOPER'] })).secret
  })
  after(() => gateway.close())

  const keyOf = (about: object) => gateway.newKey({ team: null, application: null, ...about })
  const dataOf = async (source: string, variables: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, variables, key)
    assert.equal(errors, undefined)
    return data
  }
  const refusalOf = async (source: string, input: object, key?: string) => {
    const { errors = [] } = await gateway.graphql(source, { input }, key)
    assert.equal(errors.length, 1)
    return [errors[0]?.extensions.code, errors[0]?.extensions.path]
  }
  /** A published product. */
  const publish = async (name: string, model: string): Promise<{ id: string; version: number }> => {
    const about = { name, semanticVersion: '1.0.0', models: [model] }
    const { createProduct } = await dataOf(
      'mutation ($input: CreateProductInput!) { createProduct(input: $input) { product { id } } }',
      { input: about },
    )
    return step('publishProduct', { id: createProduct.product.id, version: 1 })
  }
  const step = async (name: string, { id, version }: { id: string; version: number }) => {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`
    return (
      await dataOf(`mutation ($input: ${type}) { ${name}(input: $input) { product { id version } } }`, {
        input: { id, version },
      })
    )[name].product
  }
  const call = async (key: string, model: string) => {
    const { data, errors } = await gateway.graphql(complete, { model }, key)
    return errors ? `${errors[0]?.extensions.code}: ${errors[0]?.message}` : data.complete.warnings
  }
  const subscribe = async (key: string, product: string) =>
    (await dataOf(request, { input: { product, reason: 'We answer mail' } }, key)).requestSubscription
      .subscription
  const say = (decision: string, { id, version }: { id: string; version: number }, key = approver) =>
    dataOf(decide, { input: { id, version, decision, reason: 'Checked' } }, key)

  test('a sold model is refused until somebody approves, is warned of, and is refused again (F08, F90)', async () => {
    const web = (await keyOf({ application: 'web' })).secret
    const mobile = (await keyOf({ application: 'mobile' })).secret
    assert.deepEqual(await call(web, 'small'), [])

    const product = await publish('mail', 'small')
    await eventually(async () =>
      assert.equal(
        await call(web, 'small'),
        'FORBIDDEN: The model `small` needs an approved subscription of the application `web` to the product `mail`: ask for it with `requestSubscription`',
      ),
    )
    assert.match(String(await call(gateway.adminKey, 'small')), /^FORBIDDEN: .*use a key of an application/)
    assert.match(
      String(await call(web, 'simulator')),
      /^FORBIDDEN: .*to the product `mail`/,
      'another name for it is sold with it',
    )
    assert.deepEqual(await call(web, 'large'), [], 'what no product names stays open')
    const models =
      '{ models(filter: { search: "small" }) { edges { node { name } } } model(name: "small") { name } }'
    assert.deepEqual(await dataOf(models, {}, web), { models: { edges: [] }, model: null })

    const asked = await subscribe(web, product.id)
    assert.deepEqual([asked.state, asked.application.name, asked.product.name], ['REQUESTED', 'web', 'mail'])
    assert.match(String(await call(web, 'small')), /^FORBIDDEN/)
    const { decideSubscription } = await say('APPROVE', asked)
    assert.deepEqual(decideSubscription.subscription, {
      version: 2,
      state: 'APPROVED',
      decisionReason: 'Checked',
      decidedBy: 'ada',
    })
    await eventually(async () => assert.deepEqual(await call(web, 'small'), []))
    assert.match(String(await call(mobile, 'small')), /^FORBIDDEN/)
    assert.equal((await dataOf(models, {}, web)).model.name, 'small')

    const deprecated = await step('deprecateProduct', product)
    const [warning] = ['The product `mail` is deprecated: it will be retired, so move to another one']
    await eventually(async () => assert.deepEqual(await call(web, 'small'), [warning]))
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${web}` },
      body: JSON.stringify({ model: 'small', messages: [{ role: 'user', content: 'hello' }] }),
    })
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('deprecation') ?? '', /^@\d{10}$/)
    assert.equal(answer.headers.get('warning'), `299 weir "${warning}"`)
    assert.deepEqual(await refusalOf(request, { product: product.id, reason: 'Me too' }, mobile), [
      'INVALID_INPUT',
      'product',
    ])

    await say('REVOKE', { id: asked.id, version: 2 })
    await eventually(async () =>
      assert.match(String(await call(web, 'small')), /^FORBIDDEN.*present subscribers/),
    )

    await step('retireProduct', deprecated)
    await eventually(async () => assert.match(String(await call(web, 'small')), /^NOT_FOUND: .*retired/))
  })

  test('who is rejected or revoked may ask again, who waits or is approved may not', async () => {
    const product = await publish('again', 'large')
    const { secret } = await keyOf({ application: 'shop' })
    const again = { product: product.id, reason: 'Once more' }
    const first = await subscribe(secret, product.id)
    assert.deepEqual(await refusalOf(request, again, secret), ['CONFLICT', 'product'])
    await say('REJECT', first)
    const second = await subscribe(secret, product.id)
    await say('APPROVE', second)
    assert.deepEqual(await refusalOf(request, again, secret), ['CONFLICT', 'product'])
    for (const decision of ['APPROVE', 'REJECT'])
      assert.deepEqual(
        await refusalOf(decide, { id: second.id, version: 2, decision, reason: 'Hm' }, approver),
        ['INVALID_INPUT', 'decision'],
      )
    await say('REVOKE', { id: second.id, version: 2 })
    const { myRequests } = await dataOf(
      '{ myRequests { edges { node { state reason product { name } } } } }',
      {},
      secret,
    )
    assert.deepEqual(
      myRequests.edges.map(({ node }: { node: { state: string; product: { name: string } } }) => [
        node.state,
        node.product.name,
      ]),
      [
        ['REVOKED', 'again'],
        ['REJECTED', 'again'],
      ],
    )
    const { subscriptions } = await dataOf(
      'query ($filter: ProductSubscriptionFilter) { subscriptions(filter: $filter) { edges { node { id } } } }',
      { filter: { states: ['REJECTED'], product: product.id } },
      approver,
    )
    assert.deepEqual(subscriptions.edges, [{ node: { id: first.id } }])
  })

  test('nobody decides about a request of his own, be it by another key or for his application', async () => {
    const product = await publish('own', 'large')
    const asking = await keyOf({ application: 'mobile', user: 'eve' })
    const asked = await subscribe(asking.secret, product.id)
    const input = { id: asked.id, version: 1, decision: 'APPROVE', reason: 'Fine by me' }
    for (const about of [
      { user: 'eve', roles: ['OWNER'] },
      { user: 'eve', roles: ['APPROVER'] },
    ])
      assert.deepEqual(await refusalOf(decide, input, (await keyOf(about)).secret), ['FORBIDDEN', 'id'])
    // Credentials of an application decide nothing at all.
    const ofApplication = await keyOf({ application: 'mobile', user: 'ben', roles: ['APPROVER'] })
    assert.equal((await refusalOf(decide, input, ofApplication.secret))[0], 'FORBIDDEN')
    const other = (await keyOf({ user: 'ben', roles: ['DEVELOPER'] })).secret
    assert.equal((await refusalOf(decide, input, other))[0], 'FORBIDDEN')
    assert.equal((await say('APPROVE', asked)).decideSubscription.subscription.state, 'APPROVED')

    const { data } = await gateway.graphql('{ application(name: "web") { id } }')
    const own = await dataOf(request, {
      input: { product: product.id, application: data.application.id, reason: 'For them' },
    })
    const { id } = own.requestSubscription.subscription
    assert.deepEqual(await refusalOf(decide, { ...input, id }), ['FORBIDDEN', 'id'])
  })

  test('nobody decides by a key that the one who asks has made or replaced, nor without a user', async () => {
    const product = await publish('puppets', 'large')
    const { data } = await gateway.graphql('{ application(name: "web") { id } }')
    const asking = await keyOf({ roles: ['ADMIN'] })
    const about = { product: product.id, application: data.application.id, reason: 'For them' }
    const asked = (await dataOf(request, { input: about }, asking.secret)).requestSubscription.subscription
    const input = { id: asked.id, version: 1, decision: 'APPROVE', reason: 'Fine by me' }
    const create =
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }'
    const rotate =
      'mutation ($input: RotateApiKeyInput!) { rotateApiKey(input: $input) { secret apiKey { id } } }'
    const made = async (by: string, roles: string[]): Promise<string> =>
      (await dataOf(create, { input: { name: 'x', user: 'ada', roles } }, by)).createApiKey.secret
    const replaced = async (id: string, by: string) =>
      (await dataOf(rotate, { input: { id } }, by)).rotateApiKey.secret

    const puppet = await made(asking.secret, ['ADMIN'])
    const ofAda = await keyOf({ user: 'ada', roles: ['APPROVER'] })
    const known = await replaced(ofAda.id, asking.secret)
    const own = await replaced(asking.id, asking.secret)
    for (const key of [asking.secret, own, puppet, await made(puppet, ['APPROVER']), known])
      assert.deepEqual(await refusalOf(decide, input, key), ['FORBIDDEN', 'id'])
    // By then the one who asks has another key: what it has made by that is no better.
    assert.deepEqual(await refusalOf(decide, input, await made(own, ['APPROVER'])), ['FORBIDDEN', 'id'])
    const mine = '{ myRequests { edges { node { id } } } }'
    assert.deepEqual((await dataOf(mine, {}, own)).myRequests.edges, [{ node: { id: asked.id } }])
    assert.equal((await say('APPROVE', asked)).decideSubscription.subscription.state, 'APPROVED')
  })

  test('of approvers who decide at once, one is heard, and the others are told', async () => {
    const product = await publish('race', 'large')
    const asked = await subscribe((await keyOf({ application: 'web', user: 'eve' })).secret, product.id)
    const answers = await Promise.all(
      ['APPROVE', 'REJECT', 'APPROVE', 'REJECT'].map(decision =>
        gateway.graphql(decide, { input: { id: asked.id, version: 1, decision, reason: 'Quick' } }, approver),
      ),
    )
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'DECIDED').sort()
    assert.deepEqual(codes, ['CONFLICT', 'CONFLICT', 'CONFLICT', 'DECIDED'])
  })

  test('credentials ask for their own application or team, and for what is offered', async () => {
    const product = await publish('limits', 'large')
    const { data } = await gateway.graphql(
      '{ web: application(name: "web") { id } shop: application(name: "shop") { id } }',
    )
    const web = (await keyOf({ application: 'web' })).secret
    const search = (await keyOf({ team: 'search' })).secret
    const about = { product: product.id, reason: 'Please' }
    for (const key of [web, search])
      assert.deepEqual(await refusalOf(request, { ...about, application: data.shop.id }, key), [
        'FORBIDDEN',
        'application',
      ])
    assert.deepEqual(await refusalOf(request, about, search), ['INVALID_INPUT', 'application'])
    assert.deepEqual(await refusalOf(request, { ...about, reason: ' ' }, web), ['INVALID_INPUT', 'reason'])
    assert.deepEqual(await refusalOf(request, { ...about, product: data.web.id }, web), [
      'INVALID_INPUT',
      'product',
    ])
    await dataOf(request, { input: { ...about, application: data.web.id } }, search)
  })
  test('who has asked and decided is sealed in the audit trail, and forgotten with its person', async () => {
    for (const name of ['hugo', 'iris'])
      await dataOf('mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }', {
        input: { name },
      })
    const hugo = (await keyOf({ user: 'hugo', application: 'mobile', roles: ['DEVELOPER'] })).secret
    const iris = (await keyOf({ user: 'iris', roles: ['APPROVER'] })).secret
    const asked = await subscribe(hugo, (await publish('sealed', 'large')).id)
    await say('APPROVE', asked, approver)
    await say('REVOKE', { id: asked.id, version: 2 }, iris)
    const acts = async (operation: string) => {
      const { auditEvents } = await dataOf(
        'query ($filter: AuditEventFilter) { auditEvents(filter: $filter, first: 1) { edges { node { record changes { before after } } } } }',
        { filter: { operation } },
      )
      return auditEvents.edges[0].node
    }
    const requested = await acts('requestSubscription')
    assert.equal(requested.changes[0].after.requested_by_user, 'hugo')
    assert.ok(!requested.record.includes('hugo'))
    const revoked = await acts('decideSubscription')
    assert.equal(revoked.changes[0].before.decided_by_user, 'ada')
    assert.equal(revoked.changes[0].after.decided_by_user, 'iris')
    // As a whole value: three letters may stand in an id or in what is sealed.
    assert.ok(!/[":](iris|ada)"/.test(revoked.record))

    await dataOf('mutation { eraseSubject(input: { user: "ada" }) { pseudonym } }')
    const then = await acts('decideSubscription')
    assert.equal(then.changes[0].before.decided_by_user, undefined)
    assert.equal(then.changes[0].after.decided_by_user, 'iris')
  })
})

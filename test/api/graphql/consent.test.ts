import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { takeIn } from '../../../src/stores/postgres/take-in.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { eventually } from '../../kit/eventually.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const yaml = `
models:
  - name: campaigns
    requiresConsent: marketing
    deployments: [ { provider: simulator, model: campaigns } ]
    unpriced: allow
  - { name: alias, deployments: [ { provider: simulator, model: campaigns, name: other } ], unpriced: allow }
`

const complete = `mutation ($model: String!, $subject: SubjectInput) {
  complete(input: { model: $model, subject: $subject, messages: [{ role: USER, content: "hello" }] }) { __typename }
}`
const record = `mutation ($input: RecordConsentInput!) {
  recordConsent(input: $input) { consent { id subject { type id } purpose evidence withdrawnAt } }
}`
const withdraw = `mutation ($input: WithdrawConsentInput!) {
  withdrawConsent(input: $input) { consent { id withdrawnAt } }
}`

describe('consent (F106)', () => {
  let server: TestDatabase
  let gateway: TestGateway
  let other: TestGateway
  before(async () => {
    server = await startDatabase()
    const env = {
      DATABASE_URL: server.url,
      WEIR_MASTER_KEY: 'the-master-key-of-both-gateways',
      WEIR_ADMIN_KEY: 'an-administrator-of-the-tests',
    }
    gateway = await startGateway({ yaml, env })
    other = await startGateway({ yaml, env })
  })
  after(async () => {
    await gateway.close()
    await other.close()
    await server.close()
  })

  const dataOf = async (source: string, variables: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, variables, key)
    assert.equal(errors, undefined)
    return data
  }
  const keyOf = async (user: string): Promise<string> => {
    await gateway.graphql(`mutation { createUser(input: { name: "${user}" }) { user { id } } }`)
    return (await gateway.newKey({ user })).secret
  }
  /** What a call comes to: its type, or why it was refused. */
  const outcome = async (
    key: string,
    about: { model?: string; subject?: object; through?: TestGateway } = {},
  ): Promise<string> => {
    const { model = 'campaigns', subject, through = gateway } = about
    const { data, errors } = await through.graphql(complete, { model, subject }, key)
    return errors ? `${errors[0]?.extensions.code}: ${errors[0]?.message}` : data.complete.__typename
  }
  const recorded = async (subject: object, purpose = 'marketing') =>
    (await dataOf(record, { input: { subject, purpose, evidence: 'form 7' } })).recordConsent.consent

  test('a model that needs it refuses whoever has not agreed, before anything is spent', async () => {
    const key = await keyOf('ada')
    const refusal = await outcome(key)
    assert.match(refusal, /^FORBIDDEN: .*needs consent to `marketing`.*the user of these credentials/)
    assert.ok(!refusal.includes('ada'), 'what stands in the ledger names nobody')
    assert.match(await outcome(key, { model: 'alias' }), /^FORBIDDEN: .*consent/)
    const nobody = (await gateway.newKey({})).secret
    assert.match(await outcome(nobody), /^FORBIDDEN: .*no user/)
    await takeIn(server.pool)
    const { rows } = await server.pool.query(
      `SELECT sum(output_tokens)::int AS spent FROM ledger.call WHERE model IN ('campaigns', 'alias')`,
    )
    assert.deepEqual(rows, [{ spent: 0 }])

    await recorded({ type: 'user', id: 'ada' }, 'research')
    assert.match(await outcome(key), /^FORBIDDEN/, 'another purpose is not this one')
    const consent = await recorded({ type: 'user', id: 'ada' })
    assert.deepEqual(consent, {
      id: consent.id,
      subject: { type: 'user', id: 'ada' },
      purpose: 'marketing',
      evidence: 'form 7',
      withdrawnAt: null,
    })
    await eventually(async () => assert.equal(await outcome(key), 'Completion'))
    assert.equal((await recorded({ type: 'user', id: 'ada' })).id, consent.id)
  })

  test('whom a call names in its subject has to agree, whoever calls', async () => {
    const key = await keyOf('bob')
    const subject = { type: 'customer', id: '42' }
    await recorded({ type: 'user', id: 'bob' })
    await eventually(async () => assert.equal(await outcome(key), 'Completion'))
    assert.match(await outcome(key, { subject }), /^FORBIDDEN: .*the `subject` of this call/)
    await recorded(subject)
    await eventually(async () => assert.equal(await outcome(key, { subject }), 'Completion'))
    assert.match(await outcome(key, { subject: { ...subject, id: '43' } }), /^FORBIDDEN/)
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await keyOf('eve')}` },
      body: JSON.stringify({ model: 'campaigns', messages: [{ role: 'user', content: 'hello' }] }),
    })
    assert.equal(answer.status, 403)
  })

  test('what is withdrawn is refused at every gateway soon', async () => {
    const key = await keyOf('carol')
    const { id } = await recorded({ type: 'user', id: 'carol' })
    await eventually(async () => assert.equal(await outcome(key, { through: other }), 'Completion'))
    const { withdrawConsent } = await dataOf(withdraw, { input: { id } })
    assert.notEqual(withdrawConsent.consent.withdrawnAt, null)
    for (const through of [gateway, other])
      await eventually(async () => assert.match(await outcome(key, { through }), /^FORBIDDEN/))
    const again = await dataOf(withdraw, { input: { id } })
    assert.equal(again.withdrawConsent.consent.withdrawnAt, withdrawConsent.consent.withdrawnAt)
    await recorded({ type: 'user', id: 'carol' })
    await eventually(async () => assert.equal(await outcome(key, { through: other }), 'Completion'))

    const list = `query ($filter: ConsentFilter) { consents(filter: $filter) { edges { node { id withdrawnAt } } } }`
    const subject = { type: 'user', id: 'carol' }
    const stateOf = async (state?: string): Promise<number> =>
      (await dataOf(list, { filter: { subject, state } })).consents.edges.length
    assert.deepEqual(await Promise.all([stateOf(), stateOf('GIVEN'), stateOf('WITHDRAWN')]), [2, 1, 1])
  })

  test('it is on record who has recorded it, and nobody can read whose it was once that one is forgotten', async () => {
    const key = await keyOf('dave')
    await recorded({ type: 'user', id: 'dave' })
    await eventually(async () => assert.equal(await outcome(key), 'Completion'))
    const exported = await dataOf('mutation { exportSubject(input: { user: "dave" }) { text } }')
    assert.match(exported.exportSubject.text, /^\{"consent":\{.*"purpose":"marketing"/m)
    const acts = `{ auditEvents(filter: { operation: "recordConsent", subject: "dave" }) {
      edges { node { record changes { entity after } } } } }`
    const [event] = (await dataOf(acts)).auditEvents.edges
    assert.deepEqual(
      [event.node.changes[0].entity, event.node.changes[0].after.subject_id],
      ['consent', 'dave'],
    )
    assert.ok(!event.node.record.includes('dave'))

    await dataOf('mutation { eraseSubject(input: { user: "dave" }) { pseudonym } }')
    const { rows } = await server.pool.query(
      `SELECT count(*)::int AS count FROM consent WHERE subject_id = 'dave'`,
    )
    assert.deepEqual(rows, [{ count: 0 }])
    await gateway.graphql('mutation { createUser(input: { name: "dave" }) { user { id } } }')
    const namesake = (await gateway.newKey({ user: 'dave' })).secret
    await eventually(async () => assert.match(await outcome(namesake), /^FORBIDDEN/))
  })

  test('what makes no sense is refused, naming the field', async () => {
    for (const [input, path] of [
      [{ subject: { type: '', id: 'x' }, purpose: 'a' }, 'subject.type'],
      [{ subject: { type: 'user', id: 'x\n' }, purpose: 'a' }, 'subject.id'],
      [{ subject: { type: 'user', id: 'x' }, purpose: 'a b' }, 'purpose'],
      [{ subject: { type: 'user', id: 'x' }, purpose: 'a', evidence: 'x'.repeat(1001) }, 'evidence'],
    ] as const) {
      const { errors = [] } = await gateway.graphql(record, { input })
      assert.deepEqual(
        errors.map(({ extensions: { code, path } }) => [code, path]),
        [['INVALID_INPUT', path]],
      )
    }
  })
})

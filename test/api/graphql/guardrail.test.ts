import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const all = 'fragment all on Guardrail { id name detectors direction action origin version archivedAt }'
const create =
  'mutation ($input: CreateGuardrailInput!) { createGuardrail(input: $input) { guardrail { ...all } } }'

describe('guardrails', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway()
  })
  after(() => gateway.close())

  const run = async (source: string, input: object = {}, key?: string) => {
    const document = source.includes('...all') ? `${source} ${all}` : source
    const { data, errors } = await gateway.graphql(document, { input }, key)
    assert.equal(errors, undefined)
    return data
  }
  const verdicts = async (key?: string) => {
    const input = { model: 'simulator', messages: [{ role: 'USER', content: 'write to ada@example.com' }] }
    const verdict = '{ guardrail action }'
    const { complete } = await run(
      `mutation ($input: CompletionInput!) { complete(input: $input) {
        ... on Completion { guardrails ${verdict} } ... on ContentBlocked { verdicts ${verdict} } } }`,
      input,
      key,
    )
    return complete.verdicts ?? complete.guardrails
  }

  test('hold for every tenant from the answer on, follow each change, and end when they are archived', async () => {
    const { secret } = (await run('mutation { createTenant(input: { name: "acme" }) { secret } }'))
      .createTenant
    const { guardrail } = (await run(create, { name: 'mail', detectors: ['EMAIL'], action: 'BLOCK' }))
      .createGuardrail
    assert.deepEqual(
      { ...guardrail, id: '' },
      {
        id: '',
        name: 'mail',
        detectors: ['EMAIL'],
        direction: 'BOTH',
        action: 'BLOCK',
        origin: 'API',
        version: 1,
        archivedAt: null,
      },
    )
    for (const key of [gateway.adminKey, secret])
      assert.deepEqual(await verdicts(key), [{ guardrail: 'mail', action: 'BLOCK' }])
    const { id } = guardrail
    await run(
      'mutation ($input: UpdateGuardrailInput!) { updateGuardrail(input: $input) { guardrail { ...all } } }',
      { id, version: 1, action: 'FLAG', direction: 'INPUT' },
    )
    assert.deepEqual(await verdicts(), [{ guardrail: 'mail', action: 'FLAG' }])
    await run(
      'mutation ($input: ArchiveGuardrailInput!) { archiveGuardrail(input: $input) { guardrail { ...all } } }',
      { id, version: 2 },
    )
    assert.deepEqual(await verdicts(), [])
    const { guardrails } = await run(
      '{ guardrails(filter: { state: ARCHIVED }) { edges { node { ...all } } } }',
    )
    assert.equal(guardrails.edges[0].node.id, id)
  })

  test('of a tenant’s own hold for it alone', async () => {
    const { secret } = (await run('mutation { createTenant(input: { name: "other" }) { secret } }'))
      .createTenant
    await run(create, { name: 'own', detectors: ['EMAIL'], action: 'FLAG', direction: 'INPUT' }, secret)
    assert.deepEqual(await verdicts(secret), [{ guardrail: 'other//own', action: 'FLAG' }])
    assert.deepEqual(await verdicts(), [])
  })

  test('with a detector that there is not are refused', async () => {
    const { errors } = await gateway.graphql(`${create} ${all}`, {
      input: { name: 'x', detectors: ['EMIAL'] },
    })
    assert.equal(errors?.[0]?.extensions.path, 'detectors[0]')
    assert.match(errors?.[0]?.message ?? '', /there is no detector `EMIAL`; there are|did you mean/)
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { collect } from '../../src/core/stream.ts'
import { authorize } from '../../src/pipeline/authorize.ts'
import { answer, answering, callOf, model, policy, principal, snapshot } from '../kit/call.ts'

const end = answering(...answer('yes'))
const outcome = async (about: Parameters<typeof callOf>[0]) => {
  try {
    return (await collect(authorize(end)(callOf(about)))).text
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message}`
  }
}

describe('authorize', () => {
  test('lets a principal with every role pass', async () => {
    assert.equal(await outcome({}), 'yes')
  })

  test('refuses a principal that lacks a role, and names it', async () => {
    assert.match(
      await outcome({ policy: { ...policy, roles: ['DEVELOPER', 'ADMIN'] } }),
      /^FORBIDDEN: .*ADMIN/,
    )
  })

  test('refuses an operation that the credential is not meant for', async () => {
    assert.match(await outcome({ principal: { ...principal, operations: new Set(['embed']) } }), /^FORBIDDEN/)
    assert.equal(await outcome({ principal: { ...principal, operations: new Set(['complete']) } }), 'yes')
  })

  test('answers alike for a model that is hidden from the caller and one that does not exist (N11)', async () => {
    const hidden = await outcome({ principal: { ...principal, models: new Set(['other']) } })
    const unknown = await outcome({ model: 'smell' })
    assert.match(hidden, /^NOT_FOUND: There is no model `small`/)
    assert.equal(hidden.replace('small', 'smell'), unknown)
  })

  test('repeats a name of the caller on one line and in bounds', async () => {
    const message = await outcome({ model: `a\n\u202e\`${'b'.repeat(1000)}` })
    assert.ok(message.length < 250)
    assert.ok(!/[\n\u202e]/.test(message))
  })

  test('refuses a retired model, and a task that the model cannot do', async () => {
    const serve = (changed: object) => ({
      ...snapshot,
      models: new Map([['small', { ...model, ...changed }]]),
    })
    assert.match(await outcome({ snapshot: serve({ lifecycle: 'RETIRED' }) }), /^NOT_FOUND.*retired/)
    assert.match(
      await outcome({ snapshot: serve({ capabilities: new Set(['EMBEDDING']) }) }),
      /^INVALID_INPUT.*completion/,
    )
  })

  test('asks for a stronger sign-in where the model does (F09)', async () => {
    const ask = (requires: object, token?: { amr: readonly string[]; acr?: string }) =>
      outcome({
        snapshot: { ...snapshot, models: new Map([['small', { ...model, requires }]]) },
        principal: {
          ...principal,
          ...(token && { token: { identityProvider: 'corp', ...token, amr: new Set(token.amr) } }),
        },
      })
    const amr = ['mfa', 'hwk']
    assert.match(
      await ask({ amr }),
      /^FORBIDDEN: .*`small`.*sign in again.* amr mfa or hwk; an API key cannot$/,
    )
    assert.match(await ask({ amr }, { amr: [] }), /^FORBIDDEN: .* amr mfa or hwk$/)
    assert.match(await ask({ amr }, { amr: ['pwd'], acr: 'mfa' }), /^FORBIDDEN/)
    assert.equal(await ask({ amr }, { amr: ['pwd', 'hwk'] }), 'yes')

    assert.match(await ask({ acr: ['gold'] }), /^FORBIDDEN/)
    assert.match(await ask({ acr: ['gold'] }, { amr: ['gold'] }), /^FORBIDDEN/)
    assert.equal(await ask({ acr: ['silver', 'gold'] }, { amr: [], acr: 'gold' }), 'yes')

    assert.match(await ask({ amr, acr: ['gold'] }, { amr, acr: 'tin' }), /^FORBIDDEN: .* and acr gold$/)
    assert.match(await ask({ amr, acr: ['gold'] }, { amr: [], acr: 'gold' }), /^FORBIDDEN/)
    assert.equal(await ask({ amr, acr: ['gold'] }, { amr, acr: 'gold' }), 'yes')
  })

  test('tells nobody of a critical model who may not know it', async () => {
    const critical = { ...model, requires: { amr: ['mfa'] } }
    const about = { snapshot: { ...snapshot, models: new Map([['small', critical]]) } }
    assert.match(
      await outcome({ ...about, principal: { ...principal, models: new Set(['other']) } }),
      /^NOT_FOUND/,
    )
  })

  test('asks nobody where it refuses', async () => {
    const asked = end.calls.length
    await outcome({ model: 'smell' })
    assert.equal(end.calls.length, asked)
  })
})

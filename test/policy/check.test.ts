import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Quota } from '../../src/core/quota.ts'
import { noAccess } from '../../src/core/tenant-access.ts'
import { type CheckedPolicy, checkPolicy } from '../../src/policy/check.ts'
import { snapshot } from '../kit/call.ts'
import { promptsOf } from '../kit/prompts.ts'

const model = snapshot.models.values().next().value ?? assert.fail()

const quota = (scope: Quota['scope'], about: Partial<Quota> = {}): Quota => ({
  name: 'daily',
  scope: { tenant: 'acme', ...scope },
  meter: 'REQUESTS',
  limit: 10n,
  window: 'DAY',
  action: 'BLOCK',
  ...about,
})

const found = (about: Partial<CheckedPolicy> & { readonly quotas?: readonly Quota[] }) =>
  checkPolicy({
    tenant: 'acme',
    at: 0,
    policies: new Map(),
    prompts: new Map(),
    snapshot: { ...snapshot, quotas: about.quotas ?? [], guardrails: [] },
    access: noAccess,
    guarded: new Set(['complete']),
    holders: { team: new Set(['search']), application: new Set(), user: new Set() },
    ...about,
  }).map(({ kind, subject, message }) => `${kind} ${subject}: ${message}`)

const complete = { operation: 'complete', roles: ['DEVELOPER'], quota: true, redact: { kinds: [] } }

test('an operation is open that no quota covers for everybody, or only tells of', () => {
  const policies = new Map([['complete', { ...complete, redact: { kinds: ['EMAIL'] } }]])
  for (const quotas of [
    [],
    [quota({ team: 'search' })],
    [quota({}, { action: 'ALERT' })],
    [quota({ operation: 'embed' })],
  ])
    assert.ok(found({ policies, quotas }).some(finding => finding.startsWith('UNLIMITED operation complete')))
  for (const quotas of [[quota({})], [quota({ operation: 'complete' })]])
    assert.ok(!found({ policies, quotas }).some(finding => finding.startsWith('UNLIMITED')))
  assert.deepEqual(
    found({ policies: new Map([['complete', { operation: 'complete', roles: [], quota: false }]]) }),
    [
      'UNLIMITED operation complete: the field lacks @quota, so no quota governs it',
      'UNSCREENED operation complete: the field lacks @redact, so no guardrail governs it',
    ],
  )
})

test('a quota on what is not there is told, and one of another tenant is not looked at', () => {
  assert.deepEqual(
    found({
      quotas: [
        quota({ team: 'gone' }),
        quota({ team: 'search' }),
        quota({ model: 'gone' }),
        quota({ model: model.name }, { action: 'REROUTE', rerouteTo: 'nowhere' }),
        quota({ operation: 'prompts.gone' }),
        quota({ tenant: 'rival', team: 'secret' }),
      ],
    }),
    [
      'MATCHES_NOTHING quota daily: it speaks of the team `gone`, which is not there',
      'MATCHES_NOTHING quota daily: it speaks of the model `gone`, which is not there',
      'MATCHES_NOTHING quota daily: it speaks of the model `nowhere`, which is not there',
      'MATCHES_NOTHING quota daily: it speaks of the operation `prompts.gone`, of which no version is in force',
    ],
  )
})

test('a quota on an operation that quotas do not govern is told with the name that was meant', () => {
  const policies = new Map([
    ['complete', { ...complete, redact: { kinds: ['EMAIL'] } }],
    ['open', { ...complete, operation: 'open', quota: false, redact: { kinds: ['EMAIL'] } }],
  ])
  const prompts = promptsOf(
    'extend type Prompts { summarize: String @prompt(model: "small", user: "Hi") @quota(requests: 1) @redact(kinds: [EMAIL]) }',
  )
  const known = new Map([...prompts.values()].map(prompt => [prompt.operation, prompt]))
  const quotas = ['complet', 'open', 'complete', 'prompts.sumarize', 'prompts.summarize'].map(operation =>
    quota({ operation }),
  )
  const told = found({ policies, prompts: known, quotas }).filter(line => line.startsWith('MATCHES_NOTHING'))
  assert.deepEqual(told, [
    'MATCHES_NOTHING quota daily: it speaks of the operation `complet`, which is not there; did you mean `complete`?',
    'MATCHES_NOTHING quota daily: it speaks of the operation `open`, which is not there',
    'MATCHES_NOTHING quota daily: it speaks of the operation `prompts.sumarize`, of which no version is in force; did you mean `prompts.summarize`?',
  ])
})

test('a quota for all tenants is told of to those who run the gateway alone', () => {
  const quotas = [{ ...quota({}), scope: { operation: 'complet' } }]
  assert.deepEqual(found({ quotas }), [])
  assert.deepEqual(found({ quotas, tenant: 'default' }), [
    'MATCHES_NOTHING quota daily: it speaks of the operation `complet`, which is not there',
  ])
})

test('a permission for what is not there is told', () => {
  const roles = new Map([
    [
      'caller',
      [
        {
          effect: 'ALLOW',
          action: 'INVOKE',
          operations: ['complete', 'gone', 'complet'],
          models: [model.name, 'lost'],
        } as const,
      ],
    ],
  ])
  assert.deepEqual(found({ access: { ...noAccess, roles } }), [
    'MATCHES_NOTHING role caller: a permission of it speaks of the operation `gone`, which is not there',
    'MATCHES_NOTHING role caller: a permission of it speaks of the operation `complet`, which is not there; did you mean `complete`?',
    'MATCHES_NOTHING role caller: a permission of it speaks of the model `lost`, which is not there',
  ])
})

test('a prompt whose model has gone, is retired or has no price is told', () => {
  const prompts = promptsOf(
    `extend type Prompts { a: String @prompt(model: "gone", user: "Hi") @quota(requests: 1) @redact(kinds: [EMAIL])
      b: String @prompt(model: "old", user: "Hi") @quota(requests: 1) @redact(kinds: [EMAIL])
      c: String @prompt(model: "new", user: "Hi") @quota(requests: 1) @redact(kinds: [EMAIL])
      d: String @prompt(model: "free", user: "Hi") @quota(requests: 1) @redact(kinds: [EMAIL]) }`,
  )
  const deployments = [{ name: 'fake/new', provider: 'fake', model: 'new', weight: 1 }]
  const models = new Map([
    ['old', { ...model, name: 'old', lifecycle: 'RETIRED' as const }],
    ['new', { ...model, name: 'new', deployments }],
    ['free', { ...model, name: 'free', deployments, unpriced: 'ALLOW' as const }],
  ])
  assert.deepEqual(found({ prompts, snapshot: { ...snapshot, models, quotas: [] } }), [
    'UNUSABLE_MODEL prompt a: it asks the model `gone`, which is not there: choose another one',
    'UNUSABLE_MODEL prompt b: it asks the model `old`, which is retired: choose another one',
    'UNUSABLE_MODEL prompt c: it asks the model `new`, which has no known price at `fake/new`, so calls of it are refused: set one with `setPrice`, say `unpriced: allow` of the model, or choose another one',
  ])
})

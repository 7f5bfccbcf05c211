import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffPolicies } from '../../src/policy/diff.ts'

const field = (directives: string) => `type Mutation { complete: Int ${directives} } type Query { now: Int }`
const governed = (rest: string) => field(`@operation(name: "complete") ${rest}`)
const prompt = (rest: string, about = '') =>
  `extend type Prompts { ask: String @prompt(model: "small", user: "Hi"${about}) ${rest} }`

const told = (from: string, to: string) =>
  diffPolicies(from, to).map(({ effect, coordinate, message }) => `${effect} ${coordinate} ${message}`)

for (const [what, from, to, changes] of [
  ['the same policy', governed('@quota'), governed('@quota(per: DAY)'), []],
  [
    'a role less',
    governed('@requireRole(role: DEVELOPER) @requireRole(role: ANALYST)'),
    governed('@requireRole(role: DEVELOPER)'),
    ['LOOSENED Mutation.complete needs the role ANALYST no more'],
  ],
  [
    'another role',
    governed('@requireRole(role: DEVELOPER)'),
    governed('@requireRole(role: ADMIN)'),
    [
      'LOOSENED Mutation.complete needs the role DEVELOPER no more',
      'TIGHTENED Mutation.complete needs the role ADMIN now',
    ],
  ],
  [
    'quotas that end',
    governed('@quota'),
    governed(''),
    ['LOOSENED Mutation.complete is governed by no quota any more'],
  ],
  [
    'a limit that is raised',
    governed('@quota(tokens: 100)'),
    governed('@quota(tokens: 101)'),
    ['LOOSENED Mutation.complete has a higher limit of tokens'],
  ],
  [
    'the same limit for a longer time',
    governed('@quota(tokens: 100, per: HOUR)'),
    governed('@quota(tokens: 100, per: DAY)'),
    ['TIGHTENED Mutation.complete has a lower limit of tokens'],
  ],
  [
    'a limit that is gone',
    governed('@quota(costUsd: "0.5")'),
    governed('@quota'),
    ['LOOSENED Mutation.complete has no limit of costUsd any more'],
  ],
  [
    'a kind less, and one more',
    governed('@redact(kinds: [EMAIL])'),
    governed('@redact(kinds: [PHONE])'),
    ['LOOSENED Mutation.complete masks EMAIL no more', 'TIGHTENED Mutation.complete masks PHONE now'],
  ],
  [
    'guardrails that begin',
    governed(''),
    governed('@redact'),
    ['TIGHTENED Mutation.complete is governed by guardrails now'],
  ],
  [
    'a cache',
    governed('@cacheResponse(ttlSeconds: 60)'),
    governed('@cacheResponse(ttlSeconds: 90)'),
    ['NEUTRAL Mutation.complete @cacheResponse(ttlSeconds) has changed'],
  ],
  [
    'a new way to a model',
    'type Query { now: Int }',
    prompt(''),
    ['LOOSENED Prompts.ask is new and lets DEVELOPER reach a model'],
  ],
  [
    'a way to a model that is gone',
    prompt(''),
    'type Query { now: Int }',
    ['TIGHTENED Prompts.ask is gone, and reaches no model any more'],
  ],
  [
    'what authors of prompts leave out',
    prompt(''),
    prompt('@requireRole(role: DEVELOPER) @quota @redact'),
    [],
  ],
  [
    'a prompt for everybody with another role',
    prompt('@requireRole(role: ADMIN)'),
    prompt(''),
    [
      'LOOSENED Prompts.ask needs the role ADMIN no more',
      'TIGHTENED Prompts.ask needs the role DEVELOPER now',
    ],
  ],
  [
    'a larger budget',
    prompt('', ', maxCostUsd: "0.1"'),
    prompt('', ', maxCostUsd: "0.2"'),
    ['LOOSENED Prompts.ask @prompt(maxCostUsd) has changed'],
  ],
  [
    'another model',
    prompt(''),
    prompt('').replace('small', 'large'),
    ['NEUTRAL Prompts.ask @prompt(model) has changed'],
  ],
] as const)
  test(`${what}: what it changes is told, and which way it goes`, () => {
    assert.deepEqual(told(from, to), changes)
  })

test('what is no SDL is refused', () => {
  assert.throws(() => diffPolicies('type', 'type Query { a: Int }'), { name: 'GraphQLError' })
})

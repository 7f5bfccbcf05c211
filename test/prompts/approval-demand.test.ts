import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PromptModule } from '../../src/core/prompt-version.ts'
import { createApprovalDemand } from '../../src/prompts/life/approval-demand.ts'
import { moduleOf } from '../kit/prompts.ts'

const prompt = (name: string, user = 'Hi') =>
  `extend type Prompts { ${name}: String @prompt(model: "small", user: "${user}") }`
const entity = (type: string, field: string) =>
  `extend type ${type} @key(fields: "id") { id: ID! @external ${field}: String @prompt(model: "small", user: "Hi") }`

/** What is demanded of a module beside these, of templates that demand approvals. */
const demanded = async (sdl: string, others: readonly string[]) => {
  const modules: readonly PromptModule[] = others.map(sdl => moduleOf(sdl, { template: 'kept' }))
  const demandsApproval = createApprovalDemand({
    store: {
      demandsApproval: async () => false,
      guarded: async (_tenant, { words, limit }) =>
        modules.filter(({ sdl }) => words.some(word => sdl.includes(word))).slice(0, limit),
    },
    promptApproval: 'NONE',
  })
  return demandsApproval('acme', { template: 'another', sdl })
}

test('a field demands approval that callers have from a template that demands it', async () => {
  const others = [prompt('other'), prompt('kept')]
  assert.deepEqual(await demanded(prompt('kept', 'Hello'), others), { by: 'kept' })
  assert.equal(await demanded(prompt('free'), others), undefined)
})

test('a field demands nothing because a text speaks of it, or a type has one of this name', async () => {
  const others = [prompt('other', 'What is free?'), entity('Product', 'free')]
  assert.equal(await demanded(prompt('free'), others), undefined)
})

test('a field of an entity is known by the name of its type', async () => {
  const others = [entity('Product', 'tagline')]
  assert.deepEqual(await demanded(entity('Product', 'tagline'), others), { by: 'kept' })
  assert.equal(await demanded(entity('Review', 'tagline'), others), undefined)
})

test('a field demands approval where more versions speak of it than are read', async () => {
  const others = Array.from({ length: 21 }, () => prompt('other', 'What is free?'))
  assert.deepEqual(await demanded(prompt('free'), others), { by: 'kept' })
  assert.equal(await demanded(prompt('free'), others.slice(1)), undefined)
})

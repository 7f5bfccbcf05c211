import assert from 'node:assert/strict'
import type { Prompt } from '../../src/core/prompt.ts'
import type { PromptModule } from '../../src/core/prompt-version.ts'
import { readPolicy } from '../../src/policy/table.ts'
import { type Composing, createComposer } from '../../src/prompts/compose.ts'
import { schema, subgraph } from './graphql.ts'

/** The example that everything about prompts is explained by. */
export const reviewSdl = /* GraphQL */ `
  extend type Prompts {
    "Summarises a customer review."
    summarizeReview(text: String!, tone: Tone = NEUTRAL): ReviewSummary!
      @prompt(model: "small", system: "You summarise reviews. Tone: {{ tone }}.", user: "{{ text }}", temperature: 0)
      @quota(tokens: 50000, per: DAY)
      @redact(kinds: [EMAIL, PHONE])
      @cacheResponse(ttlSeconds: 3600)
  }
  enum Tone { NEUTRAL FRIENDLY }
  type ReviewSummary {
    "One sentence."
    summary: String!
    keyPoints: [String!]!
    sentiment: Sentiment!
  }
  enum Sentiment { POSITIVE NEUTRAL NEGATIVE }
`

export const moduleOf = (sdl: string, about: Partial<PromptModule> = {}): PromptModule => ({
  template: 'test',
  version: 1,
  sdl,
  ...about,
})

/** What the tests compose with. */
export const composing: Composing = {
  base: schema,
  federation: { schema: () => subgraph().schema, faults: nodes => subgraph().faults(nodes) },
  readPolicies: schema => readPolicy(schema).operations,
  detectorKinds: ['EMAIL', 'PAYMENT_CARD', 'PHONE'],
}

export const composer = createComposer(composing)

/** The prompts of a module that has to be sound. */
export const promptsOf = (sdl: string): ReadonlyMap<string, Prompt> => {
  const set = composer.add([], moduleOf(sdl))
  assert.ok('prompts' in set, JSON.stringify(set))
  return set.prompts
}

/** The one prompt of a module. */
export const promptOf = (sdl: string): Prompt => {
  const [prompt] = promptsOf(sdl).values()
  return prompt ?? assert.fail('there is no prompt')
}

/** A prompt that answers with the type, and the types that it needs. */
export const answering = (type: string, types = ''): Prompt =>
  promptOf(
    `extend type Prompts { ask(text: String!): ${type} @prompt(model: "small", user: "{{ text }}") } ${types}`,
  )

/** What is wrong with a module, as `line:column message`. */
export const faultsOf = (sdl: string, sound: readonly PromptModule[] = []): readonly string[] => {
  const set = composer.add(sound, moduleOf(sdl))
  return 'prompts' in set ? [] : set.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

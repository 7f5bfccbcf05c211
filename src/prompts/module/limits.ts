/** What one module may hold, so that no publishing can fill the memory or hold up the others. */
export const moduleLimits = {
  /** Of the SDL, in UTF-8. */
  bytes: 64 * 1024,
  /** Lexical tokens, as graphql's parser counts them. */
  tokens: 20_000,
  /** Prompts: fields of `Prompts`. */
  prompts: 50,
  types: 100,
  /** Fields, arguments and enum values together. */
  members: 500,
  examples: 20,
  /** Of one prompt: each is a call. */
  steps: 10,
  /** Changes of an answer. */
  edits: 10,
  /** Brackets within each other, in types and values. */
  brackets: 20,
  /** How deep an answer may be nested. */
  depth: 10,
  /** Properties of one answer's JSON Schema, shared types counted where they stand. */
  properties: 500,
  /** Characters of the JSON Schemas of its prompts, about: what they take and answer, with defaults. */
  schemas: 256 * 1024,
} as const

/** Faults that are told at once. */
export const mostFaults = 20

/** What rendering may take: characters of each template, milliseconds of all templates of a call, and of each the units of memory as Liquid counts them. */
export const templateLimits = {
  characters: 32 * 1024,
  renderMs: 50,
  memory: 2_000_000,
  /** Of a list that a filter takes. */
  items: 10_000,
  /** Characters of what a filter does with a list by, such as the name of a property. */
  key: 1_000,
} as const

/** Templates of one tenant: all that are in force are composed whenever one of them changes. */
export const mostTemplates = 200

/** Prompts of one tenant that are in force, in all its templates: a step of composing them must not take long. */
export const mostPrompts = 1_000

import {
  type FieldDefinitionNode,
  type GraphQLSchema,
  type GraphQLUnionType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
} from 'graphql'
import type { Principal } from '../../core/principal.ts'
import type { EntityFields, Prompt } from '../../core/prompt.ts'
import type { Services } from '../../core/services.ts'
import type { Snapshot } from '../../core/snapshot.ts'
import { hiddenFields, mayKnowPrompt } from '../../core/visible-prompts.ts'
import { schemaWithout } from '../../policy/schema-without.ts'
import { type GraphqlContext, noteWarnings } from './context.ts'
import { bindEntities, foreignReferences } from './federation/foreign-entities.ts'
import { bindSubgraph, type Subgraph } from './federation/subgraph.ts'
import { onceAsked } from './once-asked.ts'
import { promptCall } from './prompt-call.ts'
import { type PromptStreamEvent, promptEvents } from './prompt-events.ts'
import type { SchemaPart, TenantSchema } from './runtime.ts'
import { withShare } from './share.ts'

/** A tenant's schemas, and the prompts that are fields of them. */
export interface PromptSchema {
  readonly schema: GraphQLSchema
  readonly prompts: ReadonlyMap<string, Prompt>
  /** Versions that are not in force, by the names of their fields. */
  readonly versions: ReadonlyMap<string, Prompt>
  /** What a router sees; the same object at each time. */
  readonly subgraph: () => PromptSubgraph
  /** Whether it adds to entities of other subgraphs. */
  readonly extendsEntities: boolean
}

/** The same for a router, with what is added to entities of other subgraphs, by their type. */
export interface PromptSubgraph {
  readonly schema: GraphQLSchema
  readonly entities: ReadonlyMap<string, EntityFields>
}

/**
 * Each tenant's schemas, their prompts bound; the same object until `setOf` gives another one. What a caller may not know of is
 * in none that it sees.
 */
export const promptSchemas = (
  setOf: (tenant: string) => PromptSchema | undefined,
  { subgraph, snapshot }: { readonly subgraph: () => Subgraph; readonly snapshot: Services['snapshot'] },
): ((tenant: string) => TenantSchema | undefined) => {
  const bound = new WeakMap<PromptSchema, TenantSchema>()
  return tenant => {
    const set = setOf(tenant)
    if (!set) return undefined
    const known = bound.get(set) ?? boundSet(set, { subgraph, snapshot })
    bound.set(set, known)
    return known
  }
}

const boundSet = (
  set: PromptSchema,
  about: { readonly subgraph: () => Subgraph; readonly snapshot: Services['snapshot'] },
): TenantSchema => {
  bindPrompts(set)
  const whole = onceAsked((): Pick<Subgraph, 'references' | 'schema'> => {
    const { schema, entities } = set.subgraph()
    bindFields({ schema, prompts: set.prompts })
    bindEntities(schema, entities)
    const references = new Map([...about.subgraph().references, ...foreignReferences(entities)])
    bindSubgraph({ schema, references })
    return { schema, references }
  })
  /** Principals live for many calls, and a snapshot until something changes. */
  const seen = new WeakMap<
    Principal,
    { readonly snapshot: Snapshot; readonly part: SchemaPart | undefined }
  >()
  const partFor = (principal: Principal, snapshot: Snapshot): SchemaPart | undefined => {
    const hidden = hiddenFields(principal, snapshot, set)
    const ofEntities = set.extendsEntities
      ? hiddenOfEntities(set.subgraph(), prompt => mayKnowPrompt(principal, snapshot, prompt))
      : nothing
    if (hidden.size + ofEntities.size === 0) return undefined
    return {
      name: [...hidden, ...ofEntities].join(' '),
      make: () => ({
        schema: schemaWithout(set.schema, hidden),
        subgraph: onceAsked(() => {
          const { schema, references } = whole()
          const part = schemaWithout(schema, new Set([...hidden, ...ofEntities]))
          bindSubgraph({ schema: part, references })
          return part
        }),
      }),
    }
  }
  return {
    schema: set.schema,
    subgraph: () => whole().schema,
    seenBy(principal) {
      const snapshot = about.snapshot(principal.tenant)
      const known = seen.get(principal)
      if (known?.snapshot === snapshot) return known.part
      const part = partFor(principal, snapshot)
      seen.set(principal, { snapshot, part })
      return part
    },
  }
}

const nothing: ReadonlySet<string> = new Set()

/** The fields of entities that are hidden, with what only these need of other subgraphs. */
const hiddenOfEntities = (
  { schema, entities }: PromptSubgraph,
  mayKnow: (prompt: Prompt) => boolean,
): ReadonlySet<string> => {
  const hidden = new Set<string>()
  for (const [name, { key, prompts }] of entities) {
    const type = schema.getType(name)
    if (!isObjectType(type)) continue
    for (const [field, { prompt }] of prompts) if (!mayKnow(prompt)) hidden.add(`${name}.${field}`)
    const fields = Object.values(type.getFields())
    const needed = new Set(
      fields.flatMap(field => (hidden.has(`${name}.${field.name}`) ? [] : requiredBy(field.astNode))),
    )
    for (const field of fields) {
      const isForeign = field.astNode?.directives?.some(({ name }) => name.value === 'external')
      if (isForeign && !key.includes(field.name) && !needed.has(field.name))
        hidden.add(`${name}.${field.name}`)
    }
  }
  return hidden
}

/** The fields that a field's @requires names. */
const requiredBy = (node: FieldDefinitionNode | null | undefined): readonly string[] => {
  const requires = node?.directives?.find(({ name }) => name.value === 'requires')
  const value = requires?.arguments?.[0]?.value
  return value?.kind === Kind.STRING ? value.value.split(/[\s,]+/) : []
}

/**
 * Gives the prompts of a schema their resolvers: each field is one call through the gateway. Whoever made the schema
 * hands it over.
 */
const bindPrompts = (set: PromptSchema): void => {
  const { schema, prompts, versions } = set
  // Versions that are not in force have no streams.
  if (prompts.size > 0) bindStreams(set)
  bindFields({ schema, prompts: new Map([...prompts, ...versions]) })
}

const bindFields = ({ schema, prompts }: Pick<PromptSchema, 'prompts' | 'schema'>): void => {
  if (prompts.size === 0) return
  const root = schema.getQueryType()?.getFields().prompts
  const type = schema.getType('Prompts')
  if (!root || !isObjectType(type)) throw new Error('The schema has no prompts')
  root.resolve = () => ({})
  for (const [name, prompt] of prompts) {
    const field = type.getFields()[name]
    if (!field) throw new Error(`The schema lacks the prompt ${name}`)
    field.extensions = { ...field.extensions, prompt }
    field.resolve = async (_root, args, context: GraphqlContext, info) => {
      const call = promptCall({ prompt, args, signal: context.signal, stream: false }, context)
      const request = withShare(call, context, info)
      const { value, record } = await context.services.prompts.ask(request)
      noteWarnings(record, context)
      return value
    }
  }
  for (const union of Object.values(schema.getTypeMap()))
    if (isUnionType(union)) union.resolveType ??= memberOf(union)
    else if (isInterfaceType(union)) union.resolveType ??= ({ __typename }) => __typename
}

/**
 * Which member of the union a value is: the one of its type's name, or the one that the gateway has made of that type
 * for values that grow and for versions that are not in force.
 */
const memberOf = (union: GraphQLUnionType) => {
  const members = union.getTypes().map(({ name }) => name)
  const names = new Map(members.map(name => [name.replace(/(?:Partial|_v\d+)$/, ''), name]))
  for (const name of members) names.set(name, name)
  return ({ __typename }: { readonly __typename: string }): string | undefined => names.get(__typename)
}

/** Gives the streams of prompts their sources: each subscription is one call. */
const bindStreams = ({ schema, prompts }: Pick<PromptSchema, 'prompts' | 'schema'>): void => {
  const root = schema.getSubscriptionType()?.getFields().prompts
  const type = schema.getType('PromptStreams')
  if (!root || !isObjectType(type)) throw new Error('The schema has no streams of prompts')
  root.subscribe = (_root, _args, context: GraphqlContext, info) => promptEvents(prompts, context, info)
  root.resolve = event => event
  for (const field of Object.values(type.getFields())) field.resolve = streamShape
}

const streamShape = (event: PromptStreamEvent, _args: unknown, context: GraphqlContext) => {
  switch (event.type) {
    case 'text':
      return { delta: event.text }
    case 'partial':
      return { partial: event.value }
    case 'answer':
      noteWarnings(event.record, context)
      return { answer: event.value }
    case 'failure':
      throw event.error
  }
}

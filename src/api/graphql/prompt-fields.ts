import {
  type GraphQLSchema,
  type GraphQLUnionType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql'
import type { EntityFields, Prompt } from '../../core/prompt.ts'
import { type GraphqlContext, noteWarnings } from './context.ts'
import { bindEntities, foreignReferences } from './federation/foreign-entities.ts'
import { bindSubgraph, type Subgraph } from './federation/subgraph.ts'
import { onceAsked } from './once-asked.ts'
import { promptCall } from './prompt-call.ts'
import { type PromptStreamEvent, promptEvents } from './prompt-events.ts'
import type { TenantSchema } from './runtime.ts'
import { withShare } from './share.ts'

/** A tenant's schemas, and the prompts that are fields of them. */
export interface PromptSchema {
  readonly schema: GraphQLSchema
  readonly prompts: ReadonlyMap<string, Prompt>
  /** Versions that are not in force, by the names of their fields. */
  readonly versions: ReadonlyMap<string, Prompt>
  /** What a router sees; the same object at each time. */
  readonly subgraph: () => PromptSubgraph
}

/** The same for a router, with what is added to entities of other subgraphs, by their type. */
export interface PromptSubgraph {
  readonly schema: GraphQLSchema
  readonly entities: ReadonlyMap<string, EntityFields>
}

/** Each tenant's schemas, their prompts bound; the same object until `setOf` gives another one. */
export const promptSchemas = (
  setOf: (tenant: string) => PromptSchema | undefined,
  subgraph: () => Subgraph,
): ((tenant: string) => TenantSchema | undefined) => {
  const bound = new WeakMap<PromptSchema, TenantSchema>()
  return tenant => {
    const set = setOf(tenant)
    if (!set) return undefined
    const known = bound.get(set) ?? boundSet(set, subgraph)
    bound.set(set, known)
    return known
  }
}

const boundSet = (set: PromptSchema, subgraph: () => Subgraph): TenantSchema => {
  bindPrompts(set)
  return {
    schema: set.schema,
    subgraph: onceAsked(() => {
      const { schema, entities } = set.subgraph()
      bindFields({ schema, prompts: set.prompts })
      bindEntities(schema, entities)
      const references = new Map([...subgraph().references, ...foreignReferences(entities)])
      bindSubgraph({ schema, references })
      return schema
    }),
  }
}

/**
 * Gives the prompts of a schema their resolvers: each field is one call through the gateway. Whoever made the schema
 * hands it over.
 */
const bindPrompts = (set: PromptSchema): void => {
  const { schema, prompts, versions } = set
  if (prompts.size === 0) return
  bindStreams(set)
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

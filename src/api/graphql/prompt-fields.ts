import {
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLUnionType,
  isAbstractType,
  isObjectType,
  isUnionType,
} from 'graphql'
import type { Prompt } from '../../core/prompt.ts'
import type { GraphqlContext } from './context.ts'
import { promptCall } from './prompt-call.ts'
import { type PromptStreamEvent, promptEvents } from './prompt-events.ts'
import { withShare } from './share.ts'

/** A tenant's schema, and the prompts that are fields of it. */
export interface PromptSchema {
  readonly schema: GraphQLSchema
  readonly prompts: ReadonlyMap<string, Prompt>
}

/** Each tenant's schema, its prompts bound; the same object until `setOf` gives another one. */
export const promptSchemas = (
  setOf: (tenant: string) => PromptSchema | undefined,
): ((tenant: string) => GraphQLSchema | undefined) => {
  const bound = new WeakSet<PromptSchema>()
  return tenant => {
    const set = setOf(tenant)
    if (set && !bound.has(set)) {
      bindPrompts(set)
      bound.add(set)
    }
    return set?.schema
  }
}

/**
 * Gives the prompts of a schema their resolvers: each field is one call through the gateway. Whoever made the schema
 * hands it over.
 */
const bindPrompts = ({ schema, prompts }: PromptSchema): void => {
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
      return (await context.services.prompts.ask(request)).value
    }
  }
  bindStreams({ schema, prompts })
  for (const union of Object.values(schema.getTypeMap()))
    if (isAbstractType(union)) union.resolveType ??= ({ __typename }) => __typename
}

/** Gives the streams of prompts their sources: each subscription is one call. */
const bindStreams = ({ schema, prompts }: PromptSchema): void => {
  const root = schema.getSubscriptionType()?.getFields().prompts
  const type = schema.getType('PromptStreams')
  if (!root || !isObjectType(type)) throw new Error('The schema has no streams of prompts')
  root.subscribe = (_root, _args, context: GraphqlContext, info) => promptEvents(prompts, context, info)
  root.resolve = event => event
  for (const field of Object.values(type.getFields())) field.resolve = streamShape
  // What has come so far is of the twin of the type that the answer is of.
  for (const union of Object.values(schema.getTypeMap()))
    if (isTwin(union, schema)) union.resolveType ??= ({ __typename }) => `${__typename}Partial`
}

const isTwin = (type: GraphQLNamedType, schema: GraphQLSchema): type is GraphQLUnionType =>
  isUnionType(type) &&
  type.name.endsWith('Partial') &&
  isUnionType(schema.getType(type.name.slice(0, -'Partial'.length)))

const streamShape = (event: PromptStreamEvent) => {
  switch (event.type) {
    case 'text':
      return { delta: event.text }
    case 'partial':
      return { partial: event.value }
    case 'answer':
      return { answer: event.value }
    case 'failure':
      throw event.error
  }
}

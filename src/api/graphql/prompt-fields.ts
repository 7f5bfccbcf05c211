import { type GraphQLSchema, isAbstractType, isObjectType } from 'graphql'
import { type Prompt, promptRequest } from '../../core/prompt.ts'
import { callerOf, type GraphqlContext } from './context.ts'

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
    field.resolve = (_root, args, context: GraphqlContext) => answer(prompt, args, context)
  }
  for (const union of Object.values(schema.getTypeMap()))
    if (isAbstractType(union)) union.resolveType ??= ({ __typename }) => __typename
}

const answer = async (
  prompt: Prompt,
  args: { readonly [name: string]: unknown },
  context: GraphqlContext,
): Promise<unknown> => {
  const call = { prompt, variables: prompt.variablesOf(args) }
  const request = promptRequest(call, {
    principal: callerOf(context),
    api: 'GRAPHQL',
    stream: false,
    signal: context.signal,
    ...(context.clientAddress !== undefined && { clientAddress: context.clientAddress }),
  })
  return (await context.services.prompts.ask({ ...request, prompt: call })).value
}

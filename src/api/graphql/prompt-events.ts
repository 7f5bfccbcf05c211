import { type GraphQLResolveInfo, getArgumentValues, isObjectType } from 'graphql'
import { collectSubfields } from 'graphql/execution/collectFields.js'
import type { Prompt, PromptEvent } from '../../core/prompt.ts'
import { callerOf, type GraphqlContext } from './context.ts'
import { invalidInput } from './invalid-input.ts'
import { promptCall } from './prompt-call.ts'

/** What the field of a prompt's stream is resolved from. */
export type PromptStreamEvent = PromptEvent | { readonly type: 'failure'; readonly error: unknown }

/**
 * What the prompt that is subscribed to says as it answers. Its last event is one `answer` or `failure`. Who returns
 * aborts the call at once, even while the provider is silent. Throws INVALID_INPUT unless it is one prompt.
 */
export const promptEvents = (
  prompts: ReadonlyMap<string, Prompt>,
  context: GraphqlContext,
  info: GraphQLResolveInfo,
): AsyncIterableIterator<PromptStreamEvent> => {
  callerOf(context)
  const { prompt, args } = subscribed(prompts, info)
  const leaving = new AbortController()
  const signal = AbortSignal.any([context.signal, leaving.signal])
  const events = eventsOf(context, { prompt, args, signal })
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next: () => events.next(),
    return: () => {
      // A generator's own return waits for the pending read, which only the signal can end.
      leaving.abort()
      return events.return(undefined)
    },
  }
}

interface Subscribed {
  readonly prompt: Prompt
  readonly args: { readonly [name: string]: unknown }
}

async function* eventsOf(
  context: GraphqlContext,
  { prompt, args, signal }: Subscribed & { readonly signal: AbortSignal },
): AsyncGenerator<PromptStreamEvent, undefined> {
  try {
    const request = promptCall({ prompt, args, signal, stream: true }, context)
    yield* context.services.prompts.stream(request)
  } catch (error) {
    yield { type: 'failure', error }
  }
}

/** The one field below `Subscription.prompts`. */
const subscribed = (prompts: ReadonlyMap<string, Prompt>, info: GraphQLResolveInfo): Subscribed => {
  const { schema, fragments, variableValues, returnType, fieldNodes } = info
  const type = 'ofType' in returnType ? returnType.ofType : returnType
  if (!isObjectType(type)) throw new Error('The streams of prompts are an object')
  const fields = [...collectSubfields(schema, fragments, variableValues, type, fieldNodes).values()]
  const [nodes, another] = fields.filter(([node]) => node?.name.value !== '__typename')
  const [node] = nodes ?? []
  const field = node && type.getFields()[node.name.value]
  const prompt = node && prompts.get(node.name.value)
  if (!node || !field || !prompt || another)
    throw invalidInput('prompts', 'must be subscribed to one prompt at a time')
  return { prompt, args: getArgumentValues(field, node, variableValues) }
}

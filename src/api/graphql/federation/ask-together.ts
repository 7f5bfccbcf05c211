import DataLoader from 'dataloader'
import type { AskTogether, EntityPrompt, PromptAnswer, PromptRequest } from '../../../core/prompt.ts'
import type { GraphqlContext } from '../context.ts'

/** Asks a prompt for an entity, together with the others of the operation that are asked for at the same moment. */
export const askTogether = (
  request: PromptRequest,
  { entityPrompt, context }: { readonly entityPrompt: EntityPrompt; readonly context: GraphqlContext },
): Promise<PromptAnswer> => {
  const operation = operations.get(context) ?? begin(context)
  operations.set(context, operation)
  const loader = operation.loaders.get(entityPrompt) ?? loaderOf(operation, entityPrompt)
  operation.loaders.set(entityPrompt, loader)
  return loader.load(request)
}

interface Operation {
  readonly ask: AskTogether
  readonly loaders: Map<EntityPrompt, DataLoader<PromptRequest, PromptAnswer>>
}

const operations = new WeakMap<GraphqlContext, Operation>()

const begin = ({ services }: GraphqlContext): Operation => ({
  ask: services.prompts.together(),
  loaders: new Map(),
})

const loaderOf = ({ ask }: Operation, { pack }: EntityPrompt): DataLoader<PromptRequest, PromptAnswer> =>
  new DataLoader(async requests => [...(await ask(requests, pack))], { cache: false })

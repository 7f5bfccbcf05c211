import type { Principal } from '../../../core/principal.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { type NodeType, readGlobalId } from '../global-id.ts'
import { keptCompletion } from './completion.ts'
import { usableModel } from './model.ts'

/** Whether the principal may ask the field at this coordinate, such as `Query.usage`, as the SDL says it. */
export type MayAsk = (principal: Principal, coordinate: string) => boolean

/** The field that reads each type: who may not ask it, does not get the type's objects from `node` either. */
const readers: { readonly [type in NodeType]: string } = {
  ApiKey: 'Query.apiKeys',
  Completion: 'Query.completion',
  Model: 'Query.model',
}

/** Objects by their global id. */
export const node = (mayAsk: MayAsk): contract.Resolvers => ({
  Query: {
    node: async (_root, { id }, context) => {
      const principal = callerOf(context)
      const known = readGlobalId(id)
      return known && mayAsk(principal, readers[known.type]) ? find(known, context) : null
    },
  },
  Node: { __resolveType: ({ __typename }) => __typename },
})

const find = async ({ type, id }: { type: NodeType; id: string }, context: GraphqlContext) => {
  switch (type) {
    case 'Completion':
      return keptCompletion(id, context)
    case 'ApiKey': {
      const key = await context.loaders.apiKey(id)
      return key && { ...key, __typename: type }
    }
    case 'Model': {
      const model = usableModel(id, context)
      return model && { ...model, __typename: type }
    }
  }
}

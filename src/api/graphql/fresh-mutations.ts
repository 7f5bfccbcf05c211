import { MapperKind, mapSchema } from '@graphql-tools/utils'
import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import { type GraphqlContext, renew } from './context.ts'

/**
 * The schema, with each root field of a mutation working for who the caller is when its turn has come. Those before it
 * may have changed who may do what, or have taken so long that somebody else has. The first one has just begun.
 */
export const freshMutations = (schema: GraphQLSchema): GraphQLSchema => {
  const begun = new WeakSet<GraphqlContext>()
  return mapSchema(schema, {
    [MapperKind.MUTATION_ROOT_FIELD]: config => {
      const { resolve = defaultFieldResolver } = config
      return {
        ...config,
        resolve: (source, args, context, info) => {
          if (begun.has(context)) return renew(context).then(() => resolve(source, args, context, info))
          begun.add(context)
          return resolve(source, args, context, info)
        },
      }
    },
  })
}

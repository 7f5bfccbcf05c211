import { MapperKind, mapSchema } from '@graphql-tools/utils'
import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import { GatewayError } from '../core/error.ts'
import type { Principal } from '../core/principal.ts'
import type { FieldRule } from './table.ts'

/**
 * The schema, with every field of `rules` answering only those who may ask: UNAUTHENTICATED without a principal,
 * FORBIDDEN without the roles, or if the credential is limited to other operations. Subscription fields refuse when
 * they are subscribed to.
 */
export const enforceFieldRoles = <Context>(
  schema: GraphQLSchema,
  rules: ReadonlyMap<string, FieldRule>,
  principalOf: (context: Context) => Principal | undefined,
): GraphQLSchema =>
  mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (config, fieldName, typeName) => {
      const rule = rules.get(`${typeName}.${fieldName}`)
      if (!rule) return config
      const { resolve = defaultFieldResolver, subscribe } = config
      if (subscribe)
        return {
          ...config,
          subscribe: (source, args, context, info) => {
            checkField(rule, fieldName, principalOf(context))
            return subscribe(source, args, context, info)
          },
        }
      return {
        ...config,
        resolve: (source, args, context, info) => {
          checkField(rule, fieldName, principalOf(context))
          return resolve(source, args, context, info)
        },
      }
    },
  })

const checkField = (rule: FieldRule, field: string, principal: Principal | undefined): void => {
  if (!principal)
    throw new GatewayError(
      'UNAUTHENTICATED',
      `\`${field}\` needs credentials: send \`Authorization: Bearer <API key>\``,
    )
  const missing = rule.roles.find(role => !principal.roles.has(role))
  if (missing) throw new GatewayError('FORBIDDEN', `\`${field}\` needs the role ${missing}`)
  if (rule.operation !== undefined && principal.operations?.has(rule.operation) === false)
    throw new GatewayError('FORBIDDEN', `These credentials do not cover \`${field}\``)
}

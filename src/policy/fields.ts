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

/** Whether the principal may ask what the rule guards; everyone may ask what no rule guards. */
export const mayAsk = (rule: FieldRule | undefined, principal: Principal): boolean =>
  rule === undefined || reasonAgainst(rule, principal) === undefined

const checkField = (rule: FieldRule, field: string, principal: Principal | undefined): void => {
  if (!principal)
    throw new GatewayError(
      'UNAUTHENTICATED',
      `\`${field}\` needs credentials: send \`Authorization: Bearer <API key>\``,
    )
  const reason = reasonAgainst(rule, principal)
  if (reason !== undefined) throw new GatewayError('FORBIDDEN', `\`${field}\` ${reason}`)
}

const reasonAgainst = ({ roles, operation }: FieldRule, principal: Principal): string | undefined => {
  const missing = roles.find(role => !principal.roles.has(role))
  if (missing !== undefined) return `needs the role ${missing}; ask an admin for it`
  if (operation !== undefined && principal.operations?.has(operation) === false)
    return 'is not among the operations of these credentials'
  return undefined
}

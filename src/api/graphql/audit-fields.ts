import { MapperKind, mapSchema } from '@graphql-tools/utils'
import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import { withinAct } from '../../core/act.ts'
import type { AuditActor } from '../../core/audit.ts'
import { GatewayError } from '../../core/error.ts'
import type { Principal } from '../../core/principal.ts'
import type { FieldRule } from '../../policy/table.ts'
import type { GraphqlContext } from './context.ts'

/**
 * The schema, with the audit trail told of what its fields do: what a mutation changes is changed as an act of the
 * caller's, and whom a field refuses is on record before the refusal is told. `rules` are of the fields that refuse
 * callers. Fields that reach the pipeline stay as they are: it tells of its calls itself.
 */
export const auditFields = (schema: GraphQLSchema, rules: ReadonlyMap<string, FieldRule>): GraphQLSchema =>
  mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (config, fieldName, typeName) => {
      const isMutation = typeName === schema.getMutationType()?.name
      const isCall = config.astNode?.directives?.some(({ name }) => name.value === 'operation')
      if (isCall || !(isMutation || rules.has(`${typeName}.${fieldName}`))) return config
      const { resolve = defaultFieldResolver, subscribe } = config
      const refused = (error: unknown, context: GraphqlContext) => noteDenial(error, context, fieldName)
      if (subscribe)
        return {
          ...config,
          subscribe: (source, args, context, info) =>
            watched(
              () => subscribe(source, args, context, info),
              error => refused(error, context),
            ),
        }
      if (isMutation)
        return {
          ...config,
          resolve: (source, args, context: GraphqlContext, info) => {
            const { principal } = context
            const work = () =>
              watched(
                () => resolve(source, args, context, info),
                error => refused(error, context),
              )
            if (!principal) return work()
            const { tenant } = principal
            return withinAct({ operation: fieldName, tenant, actor: actorOf(principal, context) }, work)
          },
        }
      return {
        ...config,
        resolve: (source, args, context, info) =>
          watched(
            () => resolve(source, args, context, info),
            error => refused(error, context),
          ),
      }
    },
  })

/** What `work` gives; an error is told to `refused` first. What is there at once stays so. */
const watched = (work: () => unknown, refused: (error: unknown) => Promise<never>): unknown => {
  try {
    const result = work()
    return result instanceof Promise ? result.catch(refused) : result
  } catch (error) {
    return refused(error)
  }
}

/** Codes with which somebody is refused what exists. */
const denials: ReadonlySet<string> = new Set([
  'FORBIDDEN',
  'QUOTA_EXCEEDED',
  'RATE_LIMITED',
  'UNAUTHENTICATED',
])

/** Throws the error, or UNAVAILABLE where it is a denial that cannot be recorded. */
const noteDenial = async (error: unknown, context: GraphqlContext, operation: string): Promise<never> => {
  const { principal, services } = context
  if (principal && error instanceof GatewayError && denials.has(error.code))
    await services.audit.note({
      tenant: principal.tenant,
      at: services.clock(),
      kind: 'DENIAL',
      operation,
      verdict: 'DENIED',
      code: error.code,
      reason: error.message.slice(0, longestReason),
      actor: actorOf(principal, context),
    })
  throw error
}

const longestReason = 300

const actorOf = (
  { id, name, user, team, application, token }: Principal,
  { clientAddress }: GraphqlContext,
): AuditActor => ({
  kind: token ? 'TOKEN' : 'API_KEY',
  ...(!token && { credential: id }),
  name,
  ...(user !== undefined && { user }),
  ...(team !== undefined && { team }),
  ...(application !== undefined && { application }),
  ...(clientAddress !== undefined && { address: clientAddress }),
})

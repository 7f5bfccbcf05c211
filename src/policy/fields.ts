import { MapperKind, mapSchema } from '@graphql-tools/utils'
import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import { type AccessBook, accessOf, meets } from '../core/access.ts'
import { GatewayError } from '../core/error.ts'
import type { Deed } from '../core/permission.ts'
import type { Principal } from '../core/principal.ts'
import type { FieldRule } from './table.ts'

/** Who asks, and the moment's roles. */
export interface Asker {
  readonly principal?: Principal
  readonly snapshot: AccessBook
}

/** How a schema's fields learn whom they answer. */
export interface Asking<Context> {
  readonly askerOf: (context: Context) => Asker
  /** The same, as roles are at the moment of asking. */
  readonly askerNow: (context: Context) => Asker
  /** The public name of the model with this global id; undefined if it is not one of a model. */
  readonly modelOf: (id: string) => string | undefined
}

/**
 * The schema, with every field of `rules` answering only those who may ask: UNAUTHENTICATED without a principal,
 * FORBIDDEN without the roles, or if the credential is limited to other operations. Subscription fields refuse when
 * they are subscribed to, and from the first event on that would go to somebody who may not ask any more.
 */
export const enforceFieldRoles = <Context>(
  schema: GraphQLSchema,
  rules: ReadonlyMap<string, FieldRule>,
  { askerOf, askerNow, modelOf }: Asking<Context>,
): GraphQLSchema => {
  const check = (rule: FieldRule, context: Context, args: Arguments): void =>
    checkField(rule, askerOf(context), deedsOf(rule, args, modelOf))
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (config, fieldName, typeName) => {
      const rule = rules.get(`${typeName}.${fieldName}`)
      if (!rule) return config
      const { resolve = defaultFieldResolver, subscribe } = config
      if (subscribe)
        return {
          ...config,
          subscribe: async (source, args, context, info) => {
            check(rule, context, args)
            const events = await subscribe(source, args, context, info)
            let seen = askerOf(context).snapshot
            // An event is a token at times: it is looked at anew only where something has changed since the last one.
            const checkNow = () => {
              const asker = askerNow(context)
              if (asker.snapshot === seen) return
              seen = asker.snapshot
              checkField(rule, asker, deedsOf(rule, args, modelOf))
            }
            return isIterable(events) ? checked(events, checkNow) : events
          },
        }
      return {
        ...config,
        resolve: (source, args, context, info) => {
          check(rule, context, args)
          return resolve(source, args, context, info)
        },
      }
    },
  })
}

const isIterable = (events: unknown): events is AsyncIterable<unknown> =>
  typeof events === 'object' && events !== null && Symbol.asyncIterator in events

/** The events, each after `check` has let it pass; where that throws, they end. */
const checked = (events: AsyncIterable<unknown>, check: () => void): AsyncIterableIterator<unknown> => {
  const source = events[Symbol.asyncIterator]()
  const end = async (): Promise<IteratorReturnResult<undefined>> => {
    await source.return?.()
    return { done: true, value: undefined }
  }
  return {
    async next() {
      const step = await source.next()
      if (step.done) return step
      try {
        check()
      } catch (error) {
        await end()
        throw error
      }
      return step
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** Whether the principal may ask what the rule guards, without a model; everyone may ask what no rule guards. */
export const mayAsk = (rule: FieldRule | undefined, principal: Principal, snapshot: AccessBook): boolean =>
  rule === undefined ||
  reasonAgainst(rule, principal, { snapshot, deeds: [{ operation: rule.name }] }) === undefined

/** Throws UNAUTHENTICATED or FORBIDDEN unless the caller may do these things, which the rule guards. */
export const checkField = (rule: FieldRule, { principal, snapshot }: Asker, deeds: readonly Deed[]): void => {
  const field = rule.name.split('.').at(-1)
  if (!principal)
    throw new GatewayError(
      'UNAUTHENTICATED',
      `\`${field}\` needs credentials: send \`Authorization: Bearer <API key>\``,
    )
  const reason = reasonAgainst(rule, principal, { snapshot, deeds })
  if (reason !== undefined) throw new GatewayError('FORBIDDEN', `\`${field}\` ${reason}`)
}

interface Arguments {
  readonly [name: string]: unknown
}

const reasonAgainst = (
  rule: FieldRule,
  principal: Principal,
  { snapshot, deeds }: { readonly snapshot: AccessBook; readonly deeds: readonly Deed[] },
): string | undefined => {
  const { roles, operation } = rule
  const access = accessOf(principal, snapshot)
  const missing = roles.find(role => !deeds.every(deed => meets(access, role, deed)))
  if (missing !== undefined) return `needs the role ${missing}; ask an admin for it`
  if (operation !== undefined && principal.operations?.has(operation) === false)
    return 'is not among the operations of these credentials'
  if (deeds.some(({ model }) => model !== undefined && principal.models?.has(model) === false))
    return 'is about a model that is not among those of these credentials'
  return undefined
}

/** One for each model that the arguments name; one without a model if they name none. */
const deedsOf = (
  { name, model }: FieldRule,
  args: Arguments,
  modelOf: (id: string) => string | undefined,
): readonly Deed[] => {
  const texts = model ? namesAt(args, model.path.split('.')) : []
  const models = model?.isId ? texts.flatMap(id => modelOf(id) ?? []) : texts
  return models.length === 0 ? [{ operation: name }] : models.map(model => ({ operation: name, model }))
}

/** The texts at a path, through lists. */
const namesAt = (value: unknown, path: readonly string[]): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(item => namesAt(item, path))
  const [step, ...rest] = path
  if (step === undefined) return typeof value === 'string' ? [value] : []
  return typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? namesAt(Reflect.get(value, step), rest)
    : []
}

import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { type GuardedOperation, modelSight } from '../core/guarded-operation.ts'
import { nanosFromUsd } from '../core/money.ts'
import type { Policy, PolicyLimit } from '../core/policy.ts'
import type { Meter, QuotaWindow } from '../core/quota.ts'

/** Everything that a schema's directives ask for, and who enforces it. */
export interface SchemaPolicy {
  /** Governed operations by name: enforced by the pipeline, whatever the API. */
  readonly operations: ReadonlyMap<string, Policy>
  /** Plain fields with `@requireRole`, by coordinate such as `Query.usage`: enforced by `enforceFieldRoles`. */
  readonly fields: ReadonlyMap<string, FieldRule>
}

/** What a plain field asks of its caller. */
export interface FieldRule {
  /** The name by which roles allow and deny it: that of a root field, else a coordinate such as `Report.cost`. */
  readonly name: string
  /** Roles that the principal must hold, or what custom roles may allow in their stead, all of them. */
  readonly roles: readonly string[]
  /** The argument that names the models that it is about; absent: it is about none. */
  readonly model?: ModelArgument
  /** Of a mutation: the name by which a credential's list of operations may allow it. Reads are up to roles alone. */
  readonly operation?: string
}

/** Where a field is told of models. */
export interface ModelArgument {
  /** Such as `input.models`. */
  readonly path: string
  /** Whether it holds global ids in place of public names. */
  readonly isId: boolean
  /** Whether the field may be asked without. */
  readonly isOptional: boolean
}

/** The schema declares a policy that would not be enforced as written. The gateway must not start with it. */
export class SchemaPolicyError extends Error {
  override readonly name = 'SchemaPolicyError'
}

/** Directives that only the pipeline enforces, and only on fields that name an operation. */
const pipelineDirectives: readonly string[] = ['cacheResponse', 'prompt', 'quota', 'redact']

/** Their fields are operations as root fields are: each is a prompt, called by itself. */
const promptsTypes: readonly string[] = ['PromptStreams', 'Prompts']

/** Reads the directives of a schema, once. Throws SchemaPolicyError if one of them would not be enforced as written. */
export function readPolicy(schema: GraphQLSchema): SchemaPolicy {
  const operations = new Map<string, Policy>()
  const declaredAt = new Map<string, string>()
  const fields = new Map<string, FieldRule>()
  for (const { coordinate, field, isRoot, isMutation, isInterface } of fieldsOf(schema)) {
    const directives = field.astNode?.directives ?? []
    if (isInterface) refuseOnInterface(coordinate, directives)
    const roles = stringsOf(directives, 'requireRole', 'role')
    const [operation] = stringsOf(directives, 'operation', 'name')
    if (operation === undefined) {
      const stray = directives.find(({ name }) => pipelineDirectives.includes(name.value))
      if (stray)
        throw new SchemaPolicyError(
          `${coordinate} carries @${stray.name.value}, which nothing enforces there: only fields with @operation reach the pipeline`,
        )
      const [path] = stringsOf(directives, 'requireRole', 'model')
      const model = path === undefined ? undefined : modelArgument(field, path)
      if (path !== undefined && !model)
        throw new SchemaPolicyError(
          `${coordinate} carries @requireRole with the model \`${path}\`, which is no argument of it`,
        )
      if (roles.length > 0)
        fields.set(coordinate, {
          name: isRoot ? field.name : coordinate,
          roles,
          ...(model && { model }),
          ...(isMutation && { operation: field.name }),
        })
      continue
    }
    const isPrompt = directives.some(({ name }) => name.value === 'prompt')
    if (!isRoot && !isPrompt)
      throw new SchemaPolicyError(
        `${coordinate} carries @operation, but only a root field or a prompt can be an operation`,
      )
    if (roles.length === 0)
      throw new SchemaPolicyError(`${coordinate} is governed by @operation but lacks @requireRole`)
    const policy = policyOf(operation, roles, directives)
    const twin = operations.get(operation)
    if (twin && canonical(twin) !== canonical(policy))
      throw new SchemaPolicyError(
        `${declaredAt.get(operation)} and ${coordinate} are both the operation \`${operation}\` but their directives differ: ${canonical(twin)} and ${canonical(policy)}`,
      )
    operations.set(operation, twin ?? policy)
    if (!twin) declaredAt.set(operation, coordinate)
  }
  for (const [coordinate, { operation }] of fields)
    if (operation !== undefined && operations.has(operation))
      throw new SchemaPolicyError(
        `${coordinate} bears the name of the operation \`${operation}\` but lacks @operation`,
      )
  return { operations, fields }
}

/** Everything that roles can allow and deny, by the names that permissions call it by. */
export const guardedOperations = ({
  operations,
  fields,
}: SchemaPolicy): ReadonlyMap<string, GuardedOperation> =>
  new Map(
    [
      modelSight,
      ...[...operations.values()].map(({ operation, roles }) => ({
        name: operation,
        roles,
        isAboutModels: true,
        isLimitable: true,
      })),
      ...[...fields.values()].map(({ name, roles, model, operation }) => ({
        name,
        roles,
        isAboutModels: model?.isOptional ? ('PERHAPS' as const) : model !== undefined,
        isLimitable: operation !== undefined,
      })),
    ].map(guarded => [guarded.name, guarded]),
  )

const policyOf = (
  operation: string,
  roles: readonly string[],
  directives: readonly ConstDirectiveNode[],
): Policy => {
  const has = (name: string) => directives.some(directive => directive.name.value === name)
  const ttlSeconds = numberOf(directives, 'cacheResponse', 'ttlSeconds')
  if (ttlSeconds !== undefined && ttlSeconds < 1)
    throw new SchemaPolicyError(
      `The operation \`${operation}\` carries @cacheResponse with a ttlSeconds below 1`,
    )
  const limits = limitsOf(operation, directives)
  return {
    operation,
    roles,
    quota: has('quota'),
    ...(limits.length > 0 && { limits }),
    ...(has('redact') && { redact: { kinds: stringsOf(directives, 'redact', 'kinds') } }),
    ...(has('cacheResponse') && { cache: ttlSeconds === undefined ? {} : { ttlSeconds } }),
  }
}

/** What @quota can limit by itself, and how its amounts are read. */
const limitArguments: readonly (readonly [string, Meter, (text: string) => bigint | undefined])[] = [
  ['requests', 'REQUESTS', BigInt],
  ['tokens', 'TOTAL_TOKENS', BigInt],
  ['costUsd', 'COST', nanosFromUsd],
]

const limitsOf = (operation: string, directives: readonly ConstDirectiveNode[]): readonly PolicyLimit[] => {
  const [per = 'DAY'] = stringsOf(directives, 'quota', 'per')
  return limitArguments.flatMap(([name, meter, read]) => {
    const [value] = argumentsOf(directives, 'quota', name)
    if (!value || value.kind === 'NullValue') return []
    const limit = 'value' in value ? read(String(value.value)) : undefined
    if (limit === undefined || limit < 1n)
      throw new SchemaPolicyError(`The operation \`${operation}\` carries @quota with ${name} not above 0`)
    return { meter, limit, window: per as QuotaWindow }
  })
}

/** The same text for the same policy, in whichever order roles and kinds are written. */
const canonical = ({ roles, quota, limits, redact, cache }: Policy): string =>
  JSON.stringify({
    roles: [...roles].sort(),
    quota,
    limits: limits?.map(({ meter, limit, window }) => `${limit} ${meter} ${window}`),
    redact: redact && [...redact.kinds].sort(),
    cache,
  })

interface SchemaField {
  readonly coordinate: string
  readonly field: GraphQLField<unknown, unknown>
  readonly isRoot: boolean
  readonly isMutation: boolean
  readonly isInterface: boolean
}

function* fieldsOf(schema: GraphQLSchema): Generator<SchemaField> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('__')) continue
    const isInterface = isInterfaceType(type)
    const isRoot = !isInterface && (roots.includes(type) || promptsTypes.includes(type.name))
    const isMutation = type === schema.getMutationType()
    for (const field of Object.values(type.getFields()))
      yield { coordinate: `${type.name}.${field.name}`, field, isRoot, isMutation, isInterface }
  }
}

/** What the field takes at this path; undefined: nothing. */
const modelArgument = ({ args }: GraphQLField<unknown, unknown>, path: string): ModelArgument | undefined => {
  const [first, ...steps] = path.split('.')
  let type = args.find(({ name }) => name === first)?.type
  let isOptional = !isNonNullType(type)
  for (const step of steps) {
    const named = getNamedType(type)
    type = isInputObjectType(named) ? named.getFields()[step]?.type : undefined
    isOptional ||= !isNonNullType(type)
  }
  return type && { path, isId: getNamedType(type).name === 'ID', isOptional }
}

const refuseOnInterface = (coordinate: string, directives: readonly ConstDirectiveNode[]): void => {
  const policies = ['operation', 'requireRole', ...pipelineDirectives]
  const stray = directives.find(({ name }) => policies.includes(name.value))
  if (stray)
    throw new SchemaPolicyError(
      `${coordinate} carries @${stray.name.value}, which nothing enforces on an interface: put it on the fields of the types that implement it`,
    )
}

const argumentsOf = (directives: readonly ConstDirectiveNode[], directive: string, argument: string) =>
  directives
    .filter(({ name }) => name.value === directive)
    .flatMap(node => node.arguments?.find(({ name }) => name.value === argument)?.value ?? [])

const stringsOf = (
  directives: readonly ConstDirectiveNode[],
  directive: string,
  argument: string,
): readonly string[] =>
  argumentsOf(directives, directive, argument)
    .flatMap(value => (value.kind === 'ListValue' ? value.values : value))
    .flatMap(value => (value.kind === 'StringValue' || value.kind === 'EnumValue' ? value.value : []))

const numberOf = (
  directives: readonly ConstDirectiveNode[],
  directive: string,
  argument: string,
): number | undefined => {
  const [value] = argumentsOf(directives, directive, argument)
  return value?.kind === 'IntValue' ? Number(value.value) : undefined
}

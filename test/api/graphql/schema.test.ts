import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type GraphQLNamedType,
  type GraphQLType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  validateSchema,
} from 'graphql'
import { errorCodes } from '../../../src/core/error.ts'
import { readPolicy } from '../../../src/policy/table.ts'
import { argumentsOf } from '../../kit/arguments.ts'
import { ask, policies, schema, subgraph } from '../../kit/graphql.ts'

const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
const typeNamed = (name: string): GraphQLNamedType =>
  schema.getType(name) ?? assert.fail(`there is no ${name}`)

/** Everything with fields: `Type.field` → the field. */
const fields = types.flatMap(type =>
  isObjectType(type) || isInterfaceType(type)
    ? Object.values(type.getFields()).map(field => ({
        coordinate: `${type.name}.${field.name}`,
        type,
        field,
      }))
    : [],
)

/** The type within lists and non-nulls. */
const typeBehind = (type: GraphQLType): GraphQLNamedType => typeNamed(String(type).replaceAll(/[[\]!]/g, ''))

test('the schema is valid', () => {
  assert.deepEqual(validateSchema(schema), [])
})

test('the names that clients rely on are there, with their types', () => {
  for (const [type, wanted] of Object.entries({
    Query: {
      viewer: 'Viewer!',
      models: 'ModelConnection!',
      model: 'Model',
      completion: 'Completion',
      estimate: 'CostEstimate!',
      usage: 'UsageReport!',
      node: 'Node',
    },
    Mutation: { complete: 'CompletionResult!', embed: 'EmbeddingResult!' },
    Subscription: { completion: 'CompletionEvent!' },
    CompletionInput: {
      model: 'String!',
      messages: '[MessageInput!]!',
      maxOutputTokens: 'Int',
      temperature: 'Float',
      topP: 'Float',
      seed: 'Int',
      stop: '[String!]',
      tools: '[ToolInput!]',
      toolChoice: 'ToolChoiceInput',
      responseFormat: 'ResponseFormatInput',
      maxCostUsd: 'Decimal',
      sessionId: 'ID',
      subject: 'SubjectInput',
      tags: '[String!]',
      idempotencyKey: 'String',
      providerOptions: 'JSON',
    },
    MessageInput: {
      role: 'MessageRole!',
      content: 'String',
      parts: '[ContentPartInput!]',
      toolCallId: 'ID',
      toolCalls: '[ToolCallInput!]',
    },
    SubjectInput: { type: 'String!', id: 'ID!' },
    Completion: {
      id: 'ID!',
      model: 'Model!',
      provider: 'String!',
      deployment: 'String!',
      message: 'AssistantMessage!',
      finishReason: 'FinishReason!',
      usage: 'TokenUsage!',
      cost: 'Money!',
      cached: 'Boolean!',
      latencyMs: 'Int!',
      timeToFirstTokenMs: 'Int',
      guardrails: '[GuardrailVerdict!]!',
      attempts: '[Attempt!]!',
      createdAt: 'DateTime!',
    },
    AssistantMessage: { text: 'String', reasoning: 'String', toolCalls: '[ToolCall!]!' },
    TokenUsage: {
      inputTokens: 'Int!',
      cachedInputTokens: 'Int!',
      cacheWriteTokens: 'Int!',
      outputTokens: 'Int!',
      reasoningTokens: 'Int!',
      totalTokens: 'Int!',
      source: 'UsageSource!',
    },
    Money: { usd: 'Decimal!' },
    QuotaExceeded: { message: 'String!', quota: 'Quota!', resetsAt: 'DateTime', retryAfterMs: 'Int' },
    ContentBlocked: { message: 'String!', direction: 'Direction!', verdicts: '[GuardrailVerdict!]!' },
    ProvidersFailed: {
      message: 'String!',
      callId: 'ID!',
      attempts: '[Attempt!]!',
      partialUsage: 'TokenUsage',
    },
    TextDelta: { index: 'Int!', text: 'String!' },
    CompletionFinished: { completion: 'Completion!' },
    CompletionFailed: { code: 'ErrorCode!', message: 'String!', partialUsage: 'TokenUsage' },
  })) {
    const found = typeNamed(type)
    assert.ok(isObjectType(found) || isInputObjectType(found), `${type} has fields`)
    for (const [name, fieldType] of Object.entries(wanted))
      assert.equal(String(found.getFields()[name]?.type), fieldType, `${type}.${name}`)
  }
})

test('the unions have the members that clients rely on', () => {
  for (const [union, members] of [
    ['CompletionResult', ['Completion', 'ContentBlocked', 'ProvidersFailed', 'QuotaExceeded']],
    [
      'CompletionEvent',
      [
        'CompletionFailed',
        'CompletionFinished',
        'FallbackStarted',
        'ReasoningDelta',
        'RedactionNotice',
        'TextDelta',
        'ToolCallDelta',
        'UsageSnapshot',
      ],
    ],
  ] as const) {
    const type = typeNamed(union)
    assert.ok(isUnionType(type))
    assert.deepEqual(
      type
        .getTypes()
        .map(({ name }) => name)
        .sort(),
      members,
    )
  }
})

test('the error codes are those of the table', () => {
  const codes = typeNamed('ErrorCode')
  assert.ok(isEnumType(codes))
  assert.deepEqual(
    codes
      .getValues()
      .map(({ name }) => name)
      .sort(),
    Object.keys(errorCodes).sort(),
  )
  for (const { name, description } of codes.getValues())
    assert.ok(
      Object.entries(errorCodes).some(
        ([code, { status }]) => code === name && description?.includes(`(${status})`),
      ),
    )
})

test('every type, field, argument, value and directive is described', () => {
  const undescribed: string[] = []
  const check = (
    coordinate: string,
    { description }: { readonly description?: string | null | undefined },
  ) => {
    if (!description?.trim()) undescribed.push(coordinate)
  }
  for (const type of types) {
    check(type.name, type)
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value)
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field)
  }
  for (const { coordinate, field } of fields) {
    check(coordinate, field)
    for (const argument of field.args) check(`${coordinate}(${argument.name}:)`, argument)
  }
  for (const directive of schema.getDirectives()) {
    check(`@${directive.name}`, directive)
    for (const argument of directive.args) check(`@${directive.name}(${argument.name}:)`, argument)
  }
  assert.deepEqual(undescribed, [])
})

test('every type is of use: the contract has no type that nothing leads to', () => {
  const reached = new Set<string>()
  const visit = (type: GraphQLNamedType): void => {
    if (reached.has(type.name)) return
    reached.add(type.name)
    if (isUnionType(type) || isInterfaceType(type))
      for (const member of schema.getPossibleTypes(type)) visit(member)
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
      for (const field of Object.values(type.getFields())) {
        visit(typeBehind(field.type))
        if ('args' in field) for (const argument of field.args) visit(typeBehind(argument.type))
      }
  }
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    if (root) visit(root)
  for (const directive of schema.getDirectives())
    for (const argument of directive.args) visit(typeBehind(argument.type))
  assert.deepEqual(
    types.map(({ name }) => name).filter(name => !reached.has(name)),
    // What prompts of tenants may answer with.
    ['PromptReply'],
  )
})

test('each use of a directive has exactly one enforcer', () => {
  const { operations, fields: rules } = readPolicy(schema)
  assert.deepEqual(operations, policies)
  const router = subgraph().schema
  const routerFields = new Set(
    [router.getQueryType(), router.getMutationType(), router.getSubscriptionType()].flatMap(root =>
      Object.keys(root?.getFields() ?? {}).map(name => `${root?.name}.${name}`),
    ),
  )
  let uses = 0
  for (const { coordinate, field } of fields) {
    const directives = field.astNode?.directives ?? []
    const named = (name: string) => directives.filter(directive => directive.name.value === name)
    const [operation] = named('operation').flatMap(({ arguments: [name] = [] }) =>
      name?.value.kind === 'StringValue' ? name.value.value : [],
    )
    const policy = operation === undefined ? undefined : operations.get(operation)
    for (const { name } of directives) {
      uses++
      const byPipeline =
        policy !== undefined &&
        ((name.value === 'requireRole' && policy.roles.length === named('requireRole').length) ||
          (name.value === 'quota' && policy.quota) ||
          (name.value === 'redact' && policy.redact !== undefined) ||
          (name.value === 'cacheResponse' && policy.cache !== undefined) ||
          name.value === 'operation')
      const byField =
        name.value === 'requireRole' && rules.get(coordinate)?.roles.length === named('requireRole').length
      const byProjection = name.value === 'federated' && routerFields.has(coordinate)
      const enforcers = [byPipeline, byField, byProjection].filter(Boolean)
      assert.equal(enforcers.length, 1, `@${name.value} on ${coordinate}`)
    }
  }
  assert.ok(uses > 10)
})

test('the governed operations are those that the resolvers ask the gateway for', () => {
  assert.deepEqual([...policies.keys()].sort(), ['complete', 'embed'])
})

/** It tells everyone of their own quotas, as `viewer` does, and to analysts more: its tests say what to whom. */
const ofOneself = 'Subscription.quotaUpdated'

test('every mutation and subscription asks for a role, but for what tells callers of themselves', () => {
  for (const { coordinate, field } of fields)
    if (/^(Mutation|Subscription)\./.test(coordinate) && coordinate !== ofOneself)
      assert.ok(
        field.astNode?.directives?.some(({ name }) => name.value === 'requireRole'),
        coordinate,
      )
})

test('every query and mutation refuses callers without credentials', async () => {
  for (const { coordinate, type, field } of fields.filter(({ type }) =>
    /^(Query|Mutation)$/.test(type.name),
  )) {
    const given = argumentsOf(field, { textFor: () => 'x' })
    const selection = isLeafType(typeBehind(field.type)) ? '' : '{ __typename }'
    const source = `${type.name.toLowerCase()} { ${field.name}${given} ${selection} }`
    const { errors = [] } = await ask(source, { as: null })
    assert.deepEqual(
      errors.map(({ originalError }) => originalError && 'code' in originalError && originalError.code),
      ['UNAUTHENTICATED'],
      coordinate,
    )
  }
})

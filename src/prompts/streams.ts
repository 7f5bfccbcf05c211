import {
  type DocumentNode,
  extendSchema,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
} from 'graphql'
import type { SourceFault } from '../core/error.ts'
import { faultAt } from './module/fault.ts'
import type { Yielding } from './yielding.ts'

/** The type whose fields are prompts that stream. */
export const streamsType = 'PromptStreams'

type PromptField = GraphQLField<unknown, unknown>

/** The schema, with its prompts as streams too; or whose names are not free for that. */
export function* withStreams(
  schema: GraphQLSchema,
  prompts: readonly PromptField[],
): Yielding<GraphQLSchema | readonly SourceFault[]> {
  const document = streamsOf(schema, prompts)
  yield
  return 'kind' in document
    ? extendSchema(schema, document, { assumeValidSDL: true, assumeValid: true })
    : document
}

/**
 * What a schema with prompts needs for their streams: `Subscription.prompts`, with a field for each prompt that takes
 * and governs what the prompt does, a type of its events, and a twin of each type of its answer, whose every part may
 * be null.
 */
const streamsOf = (
  schema: GraphQLSchema,
  prompts: readonly PromptField[],
): DocumentNode | readonly SourceFault[] => {
  const twins = new Set(prompts.filter(isStructured).flatMap(field => [...typesBelow(field)]))
  const taken = [
    [streamsType, undefined] as const,
    ...[...twins].map(type => [twinName(type), type] as const),
    ...prompts.map(field => [eventName(field), field] as const),
  ].filter(([name]) => schema.getType(name) !== undefined)
  if (taken.length > 0)
    return taken.map(([name, needing]) =>
      faultAt(
        schema.getType(name)?.astNode ?? needing?.astNode ?? undefined,
        `The name \`${name}\` is needed for the stream of a prompt: choose another one`,
      ),
    )
  const types = parse([root, ...prompts.map(eventType), ...[...twins].map(twinType)].join('\n'), {
    noLocation: true,
  })
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      ...types.definitions,
      {
        kind: Kind.OBJECT_TYPE_EXTENSION,
        name: { kind: Kind.NAME, value: streamsType },
        fields: prompts.flatMap(field =>
          field.astNode
            ? [
                {
                  ...field.astNode,
                  type: {
                    kind: Kind.NAMED_TYPE,
                    name: { kind: Kind.NAME, value: eventName(field) },
                  } as const,
                },
              ]
            : [],
        ),
      },
    ],
  }
}

const root = `
  """
  The prompts of your tenant, streamed: each field is one call, charged as one. Subscribe to one at a time. A call that is
  refused or fails makes its field null in the last event, with an error that has a code.
  """
  type ${streamsType}
  extend type Subscription {
    "Prompts as they answer."
    prompts: ${streamsType}!
  }
`

/** Whether the answer has parts that come one by one. */
const isStructured = ({ type }: PromptField): boolean => !isText(type)

export const isText = (type: GraphQLOutputType): boolean => String(type).replace('!', '') === 'String'

const eventName = ({ name }: PromptField): string => `${name[0]?.toUpperCase()}${name.slice(1)}Stream`

const eventType = (field: PromptField): string => `
  "One event of the stream of \`${field.name}\`."
  type ${eventName(field)} {
    ${isText(field.type) ? textSoFar : `${valueSoFar}: ${twinOf(field.type)}`}
    "The whole answer: in the last event, and in no other one."
    answer: ${field.type}
  }
`

const textSoFar = `
    "What is new of the text. Null in the last event."
    delta: String
`

const valueSoFar = `
    "What there is of the answer so far. It only grows, unless it did not fit and is given anew. Null in the last event."
    partial`

const twinName = ({ name }: GraphQLNamedType): string => `${name}Partial`

const twinOf = (type: GraphQLOutputType): string => {
  if (isNonNullType(type)) return twinOf(type.ofType)
  // An item is there as soon as something of it is.
  if (isListType(type)) return `[${twinOf(type.ofType)}${isNonNullType(type.ofType) ? '!' : ''}]`
  return isObjectType(type) || isUnionType(type) ? twinName(type) : String(type)
}

const twinType = (type: GraphQLNamedType): string => {
  const about = `"What there is of \`${type.name}\` so far."`
  if (isUnionType(type))
    return `${about} union ${twinName(type)} = ${type.getTypes().map(twinName).join(' | ')}`
  const fields = isObjectType(type) ? Object.values(type.getFields()) : []
  return `${about} type ${twinName(type)} { ${fields
    .map(
      ({ name, type, description }) =>
        `${description ? `${JSON.stringify(description)} ` : ''}${name}: ${twinOf(type)}`,
    )
    .join('\n')} }`
}

const typesBelow = (field: PromptField): ReadonlySet<GraphQLNamedType> => {
  const seen = new Set<GraphQLNamedType>()
  const visit = (type: GraphQLNamedType): void => {
    if (seen.has(type) || !(isObjectType(type) || isUnionType(type))) return
    seen.add(type)
    if (isUnionType(type)) for (const member of type.getTypes()) visit(member)
    else for (const { type: below } of Object.values(type.getFields())) visit(getNamedType(below))
  }
  visit(getNamedType(field.type))
  return seen
}

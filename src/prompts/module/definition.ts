import {
  type GraphQLDirective,
  type GraphQLField,
  GraphQLNonNull,
  type GraphQLOutputType,
  getDirectiveValues,
  isNonNullType,
} from 'graphql'
import { GatewayError, type SourceFault } from '../../core/error.ts'
import { checkInput } from '../../core/input-rules.ts'
import { nanosFromUsd } from '../../core/money.ts'
import type { Policy } from '../../core/policy.ts'
import type { Prompt } from '../../core/prompt.ts'
import type { CompletionInput } from '../../core/request.ts'
import { isReply } from '../asking/read-reply.ts'
import { isText } from '../streams.ts'
import { answerSchema, jsonSchemaOf } from './answer-schema.ts'
import { attachmentFaults } from './attachment-faults.ts'
import { takesTools, toolsOf } from './attachments.ts'
import { readEdits, type WrittenEdit } from './edits.ts'
import { faultAt, faultIn } from './fault.ts'
import { kebabCase } from './kebab-case.ts'
import { readMessages, renderer, trial, type WrittenMessages } from './messages.ts'
import { editedReaders, readersOf } from './readers.ts'
import { readSteps, type Sibling, type WrittenStep } from './steps.ts'
import { valueAt, variableFaults } from './variable-faults.ts'
import { argumentsSchema, readArguments, toJson, variablesOf } from './variables.ts'

type PromptField = GraphQLField<unknown, unknown>

/** The arguments of @prompt, coerced. */
interface Definition extends WrittenMessages {
  readonly model: string
  readonly temperature?: number | null
  readonly topP?: number | null
  readonly seed?: number | null
  readonly maxOutputTokens?: number | null
  readonly stop?: readonly string[] | null
  readonly reasoningEffort?: CompletionInput['reasoningEffort'] | null
  readonly maxCostUsd?: string | null
  readonly steps: readonly WrittenStep[]
  readonly then: readonly WrittenEdit[]
}

/** What a prompt is made of. */
export interface PromptParts {
  readonly field: PromptField
  /** Whether the module says that the answer may be null: calls may fail, so the field always can. */
  readonly isNullable: boolean
  readonly template: string
  readonly version: number
  readonly policy: Policy
  readonly directive: GraphQLDirective
  /** The prompts of its module by their names, which may be its steps; absent: it can have none. */
  readonly siblings?: ReadonlyMap<string, Sibling>
}

/** Makes a prompt of a field of the composed schema, or tells what is wrong with its @prompt. */
export const definePrompt = (parts: PromptParts): Prompt | readonly SourceFault[] => {
  const { field, directive, policy, template, version, siblings } = parts
  const node = field.astNode?.directives?.find(({ name }) => name.value === directive.name)
  if (!node) return [faultAt(field.astNode ?? undefined, `\`${field.name}\` lacks @prompt`)]
  let definition: Definition
  try {
    definition = getDirectiveValues(directive, { directives: [node] }) as unknown as Definition
  } catch (error) {
    return [faultIn(error, node)]
  }
  const faults: SourceFault[] = []
  const messages = readMessages(definition, node, faults)
  const type = shapeOf(parts)
  if (definition.steps.length > 0 && !siblings)
    return [
      faultAt(valueAt(node, 'steps'), 'A field of an entity has no steps: entities are asked about together'),
    ]
  const steps = readSteps(definition.steps, { field, node, siblings: siblings ?? new Map() }, faults)
  faults.push(...variableFaults(messages, { field, node, steps }), ...attachmentFaults(field, node))
  const edit = readEdits(definition.then, { type, node }, faults)
  // What is wrong with the prompt of a step is told there.
  const taken = steps.flatMap(({ step }) => step ?? [])
  if (taken.length < steps.length && faults.length === 0) return []
  try {
    const input = inputOf(definition, type, field)
    if (faults.length > 0) return faults
    const render = renderer(field, messages)
    trial(render, field, taken)
    return Object.freeze<Prompt>({
      name: field.name,
      address: kebabCase(field.name),
      template,
      version,
      operation: policy.operation,
      policy,
      model: definition.model,
      ...(field.description && { description: field.description }),
      ...(field.deprecationReason != null && { deprecated: field.deprecationReason }),
      input,
      ...(taken.length > 0 && { steps: taken }),
      argumentsSchema: argumentsSchema(field),
      answerSchema: jsonSchemaOf(type).schema,
      isText: isText(type),
      variablesOf: coerced => variablesOf(field, coerced),
      readArguments: given => variablesOf(field, readArguments(field, given)),
      render,
      fixed: messages.map(({ role, template }) => ({
        role,
        parts: [{ type: 'text', text: template.fixed }],
      })),
      ...(takesTools(field) && { toolsOf: variables => toolsOf(field, variables) }),
      ...(edit ? { edit, ...editedReaders(type) } : readersOf(type)),
      toJson: value => toJson(value, type),
    })
  } catch (error) {
    if (error instanceof Error && (error instanceof GatewayError || error.name === 'AnswerShapeError'))
      return [...faults, faultAt(node, error.message)]
    throw error
  }
}

/** The type as the module says it, before the field was made nullable. */
const shapeOf = ({ field: { type }, isNullable }: PromptParts): GraphQLOutputType =>
  isNullable || isNonNullType(type) ? type : new GraphQLNonNull(type)

const inputOf = (definition: Definition, type: GraphQLOutputType, field: PromptField): CompletionInput => {
  const { temperature, topP, seed, maxOutputTokens, stop, reasoningEffort, maxCostUsd, then } = definition
  const maxCostNanos = maxCostUsd == null ? undefined : nanosFromUsd(maxCostUsd)
  const input: CompletionInput = {
    task: 'completion',
    messages: [],
    ...(temperature != null && { temperature }),
    ...(topP != null && { topP }),
    ...(seed != null && { seed }),
    ...(maxOutputTokens != null && { maxOutputTokens }),
    ...(stop != null && { stop }),
    ...(reasoningEffort != null && { reasoningEffort }),
    ...(maxCostNanos !== undefined && { maxCostNanos }),
    // What is changed is a text.
    ...(!isText(type) && !isReply(type) && then.length === 0 && { responseFormat: formatOf(type, field) }),
  }
  // What the rules of all calls say about it, as if the messages were there already.
  checkInput({ ...input, messages: [{ role: 'USER', parts: [{ type: 'text', text: 'x' }] }] })
  return Object.freeze(input)
}

const formatOf = (type: GraphQLOutputType, { name, description }: PromptField) => {
  const { schema, strict } = answerSchema(type)
  return {
    type: 'JSON_SCHEMA' as const,
    name: name.replaceAll('.', '_').slice(0, 64),
    ...(description && { description }),
    schema,
    strict,
  }
}

import {
  type DirectiveNode,
  type GraphQLDirective,
  type GraphQLField,
  GraphQLNonNull,
  type GraphQLOutputType,
  getDirectiveValues,
  getNullableType,
  isLeafType,
  isNonNullType,
} from 'graphql'
import { GatewayError, type SourceFault } from '../../core/error.ts'
import { checkInput } from '../../core/input-rules.ts'
import type { Message, Role } from '../../core/message.ts'
import { nanosFromUsd } from '../../core/money.ts'
import type { Policy } from '../../core/policy.ts'
import type { Prompt, PromptStep, Variables } from '../../core/prompt.ts'
import type { CompletionInput } from '../../core/request.ts'
import { readAnswer, readLeaf } from '../asking/read-answer.ts'
import { readPartial } from '../asking/read-partial.ts'
import { isReply, readReply, replyOf } from '../asking/read-reply.ts'
import { isText } from '../streams.ts'
import { answerSchema, jsonSchemaOf } from './answer-schema.ts'
import { imagesOf, isAttachment, takesTools, toolsOf } from './attachments.ts'
import { readEdits, type WrittenEdit } from './edits.ts'
import { faultAt, faultIn } from './fault.ts'
import { kebabCase } from './kebab-case.ts'
import { moduleLimits } from './limits.ts'
import { sampleOf } from './sample.ts'
import { readSteps, type Sibling, type WrittenStep } from './steps.ts'
import { inTime, parseTemplate } from './template.ts'
import { valueAt, variableFaults, type WrittenMessage } from './variable-faults.ts'
import { argumentsSchema, readArguments, toJson, variablesOf } from './variables.ts'

type PromptField = GraphQLField<unknown, unknown>

/** The arguments of @prompt, coerced. */
interface Definition {
  readonly model: string
  readonly system?: string | null
  readonly user: string
  readonly examples: readonly { readonly user: string; readonly assistant: string }[]
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

interface TemplateMessage extends WrittenMessage {
  readonly role: Role
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

/** How an answer of the type is read. */
const readersOf = (type: GraphQLOutputType): Pick<Prompt, 'readAnswer' | 'readPartial'> => {
  if (isText(type)) return { readAnswer: text => ({ value: text }), readPartial: text => text }
  if (isReply(type)) return { readAnswer: readReply, readPartial: text => replyOf(text) }
  const { wrapped } = answerSchema(type)
  return {
    readAnswer: text => readAnswer(text, { type, wrapped }),
    readPartial: text => readPartial(text, { type, wrapped }),
  }
}

/** How what is left of a changed answer is read: a word or a number as it stands, anything with parts as JSON. */
const editedReaders = (type: GraphQLOutputType): Pick<Prompt, 'readAnswer' | 'readPartial'> => ({
  ...(isText(type)
    ? readersOf(type)
    : {
        readAnswer: text =>
          isWord(getNullableType(type))
            ? readLeaf(text, type)
            : readAnswer(text, { type, wrapped: answerSchema(type).wrapped }),
      }),
  readPartial: () => undefined,
})

/** Whether a value of the type stands in a text as it is, without quotation marks and brackets. */
const isWord = (type: GraphQLOutputType): boolean => isLeafType(type) && type.name !== 'JSON'

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

const readMessages = (
  { system, user, examples }: Definition,
  node: DirectiveNode,
  faults: SourceFault[],
): readonly TemplateMessage[] => {
  if (examples.length > moduleLimits.examples)
    faults.push(
      faultAt(
        valueAt(node, 'examples'),
        `There are ${examples.length} examples; ${moduleLimits.examples} are allowed`,
      ),
    )
  const sources: readonly (readonly [Role, string, string])[] = [
    ...(system == null ? [] : [['SYSTEM', 'system', system] as const]),
    ...examples.flatMap(
      (example, index) =>
        [
          ['USER', `examples[${index}].user`, example.user],
          ['ASSISTANT', `examples[${index}].assistant`, example.assistant],
        ] as const,
    ),
    ['USER', 'user', user],
  ]
  return sources.flatMap(([role, place, source]) => {
    try {
      return [{ role, place, template: parseTemplate(source) }]
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'it cannot be read'
      faults.push(faultAt(valueAt(node, place), `The template of \`${place}\`: ${reason}`))
      return []
    }
  })
}

/** Tools without an answer that could tell of their calls, such an answer without tools, and defaults that no model takes. */
const attachmentFaults = (field: PromptField, node: DirectiveNode): readonly SourceFault[] => {
  if (takesTools(field) !== isReply(field.type))
    return [
      faultAt(
        field.astNode ?? node,
        'What takes `[ToolInput!]` answers with `PromptReply`, which tells of the calls of tools; and nothing else does',
      ),
    ]
  const defaults = Object.fromEntries(
    field.args
      .filter(argument => isAttachment(argument) && argument.defaultValue !== undefined)
      .map(({ name, type, defaultValue }) => [name, toJson(defaultValue, type)]),
  )
  try {
    imagesOf(field, defaults)
    toolsOf(field, defaults)
    return []
  } catch (error) {
    if (error instanceof GatewayError) return [faultAt(field.astNode ?? node, error.message)]
    throw error
  }
}

const renderer =
  (field: PromptField, messages: readonly TemplateMessage[]) =>
  (variables: Variables): readonly Message[] =>
    inTime(left =>
      messages.map(({ role, place, template }) => {
        const prompt = field.name
        const text = rendered(prompt, place, () => template.render(variables, left))
        if (role === 'USER' && text.trim() === '')
          throw new GatewayError(
            'INVALID_INPUT',
            `With these arguments the message \`${place}\` of \`${prompt}\` is empty`,
          )
        // The question is the one with the caller's images; those that models know best come before the text.
        const images = place === 'user' ? imagesOf(field, variables) : []
        return { role, parts: [...images, { type: 'text', text }] }
      }),
    )

const rendered = (prompt: string, place: string, render: () => string): string => {
  try {
    return render()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : 'it failed'
    throw new GatewayError(
      'INVALID_PROMPT',
      `The template \`${place}\` of \`${prompt}\` cannot be rendered: ${reason}`,
      { cause },
    )
  }
}

/** Renders with made-up arguments, so that a template which never comes to an end is found before it is called. */
const trial = (
  render: (variables: Variables) => unknown,
  { args }: PromptField,
  steps: readonly PromptStep[],
): void => {
  const given = Object.fromEntries(
    args
      .filter(argument => !isAttachment(argument))
      .map(({ name, type, defaultValue }) => [
        name,
        defaultValue === undefined ? sampleOf(type) : toJson(defaultValue, type),
      ]),
  )
  const answers = Object.fromEntries(steps.map(({ as, sample }) => [as, sample]))
  try {
    render({ ...given, ...answers })
  } catch (error) {
    // That no message may be empty is up to the caller's arguments.
    if (!(error instanceof GatewayError && error.code === 'INVALID_INPUT')) throw error
  }
}

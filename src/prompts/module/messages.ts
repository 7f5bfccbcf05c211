import type { DirectiveNode, GraphQLField } from 'graphql'
import { GatewayError, type SourceFault } from '../../core/error.ts'
import type { Message, Role } from '../../core/message.ts'
import type { PromptStep, Variables } from '../../core/prompt.ts'
import { imagesOf, isAttachment } from './attachments.ts'
import { faultAt } from './fault.ts'
import { moduleLimits } from './limits.ts'
import { sampleOf } from './sample.ts'
import { inTime, parseTemplate } from './template.ts'
import { valueAt, type WrittenMessage } from './variable-faults.ts'
import { toJson } from './variables.ts'

type PromptField = GraphQLField<unknown, unknown>

/** What of @prompt are templates. */
export interface WrittenMessages {
  readonly system?: string | null
  readonly user: string
  readonly examples: readonly { readonly user: string; readonly assistant: string }[]
}

export interface TemplateMessage extends WrittenMessage {
  readonly role: Role
}

/** The messages that a prompt's templates make, and what is wrong with one. */
export const readMessages = (
  { system, user, examples }: WrittenMessages,
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

/** How the messages are made of variables. */
export const renderer =
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
export const trial = (
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

import type { ASTNode, DirectiveNode, GraphQLField, GraphQLType } from 'graphql'
import type { SourceFault } from '../../core/error.ts'
import { isAttachment } from './attachments.ts'
import { faultAt } from './fault.ts'
import type { PromptTemplateText } from './template.ts'
import { typeAt } from './type-at.ts'

/** One message of a prompt, as it is written. */
export interface WrittenMessage {
  /** For faults, such as `examples[0].user`. */
  readonly place: string
  readonly template: PromptTemplateText
}

/** What templates of a prompt may read. */
export interface WrittenPrompt {
  readonly field: GraphQLField<unknown, unknown>
  /** Its @prompt. */
  readonly node: DirectiveNode
  readonly steps: readonly {
    readonly as: string
    /** Of its answer. */
    readonly type: GraphQLType
    /** The arguments and steps that its own arguments read. */
    readonly reads: readonly string[]
  }[]
}

/** Where something is written: `examples[0].user` is somewhere in the argument `examples`. */
export const valueAt = (node: DirectiveNode, place: string): ASTNode => {
  const name = place.replace(/\[.*/, '')
  return node.arguments?.find(argument => argument.name.value === name)?.value ?? node
}

/** Variables that are no arguments, and arguments that are no variables. */
export const variableFaults = (
  messages: readonly WrittenMessage[],
  { field, node, steps }: WrittenPrompt,
): readonly SourceFault[] => {
  const faults: SourceFault[] = []
  const used = new Set(steps.flatMap(({ reads }) => reads))
  for (const { place, template } of messages)
    for (const path of template.variables) {
      const [name = '', ...below] = path
      const argument = field.args.find(argument => argument.name === name)
      const step = steps.find(({ as }) => as === name)
      used.add(name)
      if (argument && isAttachment(argument))
        faults.push(
          faultAt(
            valueAt(node, place),
            `The template of \`${place}\` reads \`${name}\`, which goes to the model as what it is, beside the text`,
          ),
        )
      else if (!argument && !step)
        faults.push(
          faultAt(
            valueAt(node, place),
            `The template of \`${place}\` reads \`${name}\`, which is no argument${steps.length > 0 ? ' or step' : ''} of \`${field.name}\``,
          ),
        )
      else {
        const type = argument?.type ?? step?.type
        if (type && !typeAt(type, below))
          faults.push(
            faultAt(
              valueAt(node, place),
              `The template of \`${place}\` reads \`${path.join('.')}\`, which ${type} has not`,
            ),
          )
      }
    }
  const unused = field.args.filter(argument => !used.has(argument.name) && !isAttachment(argument))
  for (const argument of unused)
    faults.push(
      faultAt(
        argument.astNode ?? node,
        `No template reads the argument \`${argument.name}\`: use it or drop it`,
      ),
    )
  const idle = steps.filter(({ as }) => !used.has(as))
  for (const { as } of idle)
    faults.push(
      faultAt(valueAt(node, 'steps'), `No template reads the step \`${as}\`: use its answer or drop it`),
    )
  return faults
}

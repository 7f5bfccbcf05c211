import type { DirectiveNode, GraphQLField } from 'graphql'
import { GatewayError, type SourceFault } from '../../core/error.ts'
import { isReply } from '../asking/read-reply.ts'
import { imagesOf, isAttachment, takesTools, toolsOf } from './attachments.ts'
import { faultAt } from './fault.ts'
import { toJson } from './variables.ts'

/** Tools without an answer that could tell of their calls, such an answer without tools, and defaults that no model takes. */
export const attachmentFaults = (
  field: GraphQLField<unknown, unknown>,
  node: DirectiveNode,
): readonly SourceFault[] => {
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

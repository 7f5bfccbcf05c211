import type { CompletionInput } from '../../core/request.ts'
import { type Body, unsupported } from '../kit/body.ts'
import { type Claude, claudeOf } from './claude.ts'
import { strictSchema } from './schema.ts'

/** How an answer in JSON is brought about: by the API's own means, or by a tool that the model has to call. */
export type JsonOutput =
  | { readonly by: 'FORMAT'; readonly schema: Body }
  | { readonly by: 'TOOL'; readonly tool: Body & { readonly name: string } }

/**
 * What the caller's `responseFormat` comes to; undefined where the answer is text. Where the model has no
 * structured outputs, or they cannot say the schema, a tool takes the answer, and the decoder turns its call
 * back into text. A caller who forces a tool of their own wants that call, and no other JSON.
 */
export const jsonOutput = (input: CompletionInput, model: string): JsonOutput | undefined => {
  const format = input.responseFormat
  if (!format || format.type === 'TEXT') return undefined
  if (input.tools?.length && input.toolChoice && input.toolChoice !== 'AUTO' && input.toolChoice !== 'NONE') {
    return undefined
  }
  const claude = claudeOf(model)
  const schema = format.type === 'JSON_SCHEMA' ? format.schema : { type: 'object' }
  const strict = format.type === 'JSON_SCHEMA' && claude.structuredOutput ? strictSchema(schema) : undefined
  return strict ? { by: 'FORMAT', schema: strict } : { by: 'TOOL', tool: jsonTool(input, schema, claude) }
}

const jsonTool = (input: CompletionInput, schema: Body, claude: Claude): Body & { readonly name: string } => {
  if (!claude.forcedTools) {
    throw unsupported(
      'This model cannot be made to answer in this JSON; give a JSON Schema of closed objects without recursion',
    )
  }
  if (schema.type !== 'object' && (schema.type !== undefined || schema.properties === undefined)) {
    throw unsupported('This model answers only in JSON that is an object; give a JSON Schema of type object')
  }
  const format = input.responseFormat
  const about = format?.type === 'JSON_SCHEMA' ? format.description : undefined
  const taken = new Set(input.tools?.map(tool => tool.name))
  let name = 'answer_in_json'
  while (taken.has(name)) name += '_'
  return {
    name,
    description: ['Gives the final answer to the user. Always answer with this tool.', about]
      .filter(Boolean)
      .join(' '),
    input_schema: { type: 'object', ...schema },
  }
}

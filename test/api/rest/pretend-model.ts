import { isObject } from '../../../src/api/rest/fields.ts'
import { GatewayError } from '../../../src/core/error.ts'
import type { Json } from '../../../src/core/message.ts'
import { textOf } from '../../../src/core/message.ts'
import type { CompletionInput } from '../../../src/core/request.ts'
import { play, type Script, type Step, start, text, usage } from './server.ts'

/**
 * A model that does what it is told: calls the tool that must be called, fills in the schema that is asked for,
 * embeds, and else greets. Asked about the results of tools it tells them; asked to fail it fails.
 */
export const pretendModel: Script = (request, record) => {
  const { input } = request
  const playing = (...steps: readonly Step[]) => play(start, ...steps)(request, record)
  if (input.task === 'embedding')
    return playing(
      ...input.texts.map(
        (text, index) => ({ type: 'embedding', index, vector: [text.length, 0.5] }) as const,
      ),
      { type: 'finish', reason: 'STOP', usage },
    )
  const last = input.messages.at(-1)
  if (last && textOf(last) === 'fail at once')
    return play(new GatewayError('RATE_LIMITED', 'Too many calls', { retryAfterMs: 0 }))(request, record)
  if (last && textOf(last) === 'fail later')
    return playing(text('Well'), new GatewayError('PROVIDERS_FAILED', 'No provider answered'))
  const called = toolOf(input)
  if (called && last?.role !== 'TOOL') {
    const args = JSON.stringify(instanceOf(called.parameters))
    return playing(
      { type: 'tool-call', index: 0, id: 'call_1', name: called.name, arguments: '' },
      { type: 'tool-call', index: 0, arguments: args.slice(0, 5) },
      { type: 'tool-call', index: 0, arguments: args.slice(5) },
      { type: 'finish', reason: 'TOOL_CALLS', usage },
    )
  }
  const answer =
    input.responseFormat?.type === 'JSON_SCHEMA'
      ? JSON.stringify(instanceOf(input.responseFormat.schema))
      : last?.role === 'TOOL'
        ? `The tool said ${textOf(last)}`
        : 'Hello from Weir'
  return playing(text(answer.slice(0, 5)), text(answer.slice(5)), { type: 'finish', reason: 'STOP', usage })
}

const toolOf = ({ tools, toolChoice }: CompletionInput) =>
  typeof toolChoice === 'object' ? tools?.find(({ name }) => name === toolChoice.name) : tools?.[0]

/** The plainest value of a schema with objects, strings and enums. */
const instanceOf = (schema: Json | undefined): Json => {
  if (!isObject(schema)) return 'x'
  const { enum: words, properties } = schema
  if (Array.isArray(words)) return words[0] ?? null
  if (!isObject(properties)) return 'x'
  return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, instanceOf(inner)]))
}

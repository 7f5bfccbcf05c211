import { GatewayError } from '../core/error.ts'
import type { PromptCall } from '../core/prompt.ts'
import type { Input } from '../core/request.ts'
import type { Stage } from '../core/stage.ts'

/**
 * Fills a prompt's call with its messages, so that what the caller has put into them is screened like any other text.
 * Throws INVALID_PROMPT or INVALID_INPUT if they cannot be rendered.
 */
export const prompt: Stage = next =>
  function prompt(call) {
    return next(call.prompt ? { ...call, input: filled(call.input, call.prompt) } : call)
  }

/** The input of a prompt's call, with its messages and tools. */
export const filled = (input: Input, { prompt, variables, followUp = [] }: PromptCall): Input => {
  if (input.task !== 'completion')
    throw new GatewayError('INVALID_PROMPT', 'A prompt asks for a completion, and for nothing else')
  const tools = prompt.toolsOf?.(variables) ?? []
  return {
    ...input,
    messages: [...prompt.render(variables), ...followUp],
    ...(tools.length > 0 && { tools }),
  }
}

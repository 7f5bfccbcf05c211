import type { Chunk } from '../../core/chunk.ts'
import { ProviderFailure } from '../../core/provider.ts'
import type { Input } from '../../core/request.ts'
import { endless } from './json.ts'

/** The most that one token stands for: the longest entries of OpenAI's vocabularies (cl100k, o200k) have so many. */
const charsPerToken = 128

/** What an answer may have besides the tokens that were asked for: some do not count thoughts, or stop late. */
const uncountedChars = 1 << 20

/** What a chunk costs to keep beside its text, so that an endless row of short ones ends as well. */
const chunkChars = 16

/** Many times what models call in one answer; a conversation takes 128 of them back. */
export const mostToolCalls = 1000

/**
 * Lets the chunks of one answer pass, counts their text, reasoning and tool calls together, and throws MALFORMED_ANSWER
 * at the chunk that goes beyond `mostChars`, beyond what `maxOutputTokens` can come to, or begins one tool call too many. A provider that never ends, or
 * pays no heed to the limit that it was told, must not fill our memory. Vectors are bounded by the body that they come in.
 */
export const answerBound = (input: Input, mostChars: number): ((chunk: Chunk) => Chunk) => {
  const asked = input.task === 'completion' ? input.maxOutputTokens : undefined
  const most = Math.min(mostChars, uncountedChars + (asked ?? Infinity) * charsPerToken)
  let chars = 0
  return chunk => {
    if (chunk.type === 'tool-call' && chunk.index >= mostToolCalls) throw endless(mostToolCalls, 'tool calls')
    chars += chunkChars + charsIn(chunk)
    if (chars > most)
      throw new ProviderFailure(
        'MALFORMED_ANSWER',
        `The provider did not stop: its answer has more than ${most} characters`,
        { retryable: false },
      )
    return chunk
  }
}

const charsIn = (chunk: Chunk): number => {
  switch (chunk.type) {
    case 'start':
      return chunk.model.length
    case 'text':
      return chunk.text.length
    case 'reasoning':
      return chunk.text.length + (chunk.providerState?.length ?? 0)
    case 'tool-call':
      return (
        chunk.arguments.length +
        (chunk.id?.length ?? 0) +
        (chunk.name?.length ?? 0) +
        (chunk.providerState?.length ?? 0)
      )
    default:
      return 0
  }
}

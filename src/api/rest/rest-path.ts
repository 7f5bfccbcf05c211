/** Where the core's words for a place in the input differ from what the client has sent. The first match counts. */
const renamings: readonly (readonly [RegExp, string])[] = [
  [/^(messages\[\d+\])\.parts(\[\d+\])\.(?:url|data|mediaType|detail)\b/, '$1.content$2.image_url.url'],
  [/^(messages\[\d+\])\.parts\b/, '$1.content'],
  [/^(messages\[\d+\])\.toolCallId\b/, '$1.tool_call_id'],
  [/^(messages\[\d+\])\.toolCalls(\[\d+\])\.(name|arguments)\b/, '$1.tool_calls$2.function.$3'],
  [/^(messages\[\d+\])\.toolCalls\b/, '$1.tool_calls'],
  [/^(tools\[\d+\])\.(name|description|parameters|strict)\b/, '$1.function.$2'],
  [/^responseFormat\.(name|description|schema|strict)\b/, 'response_format.json_schema.$1'],
  [/^responseFormat\b/, 'response_format'],
  [/^idempotencyKey\b/, 'idempotency-key'],
  [/^maxCostUsd\b/, 'x-weir-max-cost-usd'],
  [/^maxOutputTokens\b/, 'max_completion_tokens'],
  [/^parallelToolCalls\b/, 'parallel_tool_calls'],
  [/^reasoningEffort\b/, 'reasoning_effort'],
  [/^sessionId\b/, 'x-weir-session'],
  [/^subject\b.*/, 'x-weir-subject'],
  [/^tags\b.*/, 'x-weir-tags'],
  [/^texts\b/, 'input'],
  [/^toolChoice\b/, 'tool_choice'],
  [/^topP\b/, 'top_p'],
]

/** The path of an input in OpenAI's words: `messages[0].parts[1].url` is `messages[0].content[1].image_url.url`. */
export const restPath = (path: string): string => {
  const renaming = renamings.find(([pattern]) => pattern.test(path))
  return renaming ? path.replace(renaming[0], renaming[1]) : path
}

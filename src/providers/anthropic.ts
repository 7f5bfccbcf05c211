import { messagesDecoder } from './anthropic/decode.ts'
import { encodeMessages } from './anthropic/encode.ts'
import type { Adapter } from './kit/adapter.ts'
import { openaiFailure } from './kit/openai-failure.ts'

/**
 * Anthropic's Messages API (https://platform.claude.com/docs/en/api/messages). Settings: `anthropicVersion`
 * (2023-06-01) and `anthropicBeta`, the values of the headers of those names.
 */
export const anthropic: Adapter = {
  kind: 'anthropic',
  baseUrl: 'https://api.anthropic.com/v1',
  apiKeyEnv: 'ANTHROPIC_API_KEY',
  catalogue: 'anthropic',
  encode: encodeMessages,
  decoder: messagesDecoder,
  failure: openaiFailure,
}

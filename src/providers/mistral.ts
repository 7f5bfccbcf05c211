import { createHash } from 'node:crypto'
import { openaiCompatible } from './kit/openai-dialect.ts'

/** Mistral (https://docs.mistral.ai/api): refuses unknown fields, takes thoughts as parts of the content. */
export const mistral = openaiCompatible({
  kind: 'mistral',
  baseUrl: 'https://api.mistral.ai/v1',
  apiKeyEnv: 'MISTRAL_API_KEY',
  catalogue: 'mistral',
  quirks: {
    seed: 'random_seed',
    streamUsage: 'ALWAYS',
    requiredToolChoice: 'any',
    toolCallId: nineCharacters,
    thoughts: 'CONTENT',
  },
})

/** Mistral takes only ids of nine letters and digits; the same id always becomes the same nine. */
function nineCharacters(id: string): string {
  return /^[a-zA-Z0-9]{9}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 9)
}

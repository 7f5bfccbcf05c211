import { geminiDecoder } from './gemini/decode.ts'
import { encodeGemini } from './gemini/encode.ts'
import { geminiFailure } from './gemini/failure.ts'
import type { Adapter } from './kit/adapter.ts'

/**
 * Google's Gemini API (https://ai.google.dev/api): generateContent, streamGenerateContent, embedContent,
 * batchEmbedContents.
 */
export const gemini: Adapter = {
  kind: 'gemini',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  apiKeyEnv: 'GEMINI_API_KEY',
  catalogue: 'google',
  encode: encodeGemini,
  decoder: geminiDecoder,
  failure: geminiFailure,
}

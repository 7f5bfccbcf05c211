import type { Adapter } from './kit/adapter.ts'
import { openaiFailure } from './kit/openai-failure.ts'
import { ollamaDecoder } from './ollama/decode.ts'
import { encodeOllama } from './ollama/encode.ts'

/** Ollama's own API (https://docs.ollama.com/api): /api/chat and /api/embed. It asks for no key unless one is set. */
export const ollama: Adapter = {
  kind: 'ollama',
  baseUrl: 'http://localhost:11434',
  encode: encodeOllama,
  decoder: ollamaDecoder,
  failure: openaiFailure,
}

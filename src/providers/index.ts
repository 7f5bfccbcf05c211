import { anthropic } from './anthropic.ts'
import { azureOpenai } from './azure-openai.ts'
import { gemini } from './gemini.ts'
import type { Adapter } from './kit/adapter.ts'
import { mistral } from './mistral.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'
import { openaiCompatibles } from './openai-compatible.ts'

/** Every dialect that the gateway speaks, sorted. */
export const adapters: readonly Adapter[] = [
  anthropic,
  azureOpenai,
  gemini,
  mistral,
  ollama,
  openai,
  ...openaiCompatibles,
]

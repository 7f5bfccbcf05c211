import { azureOpenai } from './azure-openai.ts'
import type { Adapter } from './kit/adapter.ts'
import { mistral } from './mistral.ts'
import { openai } from './openai.ts'
import { openaiCompatibles } from './openai-compatible.ts'

/** Every dialect that the gateway speaks, sorted. */
export const adapters: readonly Adapter[] = [azureOpenai, mistral, openai, ...openaiCompatibles]

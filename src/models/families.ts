import type { Capability } from '../core/model.ts'

/** What a provider's own pages say of a family of models; the price catalogue says nothing of it. */
export interface Family {
  /** The start of the model's id, without the maker's prefix (`openai/`, `meta-llama/`). The first family that matches counts. */
  readonly id: RegExp
  readonly capabilities: readonly Capability[]
  readonly maxOutputTokens?: number
}

/** The family of a model id; undefined if it is none that we know. */
export const familyOf = (model: string): Family | undefined => {
  const id = model.slice(model.lastIndexOf('/') + 1).toLowerCase()
  return families.find(family => family.id.test(id))
}

const openai = ['COMPLETION', 'TOOLS', 'IMAGE_INPUT', 'JSON_SCHEMA'] as const
const claude = ['COMPLETION', 'TOOLS', 'IMAGE_INPUT'] as const
const gemini = ['COMPLETION', 'TOOLS', 'IMAGE_INPUT', 'JSON_SCHEMA'] as const
const textWithTools = ['COMPLETION', 'TOOLS'] as const
const mistral = ['COMPLETION', 'TOOLS', 'JSON_SCHEMA'] as const
const thinkingText = ['COMPLETION', 'REASONING'] as const

const families: readonly Family[] = [
  { id: /embed|^voyage-|^bge-/, capabilities: ['EMBEDDING'] },

  // https://platform.openai.com/docs/models: each model's page lists its features and maximum output.
  { id: /^gpt-oss/, capabilities: ['COMPLETION', 'TOOLS', 'REASONING'] },
  {
    id: /^(chatgpt-4o|gpt-4o)-2024-05-13/,
    capabilities: ['COMPLETION', 'TOOLS', 'IMAGE_INPUT'],
    maxOutputTokens: 4096,
  },
  { id: /^chatgpt-4o/, capabilities: ['COMPLETION', 'IMAGE_INPUT'], maxOutputTokens: 16_384 },
  { id: /^gpt-4o.*search/, capabilities: ['COMPLETION', 'JSON_SCHEMA'], maxOutputTokens: 16_384 },
  { id: /^gpt-4o/, capabilities: openai, maxOutputTokens: 16_384 },
  { id: /^gpt-4\.1/, capabilities: openai, maxOutputTokens: 32_768 },
  { id: /^gpt-4\.5/, capabilities: openai, maxOutputTokens: 16_384 },
  { id: /^gpt-4-turbo/, capabilities: ['COMPLETION', 'TOOLS', 'IMAGE_INPUT'], maxOutputTokens: 4096 },
  { id: /^gpt-4/, capabilities: textWithTools, maxOutputTokens: 8192 },
  { id: /^gpt-3\.5-turbo/, capabilities: textWithTools, maxOutputTokens: 4096 },
  { id: /^gpt-5(\.\d+)?-chat/, capabilities: openai, maxOutputTokens: 16_384 },
  {
    id: /^gpt-5(\.[12])?(-mini|-nano)?(-2025|$)/,
    capabilities: [...openai, 'REASONING'],
    maxOutputTokens: 128_000,
  },
  { id: /^gpt-[5-9]/, capabilities: [...openai, 'REASONING'] },
  { id: /^o1-preview/, capabilities: thinkingText, maxOutputTokens: 32_768 },
  { id: /^o1-mini/, capabilities: thinkingText, maxOutputTokens: 65_536 },
  {
    id: /^o3-mini/,
    capabilities: ['COMPLETION', 'TOOLS', 'JSON_SCHEMA', 'REASONING'],
    maxOutputTokens: 100_000,
  },
  { id: /^o[134]/, capabilities: [...openai, 'REASONING'], maxOutputTokens: 100_000 },

  // https://docs.anthropic.com/en/docs/about-claude/models/overview
  { id: /^claude-(2|v1|instant)/, capabilities: ['COMPLETION'], maxOutputTokens: 4096 },
  { id: /^claude-3[-.]5/, capabilities: claude, maxOutputTokens: 8192 },
  { id: /^claude-3[-.]7/, capabilities: [...claude, 'REASONING'], maxOutputTokens: 64_000 },
  { id: /^claude-3/, capabilities: claude, maxOutputTokens: 4096 },
  {
    id: /^claude-opus-4([-.][01])?(-2025|$)/,
    capabilities: [...claude, 'REASONING'],
    maxOutputTokens: 32_000,
  },
  {
    id: /^claude-(sonnet-4([-.][05])?(-2025|$)|opus-4[-.]5|haiku-4[-.]5)/,
    capabilities: [...claude, 'REASONING'],
    maxOutputTokens: 64_000,
  },
  { id: /^claude-/, capabilities: [...claude, 'REASONING'] },

  // https://ai.google.dev/gemini-api/docs/models
  { id: /^gemini-(1\.5|2\.0)/, capabilities: gemini, maxOutputTokens: 8192 },
  { id: /^gemini-2\.5/, capabilities: [...gemini, 'REASONING'], maxOutputTokens: 65_536 },
  { id: /^gemini-[3-9]/, capabilities: [...gemini, 'REASONING'] },

  // https://docs.mistral.ai/getting-started/models/models_overview and /capabilities/function_calling
  { id: /^pixtral/, capabilities: [...mistral, 'IMAGE_INPUT'] },
  { id: /^magistral/, capabilities: [...mistral, 'REASONING'] },
  { id: /^(mistral-(large|medium|small|nemo)|ministral|codestral|devstral)/, capabilities: mistral },

  // https://api-docs.deepseek.com/guides/function_calling and /guides/reasoning_model
  { id: /^deepseek-(r1|reasoner)/, capabilities: thinkingText },
  { id: /^deepseek-(chat|v3)/, capabilities: textWithTools },

  // https://docs.x.ai/docs/models
  { id: /^grok-[2-9]/, capabilities: mistral },

  // https://console.groq.com/docs/tool-use lists these as able to call tools.
  { id: /^(llama-3\.[1-9]|llama-4|qwen3|kimi-k2)/, capabilities: textWithTools },

  // https://docs.perplexity.ai/models: the reasoning ones think aloud.
  { id: /^sonar-(reasoning|deep-research)/, capabilities: thinkingText },
]

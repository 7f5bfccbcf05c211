import type { Adapter } from './kit/adapter.ts'
import { type OpenaiCompatible, openaiCompatible } from './kit/openai-dialect.ts'

/** Providers and servers that speak OpenAI's dialect, sorted by kind: a new one is one entry. */
const presets: readonly OpenaiCompatible[] = [
  { kind: 'avian', baseUrl: 'https://api.avian.io/v1', apiKeyEnv: 'AVIAN_API_KEY', catalogue: 'avian' },
  {
    kind: 'cerebras',
    baseUrl: 'https://api.cerebras.ai/v1',
    apiKeyEnv: 'CEREBRAS_API_KEY',
    catalogue: 'cerebras',
  },
  { kind: 'crusoe', baseUrl: 'https://api.inference.crusoecloud.com/v1', apiKeyEnv: 'CRUSOE_API_KEY' },
  { kind: 'deepinfra', baseUrl: 'https://api.deepinfra.com/v1/openai', apiKeyEnv: 'DEEPINFRA_API_KEY' },
  {
    kind: 'deepseek',
    baseUrl: 'https://api.deepseek.com/v1',
    apiKeyEnv: 'DEEPSEEK_API_KEY',
    catalogue: 'deepseek',
    // https://api-docs.deepseek.com/guides/thinking_mode
    quirks: { responseFormats: ['JSON'], effort: 'THINKING', thoughts: 'reasoning_content' },
  },
  {
    kind: 'fireworks',
    baseUrl: 'https://api.fireworks.ai/inference/v1',
    apiKeyEnv: 'FIREWORKS_API_KEY',
    catalogue: 'fireworks',
  },
  { kind: 'groq', baseUrl: 'https://api.groq.com/openai/v1', apiKeyEnv: 'GROQ_API_KEY', catalogue: 'groq' },
  { kind: 'huggingface', baseUrl: 'https://router.huggingface.co/v1', apiKeyEnv: 'HF_TOKEN' },
  { kind: 'hyperbolic', baseUrl: 'https://api.hyperbolic.xyz/v1', apiKeyEnv: 'HYPERBOLIC_API_KEY' },
  { kind: 'litellm', apiKeyEnv: 'LITELLM_API_KEY' },
  { kind: 'lmstudio', baseUrl: 'http://localhost:1234/v1' },
  {
    kind: 'moonshot',
    baseUrl: 'https://api.moonshot.ai/v1',
    apiKeyEnv: 'MOONSHOT_API_KEY',
    catalogue: 'moonshotai',
    // https://platform.moonshot.ai/docs/guide/use-kimi-k2-thinking-model
    quirks: { effort: 'THINKING', thoughts: 'reasoning_content' },
  },
  {
    kind: 'novita',
    baseUrl: 'https://api.novita.ai/v3/openai',
    apiKeyEnv: 'NOVITA_API_KEY',
    catalogue: 'novita',
  },
  { kind: 'nvidia', baseUrl: 'https://integrate.api.nvidia.com/v1', apiKeyEnv: 'NVIDIA_API_KEY' },
  { kind: 'openai-compatible' },
  {
    kind: 'openrouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    apiKeyEnv: 'OPENROUTER_API_KEY',
    catalogue: 'openrouter',
    // https://openrouter.ai/docs/use-cases/reasoning-tokens
    quirks: { effort: 'REASONING', thoughts: 'reasoning' },
  },
  {
    kind: 'perplexity',
    baseUrl: 'https://api.perplexity.ai',
    apiKeyEnv: 'PERPLEXITY_API_KEY',
    catalogue: 'perplexity',
    // https://docs.perplexity.ai/api-reference: usage is in every event; vectors are base64 of signed bytes.
    quirks: { streamUsage: 'ALWAYS', responseFormats: ['JSON_SCHEMA'], vectorCoding: 'BYTES' },
  },
  { kind: 'sambanova', baseUrl: 'https://api.sambanova.ai/v1', apiKeyEnv: 'SAMBANOVA_API_KEY' },
  {
    kind: 'snowflake',
    apiKeyEnv: 'SNOWFLAKE_PAT',
    // https://docs.snowflake.com/en/user-guide/snowflake-cortex/cortex-rest-api
    quirks: { maxTokens: 'max_completion_tokens', terminal: 'USAGE' },
  },
  {
    kind: 'together',
    baseUrl: 'https://api.together.xyz/v1',
    apiKeyEnv: 'TOGETHER_API_KEY',
    catalogue: 'together',
  },
  { kind: 'vercel-gateway', baseUrl: 'https://ai-gateway.vercel.sh/v1', apiKeyEnv: 'AI_GATEWAY_API_KEY' },
  { kind: 'vllm', quirks: { thoughts: 'reasoning' } },
  {
    kind: 'voyage',
    baseUrl: 'https://api.voyageai.com/v1',
    apiKeyEnv: 'VOYAGE_API_KEY',
    catalogue: 'voyageai',
  },
  {
    kind: 'writer',
    baseUrl: 'https://api.writer.com/v1',
    apiKeyEnv: 'WRITER_API_KEY',
    url: (_, { baseUrl }) => `${baseUrl}/chat`,
  },
  {
    kind: 'xai',
    baseUrl: 'https://api.x.ai/v1',
    apiKeyEnv: 'XAI_API_KEY',
    catalogue: 'x-ai',
    quirks: { thoughts: 'reasoning_content' },
  },
  {
    kind: 'zai',
    baseUrl: 'https://api.z.ai/api/paas/v4',
    apiKeyEnv: 'ZAI_API_KEY',
    catalogue: 'zai',
    // https://docs.z.ai/guides/capabilities/thinking-mode
    quirks: { responseFormats: ['JSON'], effort: 'THINKING', thoughts: 'reasoning_content' },
  },
]

/** The adapters of all of them; `openai-compatible` and others without a base URL need one in the configuration. */
export const openaiCompatibles: readonly Adapter[] = presets.map(openaiCompatible)

import { bearer, openaiCompatible, type Quirks } from './kit/openai-dialect.ts'

/**
 * What OpenAI's own chat completions want: the limit under its new name (reasoning models refuse the old one), and
 * instructions to reasoning models as `developer` (https://platform.openai.com/docs/api-reference/chat/create).
 */
export const openaiQuirks: Quirks = {
  maxTokens: 'max_completion_tokens',
  systemRole: model => (/^(?:o\d|gpt-(?!5-chat)[5-9])/.test(model) ? 'developer' : 'system'),
  encodingFormat: 'base64',
}

/** OpenAI. Settings: `organization`, `project`, for keys that belong to several. */
export const openai = openaiCompatible({
  kind: 'openai',
  baseUrl: 'https://api.openai.com/v1',
  apiKeyEnv: 'OPENAI_API_KEY',
  catalogue: 'openai',
  quirks: openaiQuirks,
  headers: target => ({
    ...bearer(target),
    ...(target.settings.organization && { 'openai-organization': target.settings.organization }),
    ...(target.settings.project && { 'openai-project': target.settings.project }),
  }),
})

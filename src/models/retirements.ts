/**
 * Whether the vendor has shut the model down by this time (milliseconds since 1970). The price catalogue keeps
 * retired models for old bills and says little of it, so these are the vendors' own dates, where they are certain.
 */
export const isRetired = (provider: string, model: string, at: number): boolean =>
  retirements[provider]?.some(({ id, on }) => id.test(model) && at >= Date.parse(on)) ?? false

interface Retirement {
  readonly id: RegExp
  /** The first day without it. */
  readonly on: string
}

const retirements: { readonly [provider: string]: readonly Retirement[] } = {
  // https://docs.anthropic.com/en/docs/about-claude/model-deprecations
  anthropic: [
    { id: /^claude-(v1|1|instant)/, on: '2024-11-07' },
    { id: /^claude-(2|v2|3-sonnet)/, on: '2025-07-22' },
    { id: /^claude-3[-.]5-sonnet/, on: '2025-10-29' },
    { id: /^claude-3-opus/, on: '2026-01-06' },
    { id: /^claude-(3[-.]5-haiku|3[-.]7-sonnet|sonnet-3[-.]7)/, on: '2026-02-20' },
    { id: /^claude-3-haiku/, on: '2026-04-21' },
  ],
  // https://docs.mistral.ai/getting-started/models/models_overview#legacy-models
  mistral: [{ id: /^mistral-medium-2312$/, on: '2025-06-17' }],
  // https://platform.openai.com/docs/deprecations
  openai: [
    { id: /^gpt-3\.5-turbo-(0301|0613|16k(-0613)?)$/, on: '2024-09-14' },
    { id: /^gpt-4-(1106-)?vision-preview$/, on: '2024-12-07' },
    { id: /^gpt-4-32k/, on: '2025-06-07' },
    { id: /^gpt-4\.5-preview/, on: '2025-07-15' },
    { id: /^o1-preview/, on: '2025-07-29' },
    { id: /^o1-mini/, on: '2025-10-28' },
  ],
}

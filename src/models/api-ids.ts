/** Whether a name may be listed as an id of the provider's API: the price catalogue also keeps names of its own and of resellers. */
export const isApiId = (name: string, provider: string): boolean => !otherNames[provider]?.test(name)

const otherNames: { readonly [provider: string]: RegExp } = {
  // https://docs.anthropic.com/en/docs/about-claude/models/overview: these need a date or `-latest` behind them.
  anthropic: /^claude-(2|v1|3-5-sonnet|3-haiku|3-sonnet)$/,
  // https://ai.google.dev/gemini-api/docs/models: these need a version or a size behind them.
  google: /^(gemini-pro|gemini-2\.5-flash-preview|gemma-3n?)$/,
  // https://docs.mistral.ai/getting-started/models/models_overview: ids end with a date or `-latest`, but for the oldest.
  mistral: /^(?!open-|mistral-embed$)(?!.*-(latest|\d{4})$)|-24b-/,
  // https://platform.openai.com/docs/models: an effort is a parameter, a chat model is `-latest`; Azure leaves out the
  // dot; a fine-tuned model has its owner's name.
  openai:
    /^(ft:|gpt-35|gpt-3\.5-0301|gpt-4-turbo-0125-preview|gpt-[5-9]-\d(-|$)|gpt-chat-latest)|-(high|chat|ada)$|-v2$/,
}

/** Ids that the vendors document and the price catalogue knows by their beginning only. */
export const documentedIds: { readonly [provider: string]: readonly string[] } = {
  // https://docs.anthropic.com/en/docs/about-claude/models/overview and /model-deprecations
  anthropic: [
    'claude-3-5-haiku-20241022',
    'claude-3-5-sonnet-20240620',
    'claude-3-5-sonnet-20241022',
    'claude-3-5-sonnet-latest',
    'claude-3-7-sonnet-20250219',
    'claude-3-haiku-20240307',
    'claude-3-opus-20240229',
    'claude-haiku-4-5-20251001',
    'claude-opus-4-1-20250805',
    'claude-opus-4-20250514',
    'claude-opus-4-5-20251101',
    'claude-sonnet-4-20250514',
    'claude-sonnet-4-5-20250929',
  ],
  // https://docs.mistral.ai/getting-started/models/models_overview
  mistral: ['magistral-medium-latest', 'magistral-small-latest'],
}

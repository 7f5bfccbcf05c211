/** The encodings of tiktoken that models in use today have. */
export type Encoding = 'o200k_base' | 'cl100k_base'

/**
 * The encoding of a model family, by tiktoken's own table (openai/tiktoken, `tiktoken/model.py`). Other makers'
 * tokenizers are not public in this form, or differ by a few per cent: theirs is the newest of OpenAI's.
 */
export const encodingOf = (model: string): Encoding => {
  const id = model.slice(model.lastIndexOf('/') + 1).toLowerCase()
  return cl100k.test(id) ? 'cl100k_base' : 'o200k_base'
}

/**
 * Whether a count may stand for the provider's own. Others' tokenizers make more tokens of the same text: of English up
 * to half more, of other scripts and of runs of one sign many times as many. A name that tells no maker is taken at its word.
 */
export const isTokenizerKnown = (model: string): boolean => !others.test(model)

const others =
  /(^|[^a-z])(claude|codestral|command|deepseek|devstral|gemini|gemma|glm|grok|jamba|kimi|llama|magistral|minimax|ministral|mistral|mixtral|nemotron|nova|phi|pixtral|qwen|qwq|sonar|voyage)/i

const cl100k = /^(ft:)?(gpt-4(-|$)|gpt-3\.?5|text-embedding-(3|ada)|babbage-002|davinci-002)/

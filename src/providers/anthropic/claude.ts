/** What a model takes, as far as its requests differ from those of its siblings. */
export interface Claude {
  /** The most that one answer may hold, sent where the caller names no limit: the API insists on one. */
  readonly maxOutputTokens: number
  /** How thinking is asked for: not at all, with a budget of tokens, or with an effort. */
  readonly thinking: 'NONE' | 'BUDGET' | 'ADAPTIVE'
  /** Whether `output_config.format` and strict tools exist. */
  readonly structuredOutput: boolean
  /** Whether temperature and top_p may be set. */
  readonly sampling: boolean
  /** Whether a tool can be forced on it. */
  readonly forcedTools: boolean
}

/**
 * Reads the capabilities off a model's name, from Anthropic's pages on models, extended thinking, structured
 * outputs and tool use. A newer Claude is taken for the newest one known; what is no Claude (other vendors offer
 * this API too) for a plain model.
 */
export const claudeOf = (model: string): Claude => {
  const name = /claude-(?:([a-z]+)-)?(?:(\d+)(?:[-.](\d{1,2})(?!\d))?)?/.exec(model)
  if (!name) return foreign
  const [, family = '', major, minor = '0'] = name
  const version = major === undefined ? Number.POSITIVE_INFINITY : Number(major) * 100 + Number(minor)
  return {
    maxOutputTokens: maxOutputTokensOf(family, version),
    thinking: version < 307 ? 'NONE' : version < 406 ? 'BUDGET' : 'ADAPTIVE',
    structuredOutput: version >= 405 || (family === 'opus' && version >= 401),
    sampling: version < 407,
    forcedTools: family !== 'fable' && family !== 'mythos',
  }
}

const foreign: Claude = {
  maxOutputTokens: 8_192,
  thinking: 'BUDGET',
  structuredOutput: false,
  sampling: true,
  forcedTools: true,
}

/** `version` is 405 for 4.5. */
const maxOutputTokensOf = (family: string, version: number): number => {
  if (version < 305) return 4_096
  if (version < 307) return 8_192
  return family === 'opus' && version < 405 ? 32_000 : 64_000
}

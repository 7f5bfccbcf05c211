import type { Json } from '../../core/message.ts'
import { ProviderFailure } from '../../core/provider.ts'
import type { Input } from '../../core/request.ts'
import type { Target } from './adapter.ts'
import { isFields } from './json.ts'

/** A request body, or an object within it. */
export type Body = { readonly [name: string]: Json }

/** The object without the fields that have no value. */
export const present = (fields: { readonly [name: string]: Json | undefined }): Body => {
  const body: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) body[name] = value
  return body
}

/** The options of one dialect, and what in the body is not the caller's to set. */
export interface OptionRules {
  /** The key in `providerOptions`. */
  readonly dialect: string
  /** What the gateway has checked or counted on, as `reservedNames` has it. */
  readonly reserved: ReadonlySet<string>
  /** What the provider charges for beside tokens, or lets it read what nobody has bounded; by the same names. */
  readonly unmetered: ReadonlySet<string>
  /** Whether the provider runs a tool itself, such as a web search, or charges more for it: that is unmetered too. */
  readonly isOwnTool: (tool: Body) => boolean
}

/** Whose options go where. */
export interface Asked {
  readonly input: Input
  readonly target: Pick<Target, 'settings'>
}

/**
 * A set of names of the body, such as `max_tokens` or `options.num_predict`, in the form in which options are compared
 * with it: servers take `generation_config` for `generationConfig` (ProtoJSON), `Messages` and even `me\u017f\u017fages`
 * for `messages` (Go's encoding/json).
 */
export const reservedNames = (...names: readonly string[]): ReadonlySet<string> => new Set(names.map(plain))

/** A name in the form in which names are compared. */
export const plain = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/[-_]/g, '')

/**
 * The body with the caller's own options in it: objects are merged, lists joined, other values replaced, whichever
 * way a name is spelled. Throws UNSUPPORTED for an option that is reserved or costs more than the gateway meters; of the
 * latter, the provider's setting `unmetered: allow` allows those beside the tier.
 */
export const withOptions = (body: Body, { input, target }: Asked, rules: OptionRules): Body => {
  const options = input.providerOptions?.[rules.dialect]
  if (options === undefined) return body
  if (!isBody(options)) throw unsupported(`providerOptions.${rules.dialect} is no object`)
  for (const [name, value] of Object.entries(options)) if (plain(name) === 'servicetier') checkTier(value)
  if (target.settings.unmetered !== 'allow') checkMetered(options, rules)
  return merge(body, options, { ...rules, path: '' })
}

const merge = (body: Body, options: Body, rules: OptionRules & { readonly path: string }): Body => {
  const merged = new Map(Object.entries(body))
  const mineByName = new Map(Object.keys(body).map(name => [plain(name), name]))
  for (const [given, option] of Object.entries(options)) {
    const name = mineByName.get(plain(given)) ?? given
    const path = rules.path + name
    if (rules.reserved.has(plain(path)))
      throw unsupported(
        `providerOptions.${rules.dialect} cannot set ${`${rules.path}${given}`.slice(0, 100)}`,
      )
    const mine = merged.get(name)
    if (isBody(option)) {
      merged.set(name, merge(isBody(mine) ? mine : {}, option, { ...rules, path: `${path}.` }))
    } else if (isBody(mine) && holdsReserved(path, rules.reserved)) {
      throw unsupported(`providerOptions.${rules.dialect} can set ${path} only to an object`)
    } else {
      merged.set(name, Array.isArray(option) && Array.isArray(mine) ? [...mine, ...option] : option)
    }
  }
  return Object.fromEntries(merged)
}

const holdsReserved = (path: string, reserved: ReadonlySet<string>): boolean =>
  [...reserved].some(name => name.startsWith(`${plain(path)}.`))

/** The tiers of all dialects that cost no more than the list price. Others do, such as `priority`, or nobody knows. */
const meteredTiers: ReadonlySet<Json> = new Set([
  'auto', // What the provider's account says.
  'batch',
  'default',
  'flex',
  'on_demand', // Groq
  'standard', // Gemini
  'standard_only', // Anthropic
])

const checkTier = (tier: Json): void => {
  if (tier !== null && !meteredTiers.has(tier))
    throw unsupported(
      `The service tier ${JSON.stringify(tier).slice(0, 40)} may cost more than the gateway meters; leave it out, or choose one of ${[...meteredTiers].join(', ')}`,
    )
}

const checkMetered = (options: Body, { dialect, unmetered, isOwnTool }: OptionRules): void => {
  for (const [name, value] of Object.entries(options)) {
    const tools = plain(name) === 'tools' ? [value].flat() : []
    if (!unmetered.has(plain(name)) && !tools.some(tool => isBody(tool) && isOwnTool(tool))) continue
    throw unsupported(
      `providerOptions.${dialect}.${name.slice(0, 100)} may cost more than the gateway meters; leave out what the provider runs itself, or an admin may set \`unmetered: allow\` of the provider`,
    )
  }
}

const isBody = (value: Json | undefined): value is Body => isFields(value)

/** What the dialect cannot say. The message tells what to leave out. */
export const unsupported = (message: string): ProviderFailure =>
  new ProviderFailure('UNSUPPORTED', message, { retryable: false })

/**
 * A tool call's arguments as the object that providers want. Text that is no JSON object travels under the name
 * that Anthropic's page on fine-grained tool streaming suggests.
 */
export const argumentsObject = (text: string): Body => {
  if (text.trim() === '') return {}
  try {
    const value: Json = JSON.parse(text)
    if (isBody(value)) return value
  } catch {
    // Told to the model below.
  }
  return { INVALID_JSON: text }
}

import type { Json } from '../../core/message.ts'
import { ProviderFailure } from '../../core/provider.ts'
import type { Input } from '../../core/request.ts'
import { isFields } from './json.ts'

/** A request body, or an object within it. */
export type Body = { readonly [name: string]: Json }

/** The object without the fields that have no value. */
export const present = (fields: { readonly [name: string]: Json | undefined }): Body => {
  const body: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) body[name] = value
  return body
}

/** The options of one dialect, and what in the body is not the caller's to set: `max_tokens`, `options.num_predict`. */
export interface OptionRules {
  /** The key in `providerOptions`. */
  readonly dialect: string
  /** What the gateway has checked or counted on. */
  readonly reserved: ReadonlySet<string>
}

/**
 * The body with the caller's own options in it: objects are merged, lists joined, other values replaced. Throws
 * UNSUPPORTED for an option that is reserved.
 */
export const withOptions = (body: Body, input: Input, rules: OptionRules): Body => {
  const options = input.providerOptions?.[rules.dialect]
  if (options === undefined) return body
  if (!isBody(options)) throw unsupported(`providerOptions.${rules.dialect} is no object`)
  return merge(body, options, { ...rules, path: '' })
}

const merge = (body: Body, options: Body, rules: OptionRules & { readonly path: string }): Body => {
  const merged = new Map(Object.entries(body))
  for (const [name, option] of Object.entries(options)) {
    const path = rules.path + name
    if (rules.reserved.has(path)) throw unsupported(`providerOptions.${rules.dialect} cannot set ${path}`)
    const mine = merged.get(name)
    if (isBody(option)) {
      merged.set(name, merge(isBody(mine) ? mine : {}, option, { ...rules, path: `${path}.` }))
    } else {
      merged.set(name, Array.isArray(option) && Array.isArray(mine) ? [...mine, ...option] : option)
    }
  }
  return Object.fromEntries(merged)
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

import type { Json } from '../../core/message.ts'
import { ProviderFailure } from '../../core/provider.ts'
import { isFields } from './json.ts'

/** A request body, or an object within it. */
export type Body = { readonly [name: string]: Json }

/** The object without the fields that have no value. */
export const present = (fields: { readonly [name: string]: Json | undefined }): Body => {
  const body: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) body[name] = value
  return body
}

/**
 * The body with the caller's own options in it: objects are merged, lists joined, other values replaced. Options
 * named in `kept` (`max_tokens`, `options.num_predict`) are ignored: the gateway has counted on their values.
 */
export const withOptions = (body: Body, options: Json | undefined, kept: ReadonlySet<string>): Body =>
  isBody(options) ? merge(body, options, { kept, path: '' }) : body

const merge = (
  body: Body,
  options: Body,
  about: { readonly kept: ReadonlySet<string>; readonly path: string },
): Body => {
  const merged: { [name: string]: Json } = { ...body }
  for (const [name, option] of Object.entries(options)) {
    const path = about.path + name
    if (about.kept.has(path) || name === '__proto__') continue
    const mine = body[name]
    if (isBody(option)) {
      merged[name] = merge(isBody(mine) ? mine : {}, option, { kept: about.kept, path: `${path}.` })
    } else if (Array.isArray(option) && Array.isArray(mine)) {
      merged[name] = [...mine, ...option]
    } else {
      merged[name] = option
    }
  }
  return merged
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

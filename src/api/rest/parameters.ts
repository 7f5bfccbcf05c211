import { GatewayError } from '../../core/error.ts'
import type { Json } from '../../core/message.ts'
import { hasTooManyValues, mostValues } from '../../core/value-count.ts'
import { invalid, isObject, type Read } from './fields.ts'

/** Takes one parameter of a body into the draft of a request. Throws INVALID_INPUT. */
export type Take<Draft> = (draft: Draft, value: Json, name: string) => void

/** A draft that collects what goes to the provider as it is. */
export interface Passing {
  readonly passed: { [name: string]: Json }
}

/**
 * Reads each parameter of a body by the table. null says the same as nothing. What is not in the table is refused:
 * a parameter that was silently dropped would be a promise not kept.
 */
export const readParameters = <Draft>(
  body: unknown,
  table: ReadonlyMap<string, Take<Draft>>,
  draft: Draft,
): void => {
  if (!isObject(body)) throw new GatewayError('INVALID_INPUT', 'The body must be a JSON object.')
  if (hasTooManyValues(body))
    throw new GatewayError('INVALID_INPUT', `The body holds too many values; ${mostValues} are allowed.`)
  for (const name in body) {
    const take = table.get(name)
    if (!take)
      throw invalid(name.slice(0, 80), `Unrecognized request argument supplied: ${name.slice(0, 80)}`)
    const value = body[name]
    if (value !== undefined && value !== null) take(draft, value, name)
  }
}

/** A parameter that OpenAI's dialect knows and the gateway does not govern: checked, then handed to the provider. */
export const passed =
  (check: Read<unknown>): Take<Passing> =>
  (draft, value, name) => {
    check(value, name)
    draft.passed[name] = value
  }

/** A parameter of OpenAI's that has no effect here whatever its value. */
export const ignored =
  (check: Read<unknown>): Take<unknown> =>
  (_, value, name) => {
    check(value, name)
  }

/** A parameter of OpenAI's that the gateway cannot honour, and what to do instead. */
export const refused =
  (instead: string): Take<unknown> =>
  (_, _value, name) => {
    throw unsupported(name, instead)
  }

export const unsupported = (path: string, instead: string): GatewayError =>
  invalid(path, `Unsupported parameter: '${path}' is not supported by this gateway; ${instead}.`)

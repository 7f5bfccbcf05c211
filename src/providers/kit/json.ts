import { ProviderFailure } from '../../core/provider.ts'

/** A JSON object as it came from outside: nothing is known of its fields. */
export type Fields = { readonly [name: string]: unknown }

/** Parses what a provider sent. Throws MALFORMED_ANSWER, without the text: it may hold what nobody should log. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ProviderFailure(
      'MALFORMED_ANSWER',
      `The provider sent ${text.length} characters that are no JSON`,
      {
        retryable: true,
        cause,
      },
    )
  }
}

/** Whether the text is one whole JSON document, or the marker that closes a stream of them. */
export const isJson = (text: string): boolean => {
  if (text.trim() === '[DONE]') return true
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Whether a value has named fields; arrays have not. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value where it has named fields, else an object without any. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : noFields)

const noFields: Fields = {}

/** The value where it is an array, else an empty one. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : noItems)

const noItems: readonly unknown[] = []

/** The value where it is a text that is not empty. */
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** An answer, or one event of it, longer than we are willing to hold. */
export const oversized = (maxChars: number): ProviderFailure =>
  new ProviderFailure('MALFORMED_ANSWER', `The provider sent more than ${maxChars} characters in one piece`, {
    retryable: false,
  })

/** An answer of which there is no end. */
export const endless = (most: number, what = 'bytes'): ProviderFailure =>
  new ProviderFailure('MALFORMED_ANSWER', `The provider did not stop: it sent more than ${most} ${what}`, {
    retryable: false,
  })

import { ProviderFailure } from '../../core/provider.ts'

/** The numbers of an embedding. Throws MALFORMED_ANSWER for anything else. */
export const vectorIn = (value: unknown): readonly number[] => {
  if (Array.isArray(value) && value.length > 0 && value.every(isNumber)) return value
  throw new ProviderFailure('MALFORMED_ANSWER', 'The provider sent an embedding that is no list of numbers', {
    retryable: true,
  })
}

const isNumber = (value: unknown): value is number => typeof value === 'number'

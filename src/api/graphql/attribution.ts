import type { Json } from '../../core/message.ts'
import { nanosFromUsd } from '../../core/money.ts'
import type { CompletionInput } from '../../core/request.ts'
import type * as contract from './generated/resolvers.ts'
import { invalidInput } from './invalid-input.ts'

type Attribution = Pick<
  CompletionInput,
  'idempotencyKey' | 'maxCostNanos' | 'providerOptions' | 'sessionId' | 'subject' | 'tags'
>

/** What accompanies every call, in the words of the core. Throws INVALID_INPUT. */
export const attributionOf = (input: contract.CompletionInput | contract.EmbeddingInput): Attribution => ({
  ...(input.sessionId != null && { sessionId: input.sessionId }),
  ...(input.subject != null && { subject: input.subject }),
  ...(input.tags != null && { tags: input.tags }),
  ...(input.maxCostUsd != null && { maxCostNanos: nanosOf(input.maxCostUsd) }),
  ...(input.idempotencyKey != null && { idempotencyKey: input.idempotencyKey }),
  ...(input.providerOptions != null && {
    providerOptions: objectOf(input.providerOptions, 'providerOptions'),
  }),
})

/** The value, if it is a JSON object. Throws INVALID_INPUT. */
export const objectOf = (value: Json, path: string): { readonly [key: string]: Json } => {
  if (typeof value !== 'object' || value === null || isList(value))
    throw invalidInput(path, 'must be a JSON object')
  return value
}

/** `Array.isArray`, for lists that are read-only. */
const isList = (value: object): value is readonly unknown[] => Array.isArray(value)

const nanosOf = (usd: string): bigint => {
  const nanos = nanosFromUsd(usd)
  if (nanos === undefined)
    throw invalidInput('maxCostUsd', 'must be below a trillion dollars and have nine decimal places at most')
  return nanos
}

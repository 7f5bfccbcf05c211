import { ProviderFailure } from '../../core/provider.ts'
import { fieldsOf, isJson, listOf } from '../kit/json.ts'
import { openaiFailure } from '../kit/openai-failure.ts'
import { type Headers, retryAfterMs } from '../kit/retry-after.ts'

/**
 * An error of a Google API (https://google.aip.dev/193): its code is the canonical one (RESOURCE_EXHAUSTED); how
 * long to wait stands in a detail of type google.rpc.RetryInfo, as `34.4s`. Streams wrap it in a list.
 */
export const geminiFailure = (status: number, headers: Headers, body: string): ProviderFailure => {
  const failure = openaiFailure(status, headers, body)
  const wait = retryAfterMs({ 'retry-after': delayIn(body)?.replace(/s$/, '') })
  if (wait === undefined) return failure
  const { message, code, retryable } = failure
  return new ProviderFailure('HTTP_STATUS', message, { status, code, retryable, retryAfterMs: wait })
}

const delayIn = (body: string): string | undefined => {
  const document: unknown = isJson(body) ? JSON.parse(body) : undefined
  const error = fieldsOf(fieldsOf(listOf(document)[0] ?? document).error)
  const delays = listOf(error.details).map(detail => fieldsOf(detail).retryDelay)
  return delays.find(delay => typeof delay === 'string')
}

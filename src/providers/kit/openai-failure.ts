import type { Usage } from '../../core/chunk.ts'
import { ProviderFailure } from '../../core/provider.ts'
import { type Fields, fieldsOf, isFields, listOf, textIn } from './json.ts'
import { type Headers, retryAfterMs } from './retry-after.ts'

/** What an answer with an error status means, in the dialect of OpenAI and its variations. */
export function openaiFailure(status: number, headers: Headers, body: string): ProviderFailure {
  const { code, message } = errorIn(documentIn(body)) ?? { code: undefined, message: '' }
  return new ProviderFailure(
    'HTTP_STATUS',
    `The provider answered ${status}: ${message || 'no reason given'}`,
    {
      status,
      code,
      retryable: isRetryable(status, headers),
      retryAfterMs: retryAfterMs(headers, message),
    },
  )
}

/**
 * Whether the same question may succeed later: time-outs, conflicts, rate limits and faults of the provider
 * (529 is Anthropic's and others' "overloaded"). `x-should-retry` is OpenAI's own word on it.
 */
export const isRetryable = (status: number, headers: Headers = {}): boolean => {
  if (headers['x-should-retry'] === 'true') return true
  if (headers['x-should-retry'] === 'false') return false
  return (
    status === 408 || status === 409 || status === 425 || status === 429 || (status >= 500 && status !== 501)
  )
}

/** What a provider says of its error. */
export interface ErrorReport {
  /**
   * Its own code, such as `rate_limit_exceeded`, else the error's type, else its number. Only what looks like a code:
   * callers see it, and providers put into that field what they were sent.
   */
  readonly code: string | undefined
  readonly message: string
  /** The HTTP status that it stands for, where it says so. */
  readonly status: number | undefined
}

/** The error in an answer or an event; undefined if there is none. */
export function errorIn(value: unknown): ErrorReport | undefined {
  const [first] = listOf(value)
  const fields = fieldsOf(first ?? value)
  const error = fields.error ?? listOf(fields.errors)[0]
  if (isFields(error)) return report(error)
  if (textIn(error) !== undefined) return report({ ...fields, message: error })
  const isError = fields.object === 'error' || fields.type === 'error'
  const isBare = fields.choices === undefined && textIn(fields.detail ?? fields.message) !== undefined
  if (isError || isBare) return report({ ...fields, message: textIn(fields.message) ?? fields.detail })
  return undefined
}

const report = (error: Fields): ErrorReport => {
  const numbers = [error.status, error.code, error.status_code].map(Number)
  const codes = [error.code, error.type, error.status].map(codeIn)
  return {
    code: codes.find(isWord) ?? codes.find(code => code !== undefined),
    message: textIn(error.message) ?? '',
    status: numbers.find(number => number >= 400 && number < 600),
  }
}

/** The code in a field of that name; undefined for what does not look like one: a sentence, an address, a long text. */
export const codeIn = (value: unknown): string | undefined => {
  const code = typeof value === 'number' ? String(value) : value
  return typeof code === 'string' && /^[\w.:/-]{1,64}$/.test(code) ? code : undefined
}

const isWord = (code: string | undefined): boolean => code !== undefined && /[a-z]/i.test(code)

/** An error in the middle of an answer whose status was 200. */
export function midStreamError(error: ErrorReport, usage: Usage | undefined): ProviderFailure {
  const refused = /invalid|context_length|not_found|unsupported|content_filter|permission|authentication/
  return new ProviderFailure('MID_STREAM_ERROR', `The provider failed while answering: ${error.message}`, {
    status: error.status,
    code: error.code,
    retryable: error.status === undefined ? !refused.test(error.code ?? '') : isRetryable(error.status),
    usage,
  })
}

const documentIn = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    // A proxy's page, or the events of a stream that failed at once.
    const data = /^data: ?(\{.*\})\r?$/m.exec(body)?.[1]
    return data === undefined || data === body ? undefined : documentIn(data)
  }
}

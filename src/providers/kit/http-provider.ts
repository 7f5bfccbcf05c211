import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { GatewayError } from '../../core/error.ts'
import { type Provider, type ProviderCall, ProviderFailure } from '../../core/provider.ts'
import type { Adapter, Target } from './adapter.ts'
import { answerBound } from './answer-bound.ts'
import { type AnswerLimits, answerLimits, answerReader } from './answer-reader.ts'
import { openExchange } from './exchange.ts'
import { bodySource, headOf, isTimeout } from './http-body.ts'
import { type OpenAnswer, readAnswer } from './read-answer.ts'
import { stateSeal } from './state-seal.ts'

/** What an HTTP provider is made of. */
export interface HttpProvider {
  /** As configured, such as `openai-main`. */
  readonly name: string
  readonly adapter: Adapter
  /** Needed where the adapter knows none. */
  readonly baseUrl?: string
  readonly apiKey?: string
  readonly settings?: Target['settings']
  /** 32 secret bytes that seal what the provider wants back in the next turn; the same after every start. */
  readonly stateKey: Uint8Array
  /** Keeps the connections, and the limit of the time to connect; closed by its owner. */
  readonly dispatcher: Dispatcher
  readonly limits?: Partial<HttpLimits>
}

/** How long we wait for a provider, and how much we read. */
export interface HttpLimits {
  /** Until the head of the answer; a unary answer takes as long as the model thinks. */
  readonly headMs: number
  /** Between two pieces of the body. */
  readonly idleMs: number
  readonly totalMs: number
  /** Of the body of an error. */
  readonly errorBytes: number
  /** What a provider may take to close its answer behind `[DONE]`, so that the connection serves again. */
  readonly closingMs: number
  readonly answer: AnswerLimits
}

/** Patient with models that think for minutes, and bounded all the same. */
export const httpLimits: HttpLimits = {
  headMs: 600_000,
  idleMs: 300_000,
  totalMs: 3_600_000,
  errorBytes: 65_536,
  closingMs: 250,
  answer: answerLimits,
}

/**
 * A provider that is asked over HTTP. Redirects are not followed: a key must not travel to another host. Every
 * fault is a ProviderFailure; an aborted signal closes the connection at once, however silent the provider is.
 */
export function httpProvider(about: HttpProvider): Provider {
  const { name, adapter, dispatcher } = about
  const limits = { ...httpLimits, ...about.limits }
  const baseUrl = (about.baseUrl ?? adapter.baseUrl)?.replace(/\/+$/, '')
  if (baseUrl === undefined)
    throw new GatewayError('INVALID_INPUT', `The provider ${name} of kind ${adapter.kind} needs a baseUrl`)

  return {
    name,
    kind: adapter.kind,
    run(call) {
      const target: Target = {
        deployment: call.deployment,
        baseUrl,
        ...(about.apiKey !== undefined && { apiKey: about.apiKey }),
        stream: call.stream && call.input.task === 'completion',
        settings: about.settings ?? {},
      }
      const seal = stateSeal({ key: about.stateKey, tenant: call.tenant })
      const { signal } = call

      const open = async (): Promise<OpenAnswer> => {
        const input = seal.unsealed(call.input)
        const exchange = openExchange(adapter.encode(input, target), { dispatcher, ...limits, signal })
        try {
          const { status, headers } = await exchange.head()
          if (status < 200 || status > 299)
            throw adapter.failure(status, singles(headers), await headOf(exchange, limits.errorBytes))
          const bounded = answerBound(input, limits.answer.answerChars)
          const reader = answerReader({
            decoder: adapter.decoder(input, target),
            contentType: String(headers['content-type'] ?? ''),
            limits: limits.answer,
            passed: chunk => seal.sealed(bounded(chunk)),
          })
          return bodySource(exchange, { reader, closingMs: limits.closingMs, signal })
        } catch (error) {
          exchange.close()
          throw error
        }
      }
      return readAnswer(open, error => withoutSecret(failureOf(error, call), about.apiKey))
    },
  }
}

/** Of a header that came several times, the first one counts. */
const singles = (headers: IncomingHttpHeaders): { readonly [name: string]: string | undefined } =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )

/** What is kept of a provider's words, in characters. */
const mostWords = 2000

/**
 * Some providers repeat the key that they reject, or the question: the key belongs neither in a log nor in an answer,
 * and of the words a few are enough. A failure is made anew, since its stack repeats its message.
 */
const withoutSecret = (failure: ProviderFailure, apiKey: string | undefined): ProviderFailure => {
  const { kind, message, code } = failure
  const masked = apiKey ? message.replaceAll(apiKey, '[key]') : message
  const isKeyInCode = apiKey ? code?.toLowerCase().includes(apiKey.toLowerCase()) === true : false
  if (masked === message && !isKeyInCode && message.length <= mostWords) return failure
  const { status, retryable, retryAfterMs, usage, cause } = failure
  return new ProviderFailure(kind, masked.slice(0, mostWords), {
    status,
    code: isKeyInCode ? undefined : code,
    retryable,
    retryAfterMs,
    usage,
    cause,
  })
}

const failureOf = (error: unknown, { signal, deployment }: ProviderCall): ProviderFailure => {
  if (signal.aborted)
    return new ProviderFailure('CONNECTION', 'The call was cancelled', { retryable: false, cause: error })
  if (error instanceof ProviderFailure) return error
  if (isTimeout(error))
    return new ProviderFailure('TIMEOUT', `${deployment.name} did not answer in time`, {
      retryable: true,
      cause: error,
    })
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return new ProviderFailure('CONNECTION', `No connection to ${deployment.name}: ${error.code}`, {
      code: error.code,
      retryable: true,
      cause: error,
    })
  return new ProviderFailure('MALFORMED_ANSWER', `${deployment.name} sent what nobody could read`, {
    retryable: true,
    cause: error,
  })
}

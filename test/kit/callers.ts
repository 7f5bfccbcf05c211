import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createWsClient } from 'graphql-ws'
import WebSocket from 'ws'
import { errorCodes } from '../../src/core/error.ts'

/** How a question ended, whichever way it was asked. */
export type Outcome =
  | { readonly text: string; readonly id: string; readonly warnings: readonly string[] }
  | { readonly code: string }

export interface Question {
  readonly url: string
  readonly key: string
  readonly model: string
  readonly text: string
  readonly maxOutputTokens?: number
}

/** One way of asking. */
export interface Caller {
  readonly name: string
  ask(question: Question): Promise<Outcome>
}

const inputOf = ({ model, text, maxOutputTokens }: Question) => ({
  model,
  messages: [{ role: 'USER', content: text }],
  ...(maxOutputTokens !== undefined && { maxOutputTokens }),
})

const completeDocument = `mutation Ask($input: CompletionInput!) {
  complete(input: $input) {
    __typename
    ... on Completion { id warnings answer: message { text } }
    ... on QuotaExceeded { quota { meter } }
  }
}`

const completionDocument = `subscription Ask($input: CompletionInput!) {
  completion(input: $input) {
    __typename
    ... on TextDelta { text }
    ... on CompletionFinished { completion { id warnings } }
    ... on CompletionFailed { code }
  }
}`

/** A member of the result union that is a refusal, in the words of the other APIs. */
const codeOf = ({ __typename, quota }: Refusal): string => {
  if (__typename === 'ContentBlocked') return 'CONTENT_BLOCKED'
  if (__typename === 'ProvidersFailed') return 'PROVIDERS_FAILED'
  return quota && ['CONCURRENT_CALLS', 'REQUESTS'].includes(quota.meter) ? 'RATE_LIMITED' : 'QUOTA_EXCEEDED'
}

interface Refusal {
  readonly __typename: string
  readonly quota?: { readonly meter: string }
}

const mutation: Caller = {
  name: 'mutation',
  async ask(question) {
    const answer = await fetch(`${question.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${question.key}` },
      body: JSON.stringify({ query: completeDocument, variables: { input: inputOf(question) } }),
    })
    const { data, errors } = (await answer.json()) as {
      data?: { complete: Refusal & { id: string; warnings: string[]; answer: { text: string } } }
      errors?: { extensions: { code: string } }[]
    }
    if (errors?.[0]) return { code: errors[0].extensions.code }
    if (!data) throw new Error('neither data nor errors')
    const { __typename, id, warnings, answer: message } = data.complete
    return __typename === 'Completion'
      ? { text: message.text, id, warnings }
      : { code: codeOf(data.complete) }
  },
}

interface Event {
  readonly __typename: string
  readonly text?: string
  readonly code?: string
  readonly completion?: { readonly id: string; readonly warnings: readonly string[] }
}
interface EventResult {
  readonly data?: { readonly completion?: Event } | null | undefined
  readonly errors?: readonly { readonly extensions?: unknown }[] | undefined
}

/** Reads a subscription to its end, which has to be exactly one CompletionFinished or CompletionFailed. */
const outcomeOf = async (results: AsyncIterable<EventResult>): Promise<Outcome> => {
  let text = ''
  const ends: Outcome[] = []
  for await (const { data, errors } of results) {
    if (errors?.[0]) return { code: (errors[0].extensions as { code: string }).code }
    const event = data?.completion
    if (ends.length > 0) throw new Error(`an event behind the end: ${event?.__typename}`)
    if (event?.__typename === 'TextDelta') text += event.text
    else if (event?.__typename === 'CompletionFinished')
      ends.push({ text, id: event.completion?.id ?? '', warnings: event.completion?.warnings ?? [] })
    else if (event?.__typename === 'CompletionFailed') ends.push({ code: event.code ?? '' })
  }
  if (!ends[0]) throw new Error('the stream has no end')
  return ends[0]
}

const subscription: Caller = {
  name: 'subscription over WebSocket',
  async ask(question) {
    const client = createWsClient({
      url: `${question.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${question.key}` },
      retryAttempts: 0,
    })
    try {
      const variables = { input: inputOf(question) }
      return await outcomeOf(client.iterate<{ completion: Event }>({ query: completionDocument, variables }))
    } catch (error) {
      // The operation alone was refused or ended.
      if (Array.isArray(error)) return { code: error[0].extensions.code }
      // The protocol's word for refused credentials, and ours for those that nobody looks at now.
      const { code, reason } = error as { code?: number; reason?: string }
      if (code === 4401) return { code: 'UNAUTHENTICATED' }
      if (code === 1013) return { code: reason?.startsWith('Too many') ? 'RATE_LIMITED' : 'UNAVAILABLE' }
      throw error
    } finally {
      await client.dispose()
    }
  },
}

const sse: Caller = {
  name: 'subscription over SSE',
  async ask(question) {
    const client = createSseClient({
      url: `${question.url}/graphql/stream`,
      headers: { authorization: `Bearer ${question.key}` },
      retryAttempts: 0,
    })
    try {
      const variables = { input: inputOf(question) }
      return await outcomeOf(client.iterate<{ completion: Event }>({ query: completionDocument, variables }))
    } catch (error) {
      const { response } = error as { response?: Response }
      if (!response) throw error
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] }
      return { code: errors[0]?.extensions.code ?? '' }
    } finally {
      client.dispose()
    }
  },
}

/** The gateway's code behind OpenAI's words for it. */
const codeOfRest: { readonly [code: string]: keyof typeof errorCodes } = {
  content_policy_violation: 'CONTENT_BLOCKED',
  forbidden: 'FORBIDDEN',
  insufficient_quota: 'QUOTA_EXCEEDED',
  internal: 'INTERNAL',
  invalid_api_key: 'UNAUTHENTICATED',
  invalid_input: 'INVALID_INPUT',
  model_not_found: 'NOT_FOUND',
  providers_failed: 'PROVIDERS_FAILED',
  rate_limit_exceeded: 'RATE_LIMITED',
  unavailable: 'UNAVAILABLE',
}

const post = ({ url, key, model, text, maxOutputTokens }: Question, stream: boolean): Promise<Response> =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({
      model,
      messages: [{ role: 'user', content: text }],
      stream,
      ...(maxOutputTokens !== undefined && { max_completion_tokens: maxOutputTokens }),
    }),
  })

const refusalOf = async (answer: Response): Promise<Outcome> => {
  const { error } = (await answer.json()) as { error: { code: string } }
  const code = codeOfRest[error.code] ?? error.code
  if (code in errorCodes && errorCodes[code as keyof typeof errorCodes].status !== answer.status)
    throw new Error(`${error.code} came with the status ${answer.status}`)
  return { code }
}

/** The global id of a call, from the header that names it. */
const idOf = (answer: Response): string =>
  Buffer.from(`Completion:${answer.headers.get('x-weir-call-id')}`).toString('base64url')

/** What the `warning` header says (RFC 7234, section 5.5), beside which `deprecation` tells since when (RFC 9745). */
const warningsOf = (answer: Response): readonly string[] => {
  const texts = [...(answer.headers.get('warning') ?? '').matchAll(/299 weir "([^"]*)"/g)]
  if (texts.length > 0 && !/^@\d+$/.test(answer.headers.get('deprecation') ?? ''))
    throw new Error('a warning came without the time of the deprecation')
  return texts.map(([, text = '']) => text)
}

const restJson: Caller = {
  name: 'REST, JSON',
  async ask(question) {
    const answer = await post(question, false)
    if (!answer.ok) return refusalOf(answer)
    const { choices } = (await answer.json()) as { choices: { message: { content: string } }[] }
    return { text: choices[0]?.message.content ?? '', id: idOf(answer), warnings: warningsOf(answer) }
  },
}

const restSse: Caller = {
  name: 'REST, SSE',
  async ask(question) {
    const answer = await post(question, true)
    if (!answer.ok) return refusalOf(answer)
    const events = (await answer.text()).split('\n\n').filter(event => event.startsWith('data: '))
    let text = ''
    for (const event of events.map(event => event.slice('data: '.length))) {
      if (event === '[DONE]') return { text, id: idOf(answer), warnings: warningsOf(answer) }
      const { choices, error } = JSON.parse(event)
      if (error) {
        if (events.at(-1)?.includes('[DONE]')) throw new Error('a failed stream ends with [DONE]')
        return { code: codeOfRest[error.code] ?? error.code }
      }
      text += choices[0]?.delta.content ?? ''
    }
    throw new Error('the stream has no end')
  },
}

/** Every way into the gateway. */
export const callers: readonly Caller[] = [mutation, subscription, sse, restJson, restSse]

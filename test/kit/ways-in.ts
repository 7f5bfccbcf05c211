import { once } from 'node:events'
import WebSocket from 'ws'
import { errorCodes } from '../../src/core/error.ts'
import type { TestGateway } from './gateway.ts'

/** Headers of a request, such as its credentials. */
export type Headers = Readonly<Record<string, string>>

/** One of the ways in which somebody can speak to the gateway. */
export interface WayIn {
  readonly name: string
  /** Whether it makes a call, which the ledger has. */
  readonly isCall: boolean
  /** `ANSWERED`, or the code of the refusal, which must be told in the words that the way has for it. */
  ask(url: string, headers: Headers): Promise<string>
}

const input = '{ model: "simulator", messages: [{ role: USER, content: "Hi" }], maxOutputTokens: 2 }'
const restInput = {
  model: 'simulator',
  messages: [{ role: 'user', content: 'Hi' }],
  max_completion_tokens: 2,
}
const mutation = `mutation { complete(input: ${input}) { __typename } }`
const subscription = `subscription { completion(input: ${input}) { __typename ... on CompletionFailed { code } } }`

/** Every way, as `prepareWaysIn` has made it passable. */
export const waysIn: readonly WayIn[] = [
  graphql('GraphQL over HTTP', mutation, {}),
  graphql('GraphQL over HTTP, new content type', mutation, { accept: 'application/graphql-response+json' }),
  graphql('GraphQL over HTTP, many parts', subscription, {
    accept: 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json',
  }),
  {
    name: 'GraphQL over SSE',
    isCall: true,
    ask: async (url, headers) =>
      outcomeOf(await post(`${url}/graphql/stream`, { query: subscription }, headers)),
  },
  {
    name: 'GraphQL over WebSocket, by its header',
    isCall: true,
    ask: (url, headers) => askOverWebSocket(url, headers, {}),
  },
  {
    name: 'GraphQL over WebSocket, by connection_init',
    isCall: true,
    ask: (url, { authorization, ...headers }) =>
      askOverWebSocket(url, headers, { ...(authorization !== undefined && { authorization }) }),
  },
  rest('REST', '/v1/chat/completions', restInput),
  rest('REST over SSE', '/v1/chat/completions', { ...restInput, stream: true }),
  rest('embeddings over REST', '/v1/embeddings', { model: 'simulator', input: 'Hi' }),
  rest('prompts over REST', '/v1/prompts/greet', {}),
  ...['/v1/models', '/v1/openapi.json', '/sdl'].map(
    (path): WayIn => ({
      name: path,
      isCall: false,
      ask: async (url, headers) => outcomeOf(await fetch(url + path, { headers })),
    }),
  ),
]

/** Publishes the prompt that one of the ways asks. */
export const prepareWaysIn = async ({ graphql }: TestGateway): Promise<void> => {
  const sdl = 'extend type Prompts { greet: String! @prompt(model: "simulator", user: "Hi") }'
  const { errors } = await graphql(
    'mutation ($sdl: String!) { publishPrompt(sdl: $sdl, input: { labels: ["production"] }) { version { number } } }',
    { sdl },
  )
  if (errors) throw new Error(JSON.stringify(errors))
}

function graphql(name: string, query: string, extra: Headers): WayIn {
  return {
    name,
    isCall: true,
    ask: async (url, headers) => outcomeOf(await post(`${url}/graphql`, { query }, { ...extra, ...headers })),
  }
}

function rest(name: string, path: string, body: object): WayIn {
  return {
    name,
    isCall: true,
    ask: async (url, headers) => outcomeOf(await post(url + path, body, headers)),
  }
}

const post = (url: string, body: object, headers: Headers): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

/** OpenAI's words for our codes, as far as they differ from them. */
const restCodes: Readonly<Record<string, string>> = {
  insufficient_quota: 'QUOTA_EXCEEDED',
  invalid_api_key: 'UNAUTHENTICATED',
  model_not_found: 'NOT_FOUND',
  prompt_not_found: 'NOT_FOUND',
  rate_limit_exceeded: 'RATE_LIMITED',
}

/** Checks that the status and the headers say what the code says. */
const outcomeOf = async (response: Response): Promise<string> => {
  const text = await response.text()
  const code = codeIn(text)
  if (code === undefined) {
    if (response.status !== 200) throw new Error(`${response.status} without a code: ${text}`)
    return 'ANSWERED'
  }
  const { headers, status } = response
  // A refusal within an answer that has begun, or beside data that others have asked for, has no status of its own.
  const isWhole = headers.get('content-type')?.includes('json') && !text.includes('"data":')
  if (isWhole && status !== statusOf(code)) throw new Error(`${code} came with the status ${status}: ${text}`)
  if (status === 401 && !headers.get('www-authenticate')?.startsWith('Bearer'))
    throw new Error('401 came without a challenge')
  if (status === 503 && headers.get('retry-after') === null)
    throw new Error('503 came without a time to wait')
  return code
}

const codeIn = (text: string): string | undefined => {
  const code = /"code":\s*"(\w+)"/.exec(text)?.[1]
  return code === undefined ? undefined : (restCodes[code] ?? code.toUpperCase())
}

const statusOf = (code: string): number | undefined =>
  new Map<string, { readonly status: number }>(Object.entries(errorCodes)).get(code)?.status

const askOverWebSocket = async (url: string, headers: Headers, payload: object): Promise<string> => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let refused: string | undefined
  socket.on('message', data => {
    const text = String(data)
    const { type } = JSON.parse(text)
    if (type === 'connection_ack')
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: subscription } }))
    refused ??= codeIn(text)
    if (type === 'error' || type === 'complete') resolve(refused ?? 'ANSWERED')
  })
  socket.on('close', (code, reason) => resolve(closedFor(code, String(reason))))
  socket.on('error', reject)
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init', payload }))
  try {
    return await promise
  } finally {
    socket.terminate()
  }
}

/** The protocol has one word for whoever may not connect, and one for who shall try again: the reason tells why. */
const closedFor = (code: number, reason: string): string => {
  if (code === 4401) return 'UNAUTHENTICATED'
  if (code === 4403) return 'FORBIDDEN'
  if (code === 1013) return reason.startsWith('Too many attempts') ? 'RATE_LIMITED' : 'UNAVAILABLE'
  return `${code} ${reason}`
}

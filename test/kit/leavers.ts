import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createWsClient } from 'graphql-ws'
import WebSocket from 'ws'

/** What is asked, of the model `small`. */
export interface Question {
  readonly url: string
  readonly key: string
  readonly text: string
}

/** What is said last, whatever the end: with the reason, where there is one. */
export const over = 'nothing more comes'

/** Asks, and says what comes; what it returns leaves. */
export type Leaver = (question: Question, heard: (said: string) => void) => () => void

const restBody = (text: string, stream: boolean): string =>
  JSON.stringify({ model: 'small', messages: [{ role: 'user', content: text }], stream })

const document = (kind: 'mutation' | 'subscription'): string =>
  kind === 'mutation'
    ? 'mutation Ask($input: CompletionInput!) { complete(input: $input) { __typename } }'
    : 'subscription Ask($input: CompletionInput!) { completion(input: $input) { ... on TextDelta { text } } }'

const inputOf = (text: string) => ({ input: { model: 'small', messages: [{ role: 'USER', content: text }] } })

const posting =
  (path: string, body: (text: string) => string, accept = 'application/json'): Leaver =>
  ({ url, key, text }, heard) => {
    const leaving = new AbortController()
    const headers = { 'content-type': 'application/json', accept, authorization: `Bearer ${key}` }
    fetch(`${url}${path}`, { method: 'POST', headers, body: body(text), signal: leaving.signal })
      .then(async ({ body }) => {
        for await (const said of body?.pipeThrough(new TextDecoderStream()) ?? []) heard(said)
        heard(over)
      })
      .catch(error => heard(`${over}: ${error}`))
    return () => leaving.abort()
  }

const graphqlBody =
  (kind: 'mutation' | 'subscription') =>
  (text: string): string =>
    JSON.stringify({ query: document(kind), variables: inputOf(text) })

const wsClient = ({ url, key }: Question) =>
  createWsClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  })

const sink = (heard: (said: string) => void) => ({
  next: (result: unknown) => heard(JSON.stringify(result)),
  error: (error: unknown) => heard(`${over}: ${error instanceof Error ? error : JSON.stringify(error)}`),
  complete: () => heard(over),
})

/** Every way to be gone. */
export const leavers: { readonly [way: string]: Leaver } = {
  'closes the connection of REST, JSON': posting('/v1/chat/completions', text => restBody(text, false)),
  'closes the connection of REST, SSE': posting('/v1/chat/completions', text => restBody(text, true)),
  'closes the connection of a mutation': posting('/graphql', graphqlBody('mutation')),
  'closes the connection of a multipart subscription': posting(
    '/graphql',
    graphqlBody('subscription'),
    'multipart/mixed;subscriptionSpec=1.0, application/json',
  ),
  'leaves a subscription over SSE': ({ url, key, text }, heard) => {
    const client = createSseClient({
      url: `${url}/graphql/stream`,
      headers: { authorization: `Bearer ${key}` },
      // A connection that the gateway was about to close is no place to ask on.
      retryAttempts: 1,
    })
    return client.subscribe({ query: document('subscription'), variables: inputOf(text) }, sink(heard))
  },
  'unsubscribes over WebSocket': (question, heard) => {
    const client = wsClient(question)
    return client.subscribe(
      { query: document('subscription'), variables: inputOf(question.text) },
      sink(heard),
    )
  },
  'gives up a mutation over WebSocket': (question, heard) => {
    const client = wsClient(question)
    return client.subscribe({ query: document('mutation'), variables: inputOf(question.text) }, sink(heard))
  },
  'closes the WebSocket': (question, heard) => {
    const client = wsClient(question)
    client.subscribe({ query: document('subscription'), variables: inputOf(question.text) }, sink(heard))
    return () => void client.dispose()
  },
  'loses the WebSocket without a word': (question, heard) => {
    const client = wsClient(question)
    client.subscribe({ query: document('subscription'), variables: inputOf(question.text) }, sink(heard))
    return () => client.terminate()
  },
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from '@urql/core'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createWsClient } from 'graphql-ws'
import WebSocket from 'ws'
import { key, startServer, type TestServer } from '../../kit/http-server.ts'

const headers = { authorization: key }

const apollo = (link: HttpLink | GraphQLWsLink): ApolloClient =>
  new ApolloClient({ link, cache: new InMemoryCache() })

const overWebSocket = ({ wsUrl }: TestServer) =>
  createWsClient({ url: wsUrl, webSocketImpl: WebSocket, connectionParams: headers, retryAttempts: 0 })

const counting = 'subscription Count($to: Int!) { count(to: $to) { ... on Tick { number } } }'

test('Apollo Client queries, mutates and reads errors over HTTP', async () => {
  await using server = await startServer()
  const client = apollo(new HttpLink({ uri: `${server.url}/graphql`, headers }))
  const query = await client.query({
    query: gql`query Hello($name: String) { hello(name: $name) }`,
    variables: { name: 'Weir' },
  })
  assert.deepEqual(query.data, { hello: 'hello Weir' })
  const mutation = await client.mutate({
    mutation: gql`mutation Ask($input: AskInput!) { ask(input: $input) }`,
    variables: { input: { text: 'why?' } },
  })
  assert.deepEqual(mutation.data, { ask: 'why?' })
  await assert.rejects(client.query({ query: gql`{ failing }` }), error => {
    assert.ok(CombinedGraphQLErrors.is(error))
    assert.equal(error.errors[0]?.extensions?.code, 'NOT_FOUND')
    return true
  })
})

test('Apollo Client reads queries with GET once it says that it is no form', async () => {
  await using server = await startServer()
  const link = new HttpLink({
    uri: `${server.url}/graphql`,
    headers: { ...headers, 'apollo-require-preflight': 'true' },
    useGETForQueries: true,
  })
  const { data } = await apollo(link).query({
    query: gql`query Hello($name: String) { hello(name: $name) }`,
    variables: { name: 'GET' },
  })
  assert.deepEqual(data, { hello: 'hello GET' })
})

test('Apollo Client subscribes over HTTP, in parts of a multipart answer', async () => {
  await using server = await startServer()
  const client = apollo(new HttpLink({ uri: `${server.url}/graphql`, headers }))
  const numbers: unknown[] = []
  await new Promise<void>((complete, error) => {
    client
      .subscribe({ query: gql(counting), variables: { to: 5 } })
      .subscribe({ next: ({ data }) => numbers.push(data), complete, error })
  })
  assert.deepEqual(
    numbers,
    [1, 2, 3, 4, 5].map(number => ({ count: { __typename: 'Tick', number } })),
  )
})

test('Apollo Client is told why a multipart subscription was refused', async () => {
  await using server = await startServer()
  const client = apollo(new HttpLink({ uri: `${server.url}/graphql`, headers }))
  const outcome = await new Promise<unknown>((resolve, reject) => {
    client
      .subscribe({ query: gql`subscription { forbidden { __typename } }`, errorPolicy: 'all' })
      .subscribe({ next: ({ error }) => resolve(error), error: reject })
  })
  assert.match(String(outcome), /needs the role ADMIN/)
})

test('Apollo Client subscribes, queries and mutates over a WebSocket', async () => {
  await using server = await startServer()
  const socket = overWebSocket(server)
  const client = apollo(new GraphQLWsLink(socket))
  const numbers: unknown[] = []
  await new Promise<void>((complete, error) => {
    client
      .subscribe({ query: gql(counting), variables: { to: 5 } })
      .subscribe({ next: ({ data }) => numbers.push(data), complete, error })
  })
  assert.deepEqual(
    numbers,
    [1, 2, 3, 4, 5].map(number => ({ count: { __typename: 'Tick', number } })),
  )
  assert.deepEqual((await client.query({ query: gql`{ caller }` })).data, { caller: 'key-1' })
  assert.deepEqual((await client.mutate({ mutation: gql`mutation { ask(input: { text: "a" }) }` })).data, {
    ask: 'a',
  })
  await socket.dispose()
})

test('urql queries, mutates and subscribes', async () => {
  await using server = await startServer()
  const socket = overWebSocket(server)
  const client = new Client({
    url: `${server.url}/graphql`,
    preferGetMethod: false,
    fetchOptions: { headers },
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: sink => ({
            unsubscribe: socket.subscribe(
              { query, variables: { ...variables } },
              {
                ...sink,
                next: ({ data, errors = [] }) => sink.next({ data: data ?? null, errors: [...errors] }),
              },
            ),
          }),
        }),
      }),
    ],
  })
  assert.deepEqual((await client.query('{ hello }', {}).toPromise()).data, { hello: 'hello world' })
  const asked = await client
    .mutation('mutation ($input: AskInput!) { ask(input: $input) }', { input: { text: 'u' } })
    .toPromise()
  assert.deepEqual(asked.data, { ask: 'u' })
  assert.equal(
    (await client.query('{ failing }', {}).toPromise()).error?.graphQLErrors[0]?.extensions.code,
    'NOT_FOUND',
  )
  const numbers: unknown[] = []
  await new Promise<void>(resolve => {
    const { unsubscribe } = client.subscription(counting, { to: 3 }).subscribe(({ data }) => {
      numbers.push(data.count.number)
      if (numbers.length < 3) return
      unsubscribe()
      resolve()
    })
  })
  assert.deepEqual(numbers, [1, 2, 3])
  await socket.dispose()
})

test('a graphql-ws client iterates over a stream, and an event has a context of its own', async () => {
  await using server = await startServer()
  const client = overWebSocket(server)
  const events: unknown[] = []
  for await (const { data } of client.iterate({
    query: 'subscription { count(to: 6) { ... on Tick { number event } } }',
  }))
    events.push(data)
  const seen = events.map(data => Object(data).count)
  assert.deepEqual(
    seen.map(({ number }) => number),
    [1, 2, 3, 4, 5, 6],
  )
  assert.equal(new Set(seen.map(({ event }) => event)).size, 6)
  await client.dispose()
})

test('a graphql-sse client streams, queries and mutates', async () => {
  await using server = await startServer()
  const client = createSseClient({ url: `${server.url}/graphql/stream`, headers, retryAttempts: 0 })
  const read = async (query: string, variables = {}) => {
    const results: unknown[] = []
    for await (const { data } of client.iterate({ query, variables })) results.push(data)
    return results
  }
  assert.deepEqual(
    await read(counting, { to: 4 }),
    [1, 2, 3, 4].map(number => ({ count: { number } })),
  )
  assert.deepEqual(await read('{ hello }'), [{ hello: 'hello world' }])
  assert.deepEqual(await read('mutation { ask(input: { text: "s" }) }'), [{ ask: 's' }])
  client.dispose()
})

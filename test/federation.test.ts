import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { composeServices } from '@apollo/composition'
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { createGatewayRuntime, createLoggerFromLogging } from '@graphql-hive/gateway-runtime'
import { parse } from 'graphql'
import { startGateway, type TestGateway } from './kit/gateway.ts'
import { type ProviderServer, providerServer } from './kit/provider-server.ts'

// A supergraph of three subgraphs that are real servers, asked through the two routers that are written in JavaScript.

const secret = 'a secret that the router and the gateway share'

const moduleSdl = /* GraphQL */ `
  extend type Prompts {
    greet(name: String!): String! @prompt(model: "small", user: "Hello {{ name }}")
  }
  extend type Product @key(fields: "id") {
    id: ID! @external
    description: String @external
    tagline: String @requires(fields: "description")
      @prompt(model: "small", user: "A tagline for: {{ description }}") @redact(kinds: [EMAIL])
    aiCost(since: DateTime): Money!
  }
  extend type Review @key(fields: "id") {
    id: ID! @external
    body: String! @external
    summary: Summary @requires(fields: "body") @prompt(model: "small", user: "{{ body }}")
  }
  type Summary { text: String! }
`

const products = [
  { id: '1', name: 'Kettle', description: 'boils water' },
  { id: '2', name: 'Lamp', description: 'made by ann@example.com' },
  { id: '3', name: 'Rock', description: null },
]
const reviews = [
  { id: 'a', body: 'Good kettle', product: '1' },
  { id: 'b', body: 'Bright', product: '2' },
]

// biome-ignore lint/suspicious/noExplicitAny: the package's own type of a map of resolvers is not exported
const startSubgraph = async (typeDefs: string, resolvers: any) => {
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])'
  const document = parse(`${link} ${typeDefs}`)
  const server = new ApolloServer({
    schema: buildSubgraphSchema({ typeDefs: document, resolvers }),
  })
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } })
  return { url, document, close: () => server.stop() }
}

/** What a router signs a request to the gateway with. */
const signed = (body: string): string => {
  const seconds = Math.floor(Date.now() / 1000)
  const nonce = randomUUID()
  const digest = createHmac('sha256', secret).update(`${seconds}.${nonce}.${body}`).digest('hex')
  return `t=${seconds},n=${nonce},v1=${digest}`
}

interface Message {
  readonly content: string
}

/** Answers as a model would that only repeats: `<question>`, as JSON where it is asked for that. */
const answerOf = (body: string): string => {
  const { messages, response_format: format } = JSON.parse(body)
  const asked: string = messages.at(-1).content
  const isPacked = messages.some(({ content }: Message) => content.includes('several separate questions'))
  const shape = format?.json_schema?.schema
  if (!isPacked) return shape ? JSON.stringify({ answer: { text: `<${asked}>` } }) : `<${asked}>`
  const isText = shape.properties.answers.items.properties.answer.type === 'string'
  const { questions } = JSON.parse(asked)
  return JSON.stringify({
    answers: questions.map(({ id, question }: { id: string; question: string }) => ({
      id,
      answer: isText ? `<${question}>` : { answer: { text: `<${question}>` } },
    })),
  })
}

type Ask = (
  query: string,
  authorization: string,
) => Promise<{
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of the data by asserting it
  data?: any
  errors?:
    | readonly {
        message: string
        path?: readonly (string | number)[] | undefined
        extensions?: { code?: unknown }
      }[]
    | undefined
}>

interface Router {
  readonly ask: Ask
  close(): Promise<unknown>
}

const apolloRouter = async (supergraphSdl: string): Promise<Router> => {
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name, url }) =>
      new RemoteGraphQLDataSource({
        url: url ?? '',
        ...(name === 'weir' && {
          fetcher: async (input, init) =>
            fetch(String(input), {
              ...(init as RequestInit),
              headers: {
                ...(init?.headers as Record<string, string>),
                'weir-router-signature': signed(String(init?.body)),
              },
            }) as never,
        }),
        willSendRequest({ request, context }) {
          if (context.authorization) request.http?.headers.set('authorization', context.authorization)
        },
      }),
  })
  const server = new ApolloServer({ gateway, includeStacktraceInErrorResponses: false })
  await server.start()
  return {
    async ask(query, authorization) {
      const { body } = await server.executeOperation({ query }, { contextValue: { authorization } })
      return body.kind === 'single' ? JSON.parse(JSON.stringify(body.singleResult)) : assert.fail()
    },
    close: () => server.stop(),
  }
}

const hiveRouter = async (supergraphSdl: string): Promise<Router> => {
  const runtime = createGatewayRuntime({
    supergraph: supergraphSdl,
    logging: createLoggerFromLogging(false),
    maskedErrors: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? '' }),
    },
    plugins: () => [
      {
        onFetch({ options, setOptions }) {
          if (typeof options.body === 'string')
            setOptions({
              ...options,
              headers: { ...(options.headers as object), 'weir-router-signature': signed(options.body) },
            })
        },
      },
    ],
  })
  return {
    async ask(query, authorization) {
      const answer = await runtime.fetch('http://router/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query }),
      })
      return answer.json()
    },
    close: async () => runtime[Symbol.asyncDispose](),
  }
}

describe('a supergraph with the gateway, products and reviews', { timeout: 180_000 }, () => {
  let provider: ProviderServer
  let gateway: TestGateway
  let supergraph: string
  const closing: (() => Promise<unknown>)[] = []
  before(async () => {
    provider = await providerServer((response: ServerResponse, { body }) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({
          id: 'x',
          object: 'chat.completion',
          model: 'm',
          choices: [
            { index: 0, message: { role: 'assistant', content: answerOf(body) }, finish_reason: 'stop' },
          ],
          usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
        }),
      )
    })
    closing.push(() => provider.close())
    gateway = await startGateway({
      yaml: `
server: { router: { secret: '${secret}' } }
providers: [{ name: fake, kind: openai-compatible, baseUrl: '${provider.url}', apiKey: x, allowInsecure: true }]
models:
  - name: small
    deployments: [{ provider: fake, model: m }]
    price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 }
    maxOutputTokens: 50
quotas:
  - { name: poor, scope: { application: web }, meter: TOTAL_TOKENS, limit: 1, window: DAY, action: BLOCK }
teams: [{ name: search, applications: [{ name: web }] }]
`,
    })
    closing.push(() => gateway.close())
    const shop = await startSubgraph(
      `type Query { products: [Product!]! product(id: ID!): Product }
       type Product @key(fields: "id") { id: ID! name: String! description: String }`,
      {
        Query: {
          products: () => products,
          product: (_: unknown, { id }: { id: string }) => products.find(product => product.id === id),
        },
        Product: {
          __resolveReference: ({ id }: { id: string }) => products.find(product => product.id === id),
        },
      },
    )
    const critics = await startSubgraph(
      `type Review @key(fields: "id") { id: ID! body: String! product: Product! }
       type Product @key(fields: "id") { id: ID! reviews: [Review!]! }`,
      {
        Product: { reviews: ({ id }: { id: string }) => reviews.filter(({ product }) => product === id) },
        Review: {
          __resolveReference: ({ id }: { id: string }) => reviews.find(review => review.id === id),
          product: ({ product }: { product: string }) => ({ id: product }),
        },
      },
    )
    closing.push(shop.close, critics.close)
    const { errors } = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
      { sdl: moduleSdl },
    )
    assert.equal(errors, undefined)
    const answer = await post('{ _service { sdl } }', true)
    const composed = composeServices([
      { name: 'weir', url: `${gateway.url}/graphql`, typeDefs: parse(answer.data._service.sdl) },
      { name: 'products', url: shop.url, typeDefs: shop.document },
      { name: 'reviews', url: critics.url, typeDefs: critics.document },
    ])
    assert.equal(composed.errors, undefined)
    supergraph = composed.supergraphSdl ?? assert.fail()
  })
  after(async () => {
    for (const close of closing.reverse()) await close()
  })

  const post = async (query: string, isSigned: boolean, more: Record<string, string> = {}) => {
    const body = JSON.stringify({ query })
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${gateway.adminKey}`,
        ...(isSigned && { 'weir-router-signature': signed(body) }),
        ...more,
      },
      body,
    })
    return answer.json()
  }

  for (const [name, start] of [
    ['@apollo/gateway', apolloRouter],
    ['Hive Gateway', hiveRouter],
  ] as const)
    describe(`asked through ${name}`, () => {
      let router: Router
      before(async () => {
        router = await start(supergraph)
      })
      after(() => router.close())
      const admin = () => `Bearer ${gateway.adminKey}`

      test('joins what models say to products and reviews', async () => {
        const { data, errors } = await router.ask(
          '{ products { name tagline reviews { body summary { text } } } }',
          admin(),
        )
        assert.equal(errors, undefined)
        assert.deepEqual(data.products[0], {
          name: 'Kettle',
          tagline: '<A tagline for: boils water>',
          reviews: [{ body: 'Good kettle', summary: { text: '<Good kettle>' } }],
        })
        assert.equal(data.products[2].tagline, '<A tagline for: >')
      })

      test('lets no address out that a prompt masks', async () => {
        const before = provider.asked.length
        const { data } = await router.ask('{ product(id: "2") { tagline } }', admin())
        assert.doesNotMatch(data.product.tagline, /ann@example/)
        assert.doesNotMatch(JSON.stringify(provider.asked.slice(before)), /ann@example/)
        assert.equal(provider.asked.length, before + 1)
      })

      test('nulls the field that a quota refuses, and nothing else', async () => {
        const { secret: poor } = await gateway.newKey()
        const { data, errors } = await router.ask('{ products { name tagline } }', `Bearer ${poor}`)
        assert.deepEqual(
          data.products.map(({ name, tagline }: { name: string; tagline: string | null }) => [name, tagline]),
          products.map(({ name }) => [name, null]),
        )
        assert.ok(
          errors?.every(({ extensions }) => extensions?.code === 'QUOTA_EXCEEDED'),
          JSON.stringify(errors),
        )
      })

      test('lets the gateway know who asks', async () => {
        const { data, errors } = await router.ask('{ products { name tagline } }', 'Bearer weir_nobody')
        assert.equal(data?.products?.[0]?.tagline ?? null, null)
        assert.match(JSON.stringify(errors), /UNAUTHENTICATED|401/)
      })

      test('asks for prompts, models and costs by themselves', async () => {
        const { data, errors } = await router.ask(
          '{ prompts { greet(name: "Ann") } model(name: "small") { lifecycle } product(id: "1") { aiCost { usd } } }',
          admin(),
        )
        assert.equal(errors, undefined)
        assert.equal(data.prompts.greet, '<Hello Ann>')
        assert.equal(data.model.lifecycle, 'ACTIVE')
        assert.ok(Number(data.product.aiCost.usd) > 0)
      })

      test('calls a model by a mutation', async () => {
        const { data, errors } = await router.ask(
          'mutation { complete(input: { model: "small", messages: [{ role: USER, content: "Hi" }] }) { __typename ... on Completion { message { text } model { name } } } }',
          admin(),
        )
        assert.equal(errors, undefined)
        assert.deepEqual(data.complete, {
          __typename: 'Completion',
          message: { text: '<Hi>' },
          model: { name: 'small' },
        })
      })
    })

  const entities =
    '{ _entities(representations: [{ __typename: "Model", name: "small" }]) { ... on Model { name } } }'

  test('an entity is for the router that signs: not without a signature, a wrong, an old or a used one', async () => {
    const code = (answer: { errors?: readonly { extensions: { code: string } }[] }) =>
      answer.errors?.[0]?.extensions.code
    assert.equal(code(await post(entities, true)), undefined)
    assert.equal(code(await post(entities, false)), 'FORBIDDEN')
    assert.equal(code(await post('{ _service { sdl } }', false)), 'FORBIDDEN')
    const body = JSON.stringify({ query: entities })
    const good = signed(body)
    const again = { 'weir-router-signature': good }
    assert.equal(code(await post(entities, false, again)), undefined)
    assert.equal(code(await post(entities, false, again)), 'FORBIDDEN')
    const other = { 'weir-router-signature': signed(`${body} `) }
    assert.equal(code(await post(entities, false, other)), 'FORBIDDEN')
    const old = Math.floor(Date.now() / 1000) - 120
    const digest = createHmac('sha256', secret).update(`${old}.12345678.${body}`).digest('hex')
    assert.equal(
      code(await post(entities, false, { 'weir-router-signature': `t=${old},n=12345678,v1=${digest}` })),
      'FORBIDDEN',
    )
    const inAddress = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(entities)}`, {
      headers: {
        authorization: `Bearer ${gateway.adminKey}`,
        'apollo-require-preflight': 'x',
        'weir-router-signature': signed(''),
      },
    })
    assert.equal(code((await inAddress.json()) as never), 'FORBIDDEN')
    assert.equal(code(await post('{ models { totalCount } }', false)), undefined)
  })

  test('a router that says another tenant than its credentials is refused', async () => {
    const mine = await post('{ models { totalCount } }', false, { 'weir-tenant': 'default' })
    assert.equal(mine.errors, undefined)
    const others = await post('{ models { totalCount } }', false, { 'weir-tenant': 'rival' })
    assert.equal(others.errors[0].extensions.code, 'FORBIDDEN')
  })
})

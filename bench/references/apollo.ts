import { ApolloServer } from '@apollo/server'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import fastify from 'fastify'
import { Agent, request } from 'undici'

// Apollo Server as its documentation sets it up on Fastify, with one resolver that asks the provider.

const upstream = process.env.UPSTREAM ?? ''
const dispatcher = new Agent({ connections: 256, keepAliveTimeout: 600_000 })
const typeDefs = `#graphql
  type Query { ready: Boolean }
  input MessageInput { role: String! content: String }
  input CompletionInput { model: String! messages: [MessageInput!]! }
  type Mutation { complete(input: CompletionInput!): CompletionResult! }
  union CompletionResult = Completion | ProvidersFailed
  type Completion { id: ID! message: AssistantMessage! usage: TokenUsage! }
  type AssistantMessage { text: String }
  type TokenUsage { inputTokens: Int! outputTokens: Int! }
  type ProvidersFailed { message: String! }
`
interface Asked {
  readonly input: { readonly model: string; readonly messages: readonly object[] }
}
interface Answer {
  readonly id: string
  readonly choices: readonly { readonly message: { readonly content: string } }[]
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number }
}
const resolvers = {
  Mutation: {
    async complete(_: unknown, { input }: Asked) {
      const { body } = await request(`${upstream}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer upstream' },
        body: JSON.stringify(input),
        dispatcher,
      })
      const answer = (await body.json()) as Answer
      return {
        __typename: 'Completion',
        id: answer.id,
        message: { text: answer.choices[0]?.message.content },
        usage: { inputTokens: answer.usage.prompt_tokens, outputTokens: answer.usage.completion_tokens },
      }
    },
  },
}

const app = fastify()
const apollo = new ApolloServer({ typeDefs, resolvers, plugins: [fastifyApolloDrainPlugin(app)] })
await apollo.start()
app.post('/graphql', fastifyApolloHandler(apollo))
const address = await app.listen({ port: 0, host: '127.0.0.1' })
console.log(JSON.stringify({ ready: Number(new URL(address).port) }))

import { createServer } from 'node:http'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'

// graphql-ws and graphql-js as their documentation sets them up, with a subscription that yields ready-made events.

const tokens = Number(process.env.TOKENS ?? 200)
const schema = makeExecutableSchema({
  typeDefs: `#graphql
    type Query { ready: Boolean }
    input MessageInput { role: String! content: String }
    input CompletionInput { model: String! messages: [MessageInput!]! }
    type Subscription { completion(input: CompletionInput!): CompletionEvent! }
    union CompletionEvent = TextDelta | CompletionFinished
    type TextDelta { index: Int! text: String! }
    type CompletionFinished { id: ID! }
  `,
  resolvers: {
    Subscription: {
      completion: {
        async *subscribe() {
          for (let token = 0; token < tokens; token++)
            yield { completion: { __typename: 'TextDelta', index: 0, text: 'word ' } }
          yield { completion: { __typename: 'CompletionFinished', id: '1' } }
        },
      },
    },
  },
})
const server = createServer()
useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ ready: typeof address === 'object' && address?.port }))
})

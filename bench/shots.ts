import type { Shot } from './http-load.ts'
import { adminKey } from './weir.ts'
import type { Subscribing } from './ws-load.ts'

const text = 'Why is the sky blue? Answer in one sentence that a child can follow, please.'
const authorization = `Bearer ${adminKey}`

/** A question in OpenAI's words; `content` may tell the provider a pace, see upstream.ts. */
export const restShot = (
  port: number,
  { stream = false, content = text }: { readonly stream?: boolean; readonly content?: string } = {},
): Shot => ({
  port,
  path: '/v1/chat/completions',
  headers: { authorization },
  body: JSON.stringify({ model: 'small', messages: [{ role: 'user', content }], stream }),
})

/** The same question to the field `complete`. */
export const graphqlShot = (port: number): Shot => ({
  port,
  path: '/graphql',
  headers: { authorization },
  body: JSON.stringify({
    query: `mutation Ask($input: CompletionInput!) {
      complete(input: $input) { ... on Completion { id message { text } usage { inputTokens outputTokens } } }
    }`,
    variables: { input: { model: 'small', messages: [{ role: 'USER', content: text }] } },
  }),
})

/** A subscription to `completion`; `about` goes into its input. */
export const subscribing = (port: number, model: string, about: object = {}): Subscribing => ({
  port,
  connectionParams: { authorization },
  query: `subscription Stream($input: CompletionInput!) {
    completion(input: $input) { __typename ... on TextDelta { index text } }
  }`,
  variables: { input: { model, messages: [{ role: 'USER', content: text }], ...about } },
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startGateway, type TestGateway } from './kit/gateway.ts'

const module = /* GraphQL */ `
extend type Prompts {
  "Summarises a customer review."
  summarizeReview(text: String!, tone: Tone = NEUTRAL): ReviewSummary!
    @prompt(model: "small", system: "You summarise reviews. Tone: {{ tone }}.", user: "{{ text }}", temperature: 0)
    @quota(tokens: 50000, per: DAY) @redact(kinds: [EMAIL, PHONE]) @cacheResponse(ttlSeconds: 3600)
}
enum Tone { NEUTRAL FRIENDLY }
type ReviewSummary { summary: String!  keyPoints: [String!]!  sentiment: Sentiment! }
enum Sentiment { POSITIVE NEUTRAL NEGATIVE }
`

let gateway: TestGateway
before(async () => {
  gateway = await startGateway({
    yaml: `
providers:
  - { name: simulated, kind: simulator }
models:
  - name: small
    deployments: [ { provider: simulated, model: simulator } ]
    price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 }
`,
  })
})
after(() => gateway.close())

test('the example is published, and answers with its type, on the simulator', async () => {
  const published = await gateway.graphql(
    'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number semanticVersion } } }',
    { sdl: module },
  )
  assert.deepEqual(published.errors, undefined)
  const { data, errors } = await gateway.graphql(
    '{ prompts { summarizeReview(text: "So fast! Call +41 44 668 18 00.") { summary keyPoints sentiment } } }',
  )
  assert.equal(errors, undefined)
  const { summary, keyPoints, sentiment } = data.prompts.summarizeReview
  assert.equal(typeof summary, 'string')
  assert.ok(Array.isArray(keyPoints))
  assert.match(sentiment, /^(POSITIVE|NEUTRAL|NEGATIVE)$/)
})

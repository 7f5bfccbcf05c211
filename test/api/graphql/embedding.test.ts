import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Chunk, noUsage } from '../../../src/core/chunk.ts'
import { GatewayError } from '../../../src/core/error.ts'
import { principal } from '../../kit/call.ts'
import { callId, dataOf, errorOf, fakeGateway } from '../../kit/graphql.ts'

const embed = `
  mutation ($input: EmbeddingInput!) {
    embed(input: $input) {
      __typename
      ... on Embedding {
        callId model { name } provider deployment vectors usage { totalTokens } cost { usd } priced cached latencyMs
        guardrails { kind } attempts { deployment } createdAt
      }
      ... on ContentBlocked { message direction }
      ... on ProvidersFailed { message callId partialUsage { totalTokens } }
    }
  }
`
const vectors: readonly Chunk[] = [
  { type: 'start', provider: 'fake', deployment: 'fake/small', model: 'small-1' },
  { type: 'embedding', index: 1, vector: [0, 1] },
  { type: 'embedding', index: 0, vector: [0.6, 0.8] },
  { type: 'finish', reason: 'STOP', usage: { ...noUsage, inputTokens: 4 } },
]
const embedding = (chunks: readonly (Chunk | Error)[], input: object) => {
  const gateway = fakeGateway(chunks)
  return { gateway, asking: { services: { gateway }, variables: { input } } }
}

test('texts become a call of the operation `embed`, and its vectors come back in their order', async () => {
  const { gateway, asking } = embedding(vectors, {
    model: 'small',
    texts: ['a', 'b'],
    dimensions: 2,
    maxCostUsd: 0.5,
    tags: ['index'],
    subject: { type: 'page', id: '7' },
  })
  const { signal } = new AbortController()
  assert.deepEqual(await dataOf(embed, { ...asking, signal }), {
    embed: {
      __typename: 'Embedding',
      callId,
      model: { name: 'small' },
      provider: 'fake',
      deployment: 'fake/small',
      vectors: [
        [0.6, 0.8],
        [0, 1],
      ],
      usage: { totalTokens: 4 },
      cost: { usd: '0.000014' },
      priced: true,
      cached: false,
      latencyMs: 42,
      guardrails: [],
      attempts: [{ deployment: 'fake/small' }],
      createdAt: '2026-01-31T12:00:00.000Z',
    },
  })
  assert.deepEqual(gateway.requests, [
    {
      operation: 'embed',
      principal,
      model: 'small',
      api: 'GRAPHQL',
      stream: false,
      signal,
      input: {
        task: 'embedding',
        texts: ['a', 'b'],
        dimensions: 2,
        maxCostNanos: 500_000_000n,
        tags: ['index'],
        subject: { type: 'page', id: '7' },
      },
    },
  ])
})

test('a blocked text is a member of the union', async () => {
  const blocked = new GatewayError('CONTENT_BLOCKED', 'No', { direction: 'INPUT' })
  assert.deepEqual(await dataOf(embed, embedding([blocked], { model: 'small', texts: ['a'] }).asking), {
    embed: { __typename: 'ContentBlocked', message: 'No', direction: 'INPUT' },
  })
})

test('providers that all failed are a member of the union, with the id of the call', async () => {
  const failed = new GatewayError('PROVIDERS_FAILED', 'All down')
  assert.deepEqual(await dataOf(embed, embedding([failed], { model: 'small', texts: ['a'] }).asking), {
    embed: { __typename: 'ProvidersFailed', message: 'All down', callId, partialUsage: null },
  })
})

test('an invalid input is told with its place, and no call is made', async () => {
  for (const [input, path] of [
    [{ model: 'small', texts: [] }, 'texts'],
    [{ model: 'small', texts: ['a', ''] }, 'texts[1]'],
    [{ model: 'small', texts: ['a'], dimensions: 0 }, 'dimensions'],
  ] as const) {
    const { gateway, asking } = embedding(vectors, input)
    const error = await errorOf(embed, asking)
    assert.deepEqual([error.code, error.path, gateway.requests.length], ['INVALID_INPUT', path, 0])
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Chunk } from '../../../src/core/chunk.ts'
import { callId, finish, jsonOf, play, start, startRest } from './server.ts'

const vectors: readonly Chunk[] = [
  { type: 'embedding', index: 1, vector: [0.5, -0.25] },
  { type: 'embedding', index: 0, vector: [1, 0.125] },
]

test('embeddings come as numbers, in the order of the texts', async t => {
  const server = await startRest(t, play(start, ...vectors, finish))
  const answer = await server.post('/embeddings', {
    model: 'small',
    input: ['a', 'b'],
    dimensions: 2,
    user: 'u',
  })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('x-weir-call-id'), callId)
  assert.equal(answer.headers.get('x-weir-cost-usd'), '0.0015')
  assert.deepEqual(await jsonOf(answer), {
    object: 'list',
    data: [
      { object: 'embedding', index: 0, embedding: [1, 0.125] },
      { object: 'embedding', index: 1, embedding: [0.5, -0.25] },
    ],
    model: 'small',
    usage: { prompt_tokens: 21, total_tokens: 21 },
  })
  assert.equal(server.requests[0]?.operation, 'embed')
  assert.deepEqual(server.requests[0]?.input, {
    task: 'embedding',
    texts: ['a', 'b'],
    dimensions: 2,
    providerOptions: { openai: { user: 'u' } },
  })
})

test('or as base64 of little-endian floats; one text needs no list', async t => {
  const server = await startRest(t, play(start, ...vectors, finish))
  const body = { model: 'small', input: 'a', encoding_format: 'base64' }
  const { data } = await jsonOf(await server.post('/embeddings', body))
  assert.equal(data[0].embedding, Buffer.from(new Float32Array([1, 0.125]).buffer).toString('base64'))
  assert.equal(server.requests[0]?.input.task === 'embedding' && server.requests[0].input.texts.length, 1)
})

for (const [what, change, param] of [
  ['no input', { input: null }, 'input'],
  ['no texts', { input: [] }, 'input'],
  ['an empty text', { input: ['a', ''] }, 'input[1]'],
  ['one empty text', { input: '' }, 'input[0]'],
  ['tokens', { input: [1, 2] }, 'input'],
  ['lists of tokens', { input: [[1, 2]] }, 'input'],
  ['an object', { input: {} }, 'input'],
  ['a text of null', { input: [null] }, 'input[0]'],
  ['too many texts', { input: Array(2049).fill('a') }, 'input'],
  ['an unknown encoding', { encoding_format: 'hex' }, 'encoding_format'],
  ['no dimensions', { dimensions: 0 }, 'dimensions'],
  ['no model', { model: null }, 'model'],
  ['an unknown parameter', { truncate: true }, 'truncate'],
] as const)
  test(`refused with its place: ${what}`, async t => {
    const server = await startRest(t, play(start, ...vectors, finish))
    const answer = await server.post('/embeddings', { model: 'small', input: 'a', ...change })
    assert.equal(answer.status, 400)
    assert.equal((await jsonOf(answer)).error.param, param)
    assert.equal(server.requests.length, 0)
  })

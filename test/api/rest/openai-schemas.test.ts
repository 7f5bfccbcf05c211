import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { json, withoutTestData } from '../../kit/recordings.ts'
import { pretendModel } from './pretend-model.ts'
import { eventsOf, hello, jsonOf, startRest } from './server.ts'

const skip = withoutTestData

/** OpenAI's own schemas; `nullable`, a word of OpenAPI 3.0, is put as JSON Schema has it. */
const schemas = (): ((name: string) => ValidateFunction) => {
  const { components } = json<{ components: object }>('recordings/openai-api-schemas.json.gz')
  const understood = JSON.parse(JSON.stringify(components), (_, value) =>
    value?.nullable === true ? { anyOf: [withoutNullable(value), { type: 'null' }] } : value,
  )
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addFormat('unixtime', { type: 'number', validate: Number.isInteger })
  ajv.addSchema({ $id: 'openai', components: understood })
  return name => ajv.compile({ $ref: `openai#/components/schemas/${name}` })
}

const withoutNullable = ({ nullable: _, ...schema }: { readonly nullable: unknown }) => schema

const weather = { type: 'function', function: { name: 'weather' } }
const requests = [
  hello,
  { ...hello, tools: [weather] },
  { ...hello, response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { enum: ['x'] } } } },
]

const assertValid = (validate: ValidateFunction, value: unknown): void => {
  assert.ok(validate(value), JSON.stringify({ errors: validate.errors, value }, undefined, 2))
}

test('answers are what OpenAI’s schema says', { skip }, async t => {
  const valid = schemas()('CreateChatCompletionResponse')
  const server = await startRest(t, pretendModel)
  for (const request of requests)
    assertValid(valid, await jsonOf(await server.post('/chat/completions', request)))
})

test('every chunk of a stream is, with and without usage', { skip }, async t => {
  const valid = schemas()('CreateChatCompletionStreamResponse')
  const server = await startRest(t, pretendModel)
  for (const request of requests)
    for (const include_usage of [true, false]) {
      const body = { ...request, stream: true, stream_options: { include_usage } }
      const events = eventsOf(await (await server.post('/chat/completions', body)).text())
      assert.ok(events.length > 3)
      for (const event of events.slice(0, -1)) assertValid(valid, JSON.parse(event))
    }
})

test('embeddings are', { skip }, async t => {
  const valid = schemas()('CreateEmbeddingResponse')
  const server = await startRest(t, pretendModel)
  assertValid(valid, await jsonOf(await server.post('/embeddings', { model: 'small', input: ['a', 'b'] })))
})

test('models are', { skip }, async t => {
  const server = await startRest(t, pretendModel)
  assertValid(schemas()('ListModelsResponse'), await jsonOf(await server.get('/models')))
  assertValid(schemas()('Model'), await jsonOf(await server.get('/models/small')))
})

test('errors are, whoever refuses', { skip }, async t => {
  const valid = schemas()('ErrorResponse')
  const server = await startRest(t, pretendModel)
  for (const answer of [
    await server.post('/chat/completions', '{'),
    await server.post('/chat/completions', { ...hello, n: 2 }),
    await server.post('/chat/completions', {
      ...hello,
      messages: [{ role: 'user', content: 'fail at once' }],
    }),
    await server.get('/models/none'),
    await server.get('/none'),
    await server.get('/models', { authorization: 'Bearer wrong' }),
  ])
    assertValid(valid, await jsonOf(answer))
})

test('these schemas do refuse what is wrong', { skip }, () => {
  const valid = schemas()('CreateChatCompletionResponse')
  assert.equal(valid({ id: 'a', object: 'chat.completion', created: 1, model: 'm', choices: [{}] }), false)
})

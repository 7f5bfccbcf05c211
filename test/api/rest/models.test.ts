import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonOf, play, startRest } from './server.ts'

const small = { id: 'small', object: 'model', created: 0, owned_by: 'main' }
const large = { id: 'acme/large', object: 'model', created: 0, owned_by: 'weir' }
const eve = { authorization: 'Bearer eve' }

test('the list has the models that the key may use, by name, and no others', async t => {
  const server = await startRest(t, play())
  const all = await server.get('/models')
  assert.deepEqual(await jsonOf(all), { object: 'list', data: [large, small] })
  const some = await server.get('/models', eve)
  assert.deepEqual(await jsonOf(some), { object: 'list', data: [large] })
})

test('one model is found by its id, slashes included, plain or encoded', async t => {
  const server = await startRest(t, play())
  for (const path of ['/models/acme/large', '/models/acme%2Flarge'])
    assert.deepEqual(await jsonOf(await server.get(path)), large)
})

test('a model that is not there and one that the key may not use look the same', async t => {
  const server = await startRest(t, play())
  const missing = await server.get('/models/tiny', eve)
  const hidden = await server.get('/models/small', eve)
  assert.equal(missing.status, 404)
  assert.equal(hidden.status, 404)
  const { error } = await jsonOf(hidden)
  assert.deepEqual((await jsonOf(missing)).error, {
    ...error,
    message: error.message.replace('small', 'tiny'),
  })
  assert.equal(error.code, 'model_not_found')
})

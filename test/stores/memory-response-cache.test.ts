import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryResponseCache } from '../../src/stores/memory/response-cache.ts'
import { keptAnswer, responseCacheContract } from './response-cache.contract.ts'

responseCacheContract(clock => createMemoryResponseCache({ maxBytes: 1_000_000, clock }))

test('stays within its bytes: the answer that nobody has asked for the longest goes first', async () => {
  const cache = createMemoryResponseCache({ maxBytes: 10_000, clock: () => 0 })
  const long = keptAnswer('x'.repeat(1500))
  await cache.set('one', long, 1000)
  await cache.set('two', long, 1000)
  await cache.get('one')
  await cache.set('three', long, 1000)
  assert.equal(await cache.get('two'), undefined)
  assert.ok((await cache.get('one')) && (await cache.get('three')))
})

test('an answer larger than the whole cache drives nothing out', async () => {
  const cache = createMemoryResponseCache({ maxBytes: 10_000, clock: () => 0 })
  await cache.set('small', keptAnswer('x'), 1000)
  await cache.set('large', keptAnswer('x'.repeat(100_000)), 1000)
  assert.equal(await cache.get('large'), undefined)
  assert.ok(await cache.get('small'))
})

test('many keys without end do not make it grow', async () => {
  const cache = createMemoryResponseCache({ maxBytes: 20_000, clock: () => 0 })
  for (let key = 0; key < 1000; key++) await cache.set(`key-${key}`, keptAnswer('x'), 1000)
  let kept = 0
  for (let key = 0; key < 1000; key++) if (await cache.get(`key-${key}`)) kept++
  assert.ok(kept > 5 && kept < 50, `${kept} kept`)
})

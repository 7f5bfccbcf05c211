import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Agent } from 'undici'
import { fetchJson } from '../../src/identity/fetch-json.ts'
import { providerServer } from '../kit/provider-server.ts'

const dispatcher = new Agent()
after(() => dispatcher.close())

test('a document is read whole, up to its limit', async t => {
  const server = await providerServer(response => response.end('{"keys":[]}'))
  t.after(() => server.close())
  assert.deepEqual(await fetchJson(server.url, { dispatcher, timeoutMs: 60_000, bodyBytes: 11 }), {
    keys: [],
  })
  await assert.rejects(
    fetchJson(server.url, { dispatcher, timeoutMs: 60_000, bodyBytes: 10 }),
    /longer than 10/,
  )
})

test('who says nothing, or not everything, is waited for no longer than that', async t => {
  const silent = await providerServer(() => {})
  t.after(() => silent.close())
  const slow = await providerServer(response => {
    response.write('{')
  })
  t.after(() => slow.close())
  for (const server of [silent, slow]) {
    await assert.rejects(fetchJson(server.url, { dispatcher, timeoutMs: 50, bodyBytes: 100 }), {
      name: 'TimeoutError',
    })
    await server.left
  }
})

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startGateway, type TestGateway } from '../kit/gateway.ts'

describe('pages of other origins', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({ yaml: 'server: { corsOrigins: [ https://app.example.com ] }' })
  })
  after(() => gateway.close())

  const preflight = (path: string, origin: string) =>
    fetch(gateway.url + path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, content-type',
      },
    })

  for (const path of ['/graphql', '/graphql/stream', '/v1/chat/completions'])
    test(`may ask whether they may call ${path}, if they are of a listed origin`, async () => {
      const { status, headers } = await preflight(path, 'https://app.example.com')
      assert.equal(status, 204)
      assert.equal(headers.get('access-control-allow-origin'), 'https://app.example.com')
      assert.equal(headers.get('access-control-allow-headers'), 'authorization, content-type')
      const other = await preflight(path, 'https://evil.example.com')
      assert.equal(other.headers.get('access-control-allow-origin'), null)
    })

  test('may read answers and streams, and the headers that tell about the call', async () => {
    for (const stream of [false, true]) {
      const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: {
          origin: 'https://app.example.com',
          authorization: `Bearer ${gateway.adminKey}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ model: 'simulator', messages: [{ role: 'user', content: 'Hi' }], stream }),
      })
      assert.equal(answer.status, 200)
      await answer.text()
      assert.equal(answer.headers.get('access-control-allow-origin'), 'https://app.example.com')
      assert.match(answer.headers.get('access-control-expose-headers') ?? '', /x-weir-call-id/)
      assert.equal(answer.headers.get('vary'), 'origin')
    }
  })
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, beforeEach, describe, test } from 'node:test'
import WebSocket from 'ws'
import { startGateway, type TestGateway } from '../kit/gateway.ts'
import { prepareWaysIn, waysIn } from '../kit/ways-in.ts'

// Whichever way somebody comes in, the address that counts is the one that a proxy of ours has seen, and no other.

const inside = '203.0.113.7'
const outside = '198.51.100.7'

/** Behind a proxy on the loopback, which is ours or not. */
const start = async (proxies: string) => {
  const time = { now: Date.now() }
  const gateway = await startGateway({
    yaml: `server: { trustedProxies: [${proxies}] }`,
    clock: () => time.now,
  })
  await prepareWaysIn(gateway)
  const { secret } = await gateway.newKey({ roles: ['DEVELOPER'], allowedAddresses: ['203.0.113.0/24'] })
  /** Nothing of what was refused is held against anybody any more. */
  const forget = () => {
    time.now += 60_000
  }
  return { gateway, key: { authorization: `Bearer ${secret}` }, forget }
}

const addressesOf = async (gateway: TestGateway): Promise<readonly string[]> => {
  const { data } = await gateway.graphql('{ auditCalls(first: 100) { edges { node { address } } } }')
  return data.auditCalls.edges.map(({ node }: { node: { address: string } }) => node.address)
}

describe('behind a proxy of ours', () => {
  let gateway: TestGateway
  let key: { authorization: string }
  let forget: () => void
  beforeEach(() => forget())
  before(async () => {
    ;({ gateway, key, forget } = await start('127.0.0.0/8'))
  })
  after(() => gateway.close())

  for (const { name, ask, isCall } of waysIn)
    test(`${name}: a key counts from where its owner allows, the audit tells from where, and nobody can make it up`, async () => {
      const before = (await addressesOf(gateway)).length
      const from = (forwarded: string) => ask(gateway.url, { ...key, 'x-forwarded-for': forwarded })
      assert.equal(await from(inside), 'ANSWERED')
      assert.equal(await from(`${outside}, ${inside}`), 'ANSWERED')
      for (const forwarded of [outside, `${inside}, ${outside}`, `${inside}, unknown`])
        assert.equal(await from(forwarded), 'FORBIDDEN', forwarded)
      assert.equal(await ask(gateway.url, key), 'FORBIDDEN', 'the proxy itself')
      const calls = (await addressesOf(gateway)).slice(0, -before || undefined)
      assert.deepEqual(calls, isCall ? [inside, inside] : [])
    })

  test('the audit of administration tells the address too', async () => {
    await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${gateway.adminKey}`,
        'x-forwarded-for': `1.1.1.1, ${outside}`,
      },
      body: JSON.stringify({ query: 'mutation { createTeam(input: { name: "remote" }) { team { id } } }' }),
    })
    const { data } = await gateway.graphql(
      '{ auditEvents(filter: { kind: ACT, operation: "createTeam" }, first: 1) { edges { node { actor { address } } } } }',
    )
    assert.equal(data.auditEvents.edges[0].node.actor.address, outside)
  })

  test('who guesses is slowed down, and not whoever else comes through the same proxy', async () => {
    const models = (from: string, credential: string) =>
      fetch(`${gateway.url}/v1/models`, {
        headers: { authorization: `Bearer ${credential}`, 'x-forwarded-for': from },
      }).then(({ status }) => status)
    for (let attempt = 0; attempt < 50; attempt++)
      assert.equal(await models(`${attempt}.0.0.1, 192.0.2.66`, `weir_${attempt}`), 401)
    assert.equal(await models('9.9.9.9, 192.0.2.66', 'weir_again'), 429)
    assert.equal(await models('192.0.2.67', 'weir_again'), 401)
  })

  test('the OpenAPI document names the address that the proxy was asked at', async () => {
    const answer = await fetch(`${gateway.url}/v1/openapi.json`, {
      headers: {
        ...key,
        'x-forwarded-for': inside,
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'ai.example.com',
      },
    })
    assert.match(await answer.text(), /"https:\/\/ai\.example\.com/)
  })
})

describe('behind somebody else', () => {
  let gateway: TestGateway
  let key: { authorization: string }
  let forget: () => void
  beforeEach(() => forget())
  before(async () => {
    ;({ gateway, key, forget } = await start('10.0.0.0/8, "2001:db8::/32"'))
  })
  after(() => gateway.close())

  for (const { name, ask, isCall } of waysIn)
    test(`${name}: what a header says of the address has no effect`, async () => {
      const admin = { authorization: `Bearer ${gateway.adminKey}` }
      for (const spoofed of [
        { 'x-forwarded-for': inside },
        { 'x-forwarded-for': `${inside}, 10.0.0.1` },
        { 'x-real-ip': inside, forwarded: `for=${inside}`, 'x-client-ip': inside, 'true-client-ip': inside },
      ]) {
        assert.equal(await ask(gateway.url, { ...key, ...spoofed }), 'FORBIDDEN', JSON.stringify(spoofed))
        assert.equal(await ask(gateway.url, { ...admin, ...spoofed }), 'ANSWERED')
      }
      if (isCall) assert.deepEqual(new Set(await addressesOf(gateway)), new Set(['127.0.0.1']))
    })
})

test('strangers on WebSockets are counted by the address that our proxy has seen', async t => {
  const gateway = await startGateway({ yaml: 'server: { trustedProxies: [127.0.0.1] }' })
  t.after(() => gateway.close())
  const open = async (forwarded: string): Promise<WebSocket | number> => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { 'x-forwarded-for': forwarded },
    })
    const status = once(socket, 'unexpected-response').then(([, { statusCode }]) => statusCode)
    const result = await Promise.race([once(socket, 'open').then(() => socket), status])
    if (result !== socket) socket.on('error', () => {}).terminate()
    return result
  }
  const strangers = await Promise.all(
    Array.from({ length: 250 }, (_, index) => open(`10.0.0.${index}, ${outside}`)),
  )
  assert.ok(strangers.every(stranger => stranger instanceof WebSocket))
  assert.equal(await open(outside), 503)
  const other = await open(inside)
  assert.ok(other instanceof WebSocket)
  for (const socket of [...strangers, other]) if (socket instanceof WebSocket) socket.terminate()
})

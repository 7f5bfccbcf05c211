import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Agent } from 'undici'
import { fetchJson } from '../../src/identity/fetch-json.ts'
import { createKeyCheck } from '../../src/identity/key-check.ts'
import { freePort } from '../kit/free-port.ts'
import { providerServer } from '../kit/provider-server.ts'

const dispatcher = new Agent()
const checkKeys = createKeyCheck({
  readJsonFor: (_, timeoutMs) => url => fetchJson(url, { dispatcher, timeoutMs, bodyBytes: 1_000 }),
  clock: Date.now,
})
const ourSecret = 'what the host keeps to itself'

/** What is said of an address that answers so. */
const saidOf = async (status: number, body: string, field: 'jwksUri' | 'issuer' = 'jwksUri') => {
  const server = await providerServer(response => void response.writeHead(status).end(body))
  try {
    const about =
      field === 'issuer' ? { issuer: server.url } : { issuer: 'https://id.test', jwksUri: server.url }
    const [warning, ...others] = await checkKeys({ ...about, allowInsecure: true })
    assert.deepEqual(others, [])
    return warning
  } finally {
    await server.close()
  }
}

test('keys that can be read are nothing to warn of', async () => {
  assert.equal(await saidOf(200, '{"keys":[]}'), undefined)
})

test('an address that answers something else is named with its field, what it answers is not told', async () => {
  for (const [status, body, reason] of [
    [200, `<html>${ourSecret}</html>`, 'its answer is no JSON'],
    [200, `{"secret":"${ourSecret}"}`, 'its answer is no JSON Web Key Set'],
    [200, 'x'.repeat(2_000), 'its answer is longer than 1000 bytes'],
    [404, ourSecret, 'it answers with the status 404'],
    // A redirect is not followed.
    [302, '', 'it answers with the status 302'],
  ] as const) {
    const warning = (await saidOf(status, body)) ?? ''
    assert.match(warning, /^jwksUri: no keys are found at http:\S+ \(/)
    assert.ok(warning.includes(`(${reason});`), warning)
    assert.match(warning, /correct `jwksUri`, or leave it out/)
    assert.ok(!warning.includes(ourSecret))
  }
})

test('an issuer that is no other one’s is asked where its keys are', async () => {
  const warning = await saidOf(200, `{"issuer":"https://${ourSecret}"}`, 'issuer')
  assert.match(
    warning ?? '',
    /^issuer: .*\.well-known\/openid-configuration \(its discovery document names another issuer\)/,
  )
  assert.ok(!warning?.includes(ourSecret))
})

test('who is silent is not told apart from who is not there, and nobody waits for either for long', async t => {
  const silent = await providerServer(() => {})
  t.after(() => silent.close())
  const nobody = `http://127.0.0.1:${await freePort()}`
  const said = []
  for (const jwksUri of [silent.url, nobody]) {
    const [warning = ''] = await checkKeys({ issuer: 'https://id.test', jwksUri, allowInsecure: true })
    said.push(warning.replaceAll(jwksUri, 'there'))
  }
  assert.equal(said[0], said[1])
  assert.match(
    said[0] ?? '',
    /^jwksUri: no keys are found at there \(it could not be reached within 2 seconds\)/,
  )
  await silent.left
})

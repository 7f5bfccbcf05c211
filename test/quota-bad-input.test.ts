import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { freePort } from './kit/free-port.ts'
import { startGateway, type TestGateway } from './kit/gateway.ts'
import { type ProviderServer, providerServer } from './kit/provider-server.ts'

// What clocks, callers, providers and a Redis may do to a quota, asked as a client would.

const question = 'Why is the sky blue?'
const yamlFor = (provider: string) => `
providers:
  - { name: upstream, kind: openai-compatible, baseUrl: "${provider}/v1", apiKey: upstream, allowInsecure: true }
models:
  - { name: small, deployments: [ { provider: upstream, model: small } ], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
quotas:
  - { name: berlin, scope: { tag: berlin }, meter: REQUESTS, limit: 1, window: DAY, timeZone: Europe/Berlin }
  - { name: tokens, scope: { tag: tokens }, meter: TOTAL_TOKENS, limit: 1000000, window: MONTH }
  - { name: closed, scope: { tag: closed }, meter: REQUESTS, limit: 100, window: MONTH, onStoreFailure: DENY }
`

describe('a quota', () => {
  let provider: ProviderServer
  let gateway: TestGateway
  let now = Date.now()
  /** What the provider says that an answer has used. */
  let usage: unknown
  before(async () => {
    provider = await providerServer(response => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          id: 'one',
          object: 'chat.completion',
          created: 0,
          model: 'small',
          choices: [
            { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Because it is.' } },
          ],
          usage,
        }),
      )
    })
    gateway = await startGateway({ yaml: yamlFor(provider.url), clock: () => now })
  })
  after(async () => {
    await gateway.close()
    await provider.close()
  })

  const complete = async (tag: string, fields = '') => {
    const { data, errors } = await gateway.graphql(
      `mutation { complete(input: { model: "small", maxOutputTokens: 20, tags: ["${tag}"], messages: [{ role: USER, content: "${question}" }] ${fields} }) {
        __typename
        ... on Completion { usage { inputTokens outputTokens source } cost { usd } }
        ... on QuotaExceeded { resetsAt }
      } }`,
    )
    return errors ? errors[0] : data.complete
  }
  const used = async (name: string) => {
    const { data } = await gateway.graphql('{ viewer { quotas { quota { name } used reserved } } }')
    const standing = data.viewer.quotas.find(
      ({ quota }: { readonly quota: { readonly name: string } }) => quota.name === name,
    )
    return [Number(standing.used), Number(standing.reserved)]
  }

  test('opens its days where the clocks of its time zone change, and none anew where the clock goes back (P10)', async () => {
    usage = { prompt_tokens: 5, completion_tokens: 3 }
    // Of days with 23 and with 25 hours.
    for (const [last, first, end] of [
      ['2027-03-27T22:59:59Z', '2027-03-27T23:00:00Z', '2027-03-28T22:00:00Z'],
      ['2027-10-30T21:59:59Z', '2027-10-30T22:00:00Z', '2027-10-31T23:00:00Z'],
    ] as const) {
      const passes = async (at: string) => {
        now = Date.parse(at)
        return complete('berlin')
      }
      assert.equal((await passes(last)).__typename, 'Completion')
      assert.deepEqual(await passes(last), {
        __typename: 'QuotaExceeded',
        resetsAt: new Date(first).toISOString(),
      })
      assert.equal((await passes(first)).__typename, 'Completion')
      const spent = { __typename: 'QuotaExceeded', resetsAt: new Date(end).toISOString() }
      assert.deepEqual(await passes(first), spent)
      assert.deepEqual(await passes(last), spent)
    }
  })

  test('knows no price of a caller’s', async () => {
    usage = { prompt_tokens: 5, completion_tokens: 3 }
    const free = await complete('tokens', 'price: { inputPerMillionUsd: 0, outputPerMillionUsd: 0 }')
    assert.equal(free.extensions.code, 'INVALID_INPUT')
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${gateway.adminKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ model: 'small', messages: [{ role: 'user', content: question }], price: 0 }),
    })
    assert.equal(answer.status, 400)
    const { error } = (await answer.json()) as { readonly error: { readonly param: string } }
    assert.equal(error.param, 'price')
    assert.equal((await complete('tokens')).cost.usd, '0.000011')
  })

  test('counts by itself where a provider reports nothing, less than nothing, or more than there can be', async () => {
    for (const reported of [
      undefined,
      null,
      'many',
      { prompt_tokens: -5, completion_tokens: -3, total_tokens: -8 },
      { prompt_tokens: 5, completion_tokens: 1e300, total_tokens: 1e300 },
      { prompt_tokens: 2 ** 60, completion_tokens: 1 },
    ]) {
      usage = reported
      const [before = 0] = await used('tokens')
      const { usage: counted } = await complete('tokens')
      assert.equal(counted.source, 'COUNTED', JSON.stringify(reported))
      assert.ok(counted.inputTokens >= 6 && counted.inputTokens <= 20, String(counted.inputTokens))
      assert.ok(counted.outputTokens >= 4 && counted.outputTokens <= 8, String(counted.outputTokens))
      assert.deepEqual(await used('tokens'), [before + counted.inputTokens + counted.outputTokens, 0])
    }
  })
})

describe('a Redis that', () => {
  /** A server in the place of Redis, which answers everything so. */
  const pretending = async (answer: (socket: Socket) => void) => {
    const sockets = new Set<Socket>()
    const server = createServer(socket => {
      sockets.add(socket)
      socket.on('error', () => undefined).on('data', () => answer(socket))
    })
    const port = await freePort()
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
    return {
      url: `redis://127.0.0.1:${port}`,
      close: () => {
        for (const socket of sockets) socket.destroy()
        server.close()
      },
    }
  }

  for (const [does, answer] of [
    ['never answers', () => undefined],
    ['answers wrongly', (socket: Socket) => void socket.write('+PONG\r\n')],
  ] as const)
    test(`${does} holds nobody up: each quota says what happens, and health tells (P26)`, async () => {
      const provider = await providerServer(response =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(
          JSON.stringify({
            choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'So.' } }],
            usage: { prompt_tokens: 5, completion_tokens: 3 },
          }),
        ),
      )
      const redis = await pretending(answer)
      const gateway = await startGateway({ yaml: yamlFor(provider.url), env: { REDIS_URL: redis.url } })
      try {
        const ask = async (tag: string) => {
          const { data, errors } = await gateway.graphql(
            `mutation { complete(input: { model: "small", tags: ["${tag}"], messages: [{ role: USER, content: "${question}" }] }) { __typename } }`,
          )
          return errors?.[0]?.extensions.code ?? data.complete.__typename
        }
        assert.equal(await ask('tokens'), 'Completion')
        assert.equal(await ask('closed'), 'UNAVAILABLE')
        const { data } = await gateway.graphql('{ health { mode quotaAccuracy } }')
        assert.deepEqual(data.health, { mode: 'DEGRADED', quotaAccuracy: 'SHARE' })
      } finally {
        await gateway.close()
        redis.close()
        await provider.close()
      }
    })
})

import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { temporaryFolder } from './kit/database.ts'
import { usePreparedHome } from './kit/prepared-home.ts'
import { type GatewayProcess, nothingRunsIn, processesIn, type Ready, startProcess } from './kit/process.ts'

// Real processes that are told to stop while they answer.

/** One model that ends soon after the gateway was told to stop, one that would go on for minutes. */
const yaml = `
providers:
  - { name: unhurried, kind: simulator, text: Air scatters blue light., firstTokenMs: "0", tokensPerSecond: "4" }
  - { name: endless, kind: simulator, firstTokenMs: "0", tokensPerSecond: "0.01" }
models:
  - { name: unhurried, deployments: [ { provider: unhurried, model: m } ], unpriced: allow }
  - { name: endless, deployments: [ { provider: endless, model: m } ], unpriced: allow }
`

/** Long enough for a short stream to end, and for a stop, on a machine that does other things besides. */
const drainMs = 6_000

describe('a gateway that is told to stop', { timeout: 120_000 }, () => {
  let folder: string
  let home: string
  const running: GatewayProcess[] = []
  beforeEach(() => {
    folder = temporaryFolder()
    home = join(folder, 'home')
    usePreparedHome(home)
    writeFileSync(join(folder, 'weir.yaml'), yaml)
  })
  afterEach(async () => {
    for (const gateway of running.splice(0)) {
      gateway.kill('SIGKILL')
      await gateway.ended
    }
    await nothingRunsIn(folder)
    rmSync(folder, { recursive: true, force: true })
  })

  const start = async (): Promise<GatewayProcess & Required<Omit<Ready, 'afterMs'>>> => {
    const env = { WEIR_CONFIG: join(folder, 'weir.yaml'), WEIR_DRAIN_MS: `${drainMs}`, WEIR_ADMIN_KEY: key }
    const gateway = startProcess({ home, env })
    running.push(gateway)
    const { url } = await gateway.ready
    return { ...gateway, url, adminKey: key }
  }

  const key = 'an-administrator-of-the-tests'
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }

  const post = (url: string, body: object): Promise<Response> =>
    fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })

  /** A REST stream whose first piece has arrived. `rest` is all that comes. */
  const begin = async (url: string, model: string) => {
    const messages = [{ role: 'user', content: 'Why is the sky blue?' }]
    const answer = await post(`${url}/v1/chat/completions`, { model, messages, stream: true })
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = (await reader?.read())?.value ?? ''
    const rest = async (): Promise<string> => {
      for (let read = await reader?.read(); read && !read.done; read = await reader?.read())
        text += read.value
      return text
    }
    return { id: answer.headers.get('x-weir-call-id') ?? '', rest: rest() }
  }

  /** A subscription whose first event has arrived; `last` is its last one. */
  const subscribe = async (url: string, model: string) => {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${key}` },
      retryAttempts: 0,
    })
    const events = client.iterate<{ completion: { __typename: string; code?: string } }>({
      query: `subscription {
        completion(input: { model: "${model}", messages: [{ role: USER, content: "Why?" }] }) {
          __typename
          ... on CompletionFailed { code }
        }
      }`,
    })
    await events.next()
    const last = async () => {
      let event: unknown
      for await (const { data } of events) event = data?.completion
      return event
    }
    return { last: last().finally(() => client.dispose()) }
  }

  const outcomeOf = async (url: string, id: string): Promise<unknown> => {
    const answer = await post(`${url}/graphql`, {
      query: 'query ($id: ID!) { completion(id: $id) { outcome } }',
      variables: { id: Buffer.from(`Completion:${id}`).toString('base64url') },
    })
    return answer.json()
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    test(`by ${signal} lets streams finish that can, ends the others, refuses new calls, keeps every row`, async t => {
      const gateway = await start()
      const { url } = gateway
      const soon = await begin(url, 'unhurried')
      const never = await begin(url, 'endless')
      const subscribed = await subscribe(url, 'endless')

      const toldAt = performance.now()
      gateway.kill(signal)
      await gateway.says('"msg":"stopping')

      const messages = [{ role: 'user', content: 'One more?' }]
      const rest = await post(`${url}/v1/chat/completions`, { model: 'simulator', messages })
      assert.equal(rest.status, 503)
      assert.equal(rest.headers.get('retry-after'), '1')
      assert.equal(((await rest.json()) as { error: { code: string } }).error.code, 'unavailable')
      const graphql = await post(`${url}/graphql`, { query: '{ viewer { name } }' })
      assert.equal(graphql.status, 503)
      assert.equal(graphql.headers.get('retry-after'), '1')
      assert.equal((await fetch(`${url}/readyz`)).status, 503)
      assert.equal((await fetch(`${url}/healthz`)).status, 200)

      const whole = await soon.rest
      assert.ok(whole.endsWith('data: [DONE]\n\n'), whole)
      const finishedMs = performance.now() - toldAt
      assert.ok(finishedMs < drainMs, `the short stream has ended only after ${finishedMs} ms`)

      const cut = await never.rest
      assert.match(cut, /data: \{"error":\{.*"code":"unavailable".*\}\}\n\n$/)
      assert.ok(!cut.includes('[DONE]'), cut)
      assert.deepEqual(await subscribed.last, { __typename: 'CompletionFailed', code: 'UNAVAILABLE' })

      const { code } = await gateway.ended
      const tookMs = performance.now() - toldAt
      assert.equal(code, 0)
      assert.ok(tookMs > drainMs && tookMs < drainMs + 20_000, `it took ${tookMs} ms`)
      t.diagnostic(`ended ${Math.round(tookMs)} ms after ${signal}, ${drainMs} ms of them granted to streams`)
      assert.deepEqual(processesIn(folder), [])
      // DBState of PostgreSQL's control file (pg_control.h): 1 after a clean shutdown.
      assert.equal(readFileSync(join(home, 'postgres/global/pg_control')).readInt32LE(16), 1)

      const again = await start()
      assert.deepEqual(await outcomeOf(again.url, soon.id), { data: { completion: { outcome: 'FINISHED' } } })
      assert.deepEqual(await outcomeOf(again.url, never.id), {
        data: { completion: { outcome: 'CANCELLED' } },
      })
    })

  test('stops as soon as nothing is in flight', async () => {
    const gateway = await start()
    const subscribed = await subscribe(gateway.url, 'unhurried')
    await subscribed.last
    const toldAt = performance.now()
    gateway.kill('SIGTERM')
    const { code, stderr } = await gateway.ended
    assert.equal(code, 0)
    assert.doesNotMatch(stderr, /"level":"(warn|error|fatal)"/)
    const tookMs = performance.now() - toldAt
    assert.ok(tookMs < drainMs, `it took ${tookMs} ms`)
  })

  test('drains once, though the terminal and npm both say Ctrl+C', async () => {
    const gateway = await start()
    const soon = await begin(gateway.url, 'unhurried')
    gateway.kill('SIGINT')
    await gateway.says('"msg":"stopping')
    gateway.kill('SIGINT')
    assert.ok((await soon.rest).endsWith('data: [DONE]\n\n'))
    assert.equal((await gateway.ended).code, 0)
  })
})

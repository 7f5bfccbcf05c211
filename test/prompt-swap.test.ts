import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { startDatabase, type TestDatabase } from './kit/database.ts'
import { startGateway, type TestGateway } from './kit/gateway.ts'

let server: TestDatabase
let one: TestGateway
let two: TestGateway
before(async () => {
  server = await startDatabase()
  const env = { DATABASE_URL: server.url, WEIR_ADMIN_KEY: `weir_${'a'.repeat(43)}` }
  one = await startGateway({ env })
  two = await startGateway({ env })
})
after(async () => {
  await two.close()
  await one.close()
  await server.close()
})

const sdl = (text: string) =>
  `extend type Prompts { say: String! @prompt(model: "simulator", user: "${text}") @cacheResponse(ttlSeconds: 60) }`

test('prompts are published and rolled back under load, on two replicas, and no call or stream fails', async t => {
  const publish = (text: string) =>
    one.graphql('mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }', {
      sdl: sdl(text),
    })
  const say = async (gateway: TestGateway): Promise<string> => {
    const { data, errors } = await gateway.graphql('{ prompts { say } }')
    assert.equal(errors, undefined, JSON.stringify(errors))
    return data.prompts.say
  }
  assert.equal((await publish('first')).errors, undefined)
  while ((await two.graphql('{ prompts { say } }')).errors) await sleep(20)

  const client = createClient({
    url: `${one.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${one.adminKey}` },
    retryAttempts: 0,
  })
  const query = `subscription { completion(input: { model: "simulator", messages: [{ role: USER, content: "Why?" }],
    providerOptions: { simulator: { tokensPerSecond: 10 } } }) { __typename } }`
  const streams = Array.from({ length: 50 }, () =>
    Array.fromAsync(client.iterate<{ completion: { __typename: string } }>({ query })),
  )
  let running = true
  let calls = 0
  const load = async (gateway: TestGateway): Promise<void> => {
    while (running) {
      await Promise.all([say(gateway), sleep(100)])
      calls++
    }
  }
  const loads = [one, two].flatMap(gateway => Array.from({ length: 5 }, () => load(gateway)))
  const effects: number[] = []
  for (const text of ['second', 'third', 'fourth', undefined, undefined]) {
    const { errors } =
      text === undefined
        ? await one.graphql('mutation { rollbackPrompt(input: { name: "say" }) { version { number } } }')
        : await publish(text)
    assert.equal(errors, undefined)
    const began = performance.now()
    const now = await say(one)
    while ((await say(two)) !== now) await sleep(10)
    effects.push(performance.now() - began)
    await sleep(300)
  }
  running = false
  await Promise.all(loads)
  for (const events of await Promise.all(streams))
    assert.equal(events.at(-1)?.data?.completion.__typename, 'CompletionFinished')
  await client.dispose()
  t.diagnostic(
    `${calls} calls; in force on the second replica after ${effects.map(Math.round).join(', ')} ms`,
  )
  assert.ok(calls > 50)
  assert.ok(Math.max(...effects) < 1_000, `${effects}`)
})

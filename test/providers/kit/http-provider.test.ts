import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { after, test } from 'node:test'
import type { Chunk } from '../../../src/core/chunk.ts'
import type { Message } from '../../../src/core/message.ts'
import { type ProviderCall, ProviderFailure } from '../../../src/core/provider.ts'
import { collect } from '../../../src/core/stream.ts'
import { providerAgent } from '../../../src/providers/kit/agent.ts'
import { answerLimits } from '../../../src/providers/kit/answer-reader.ts'
import { type HttpLimits, httpProvider } from '../../../src/providers/kit/http-provider.ts'
import { openai } from '../../../src/providers/openai.ts'
import { type Asked, type ProviderServer, providerServer } from '../../kit/provider-server.ts'
import { deploymentOf } from '../../kit/replay.ts'

const agent = providerAgent('ANY', { connectMs: 200 })
after(() => agent.destroy())
const stateKey = new Uint8Array(32).fill(1)

const callWith = (about: Partial<ProviderCall> = {}): ProviderCall => ({
  deployment: deploymentOf('small'),
  input: { task: 'completion', messages: [{ role: 'USER', parts: [{ type: 'text', text: 'Hi' }] }] },
  stream: true,
  signal: new AbortController().signal,
  ...about,
})

const providerAt = (baseUrl: string, limits: Partial<HttpLimits> = {}) =>
  httpProvider({
    name: 'main',
    adapter: openai,
    baseUrl,
    apiKey: 'secret',
    stateKey,
    dispatcher: agent,
    limits,
  })

/** Runs `use` against a server that answers like this, and closes it. */
const against = async (
  answer: (response: ServerResponse, asked: Asked) => void,
  use: (server: ProviderServer) => Promise<void>,
): Promise<void> => {
  const server = await providerServer(answer)
  try {
    await use(server)
  } finally {
    await server.close()
  }
}

const event = (choice: object, more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'a', model: 'small-1', choices: [{ index: 0, ...choice }], ...more })}\n\n`
const hello = event({ delta: { content: 'Hello' } })
const stop = event(
  { delta: {}, finish_reason: 'stop' },
  { usage: { prompt_tokens: 3, completion_tokens: 1 } },
)
const sse = { 'content-type': 'text/event-stream' }

const failure = async (chunks: AsyncIterable<Chunk>): Promise<ProviderFailure> => {
  try {
    await collect(chunks)
  } catch (error) {
    assert.ok(error instanceof ProviderFailure, `${error} is a ProviderFailure`)
    return error
  }
  return assert.fail('the answer did not fail')
}

test('a stream is asked for with its usage and read to its end, and the connection serves again', () =>
  against(
    response => response.writeHead(200, sse).end(`${hello}${stop}data: [DONE]\n\n`),
    async server => {
      const provider = providerAt(`${server.url}/v1/`)
      for (let call = 0; call < 10; call++) {
        const answer = await collect(provider.run(callWith()))
        assert.equal(answer.text, 'Hello')
        assert.equal(answer.start?.model, 'small-1')
        assert.equal(answer.finish.reason, 'STOP')
        assert.equal(answer.finish.usage.inputTokens, 3)
      }
      // A call that follows within the same turn of the event loop gets a connection of its own.
      assert.ok(server.connections() <= 2, `${server.connections()} connections for ten calls`)
      const [asked] = server.asked
      assert.equal(asked?.path, '/v1/chat/completions')
      assert.equal(asked?.headers.authorization, 'Bearer secret')
      assert.deepEqual(JSON.parse(asked?.body ?? ''), {
        model: 'small',
        messages: [{ role: 'user', content: 'Hi' }],
        stream: true,
        stream_options: { include_usage: true },
      })
    },
  ))

test('a unary answer is one document', () =>
  against(
    response =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(
          JSON.stringify({ model: 'm', choices: [{ message: { content: 'é🦊' }, finish_reason: 'stop' }] }),
        ),
    async server => {
      const answer = await collect(providerAt(server.url).run(callWith({ stream: false })))
      assert.equal(answer.text, 'é🦊')
      assert.equal(answer.finish.usage.source, 'ESTIMATED')
      assert.equal(JSON.parse(server.asked[0]?.body ?? '').stream, undefined)
    },
  ))

test('an answer that comes byte by byte is read all the same', () =>
  against(
    response => {
      response.writeHead(200, sse)
      const bytes = Buffer.from(`${event({ delta: { content: 'é🦊' } })}${stop}`)
      const send = (index: number): void => {
        if (index === bytes.length) response.end()
        else response.write(bytes.subarray(index, index + 1), () => setImmediate(send, index + 1))
      }
      send(0)
    },
    async server => assert.equal((await collect(providerAt(server.url).run(callWith()))).text, 'é🦊'),
  ))

test('a stream that breaks off, or ends without its finish reason, is incomplete', async () => {
  const cuts: readonly ((response: ServerResponse) => void)[] = [
    response => response.writeHead(200, sse).write(hello, () => response.destroy()),
    response => response.writeHead(200, sse).end(hello),
    response => response.writeHead(200, sse).end(`${hello}data: [DONE]\n\n`),
    response => response.writeHead(200, sse).end(`${hello}${stop.slice(0, 60)}`),
    response => response.writeHead(200, sse).end(),
  ]
  for (const cut of cuts)
    await against(cut, async server => {
      const { kind, retryable } = await failure(providerAt(server.url).run(callWith()))
      assert.deepEqual({ kind, retryable }, { kind: 'INCOMPLETE_STREAM', retryable: true })
    })
})

test('an answer whose connection breaks off behind the finish reason is whole', () =>
  against(
    response => response.writeHead(200, sse).write(`${hello}${stop}`, () => response.destroy()),
    async server => assert.equal((await collect(providerAt(server.url).run(callWith()))).text, 'Hello'),
  ))

test('what stands behind [DONE] is not waited for', () =>
  against(
    response => response.writeHead(200, sse).write(`${hello}${stop}data: [DONE]\n\n`),
    async server => {
      const answer = await collect(providerAt(server.url, { closingMs: 1 }).run(callWith()))
      assert.equal(answer.finish.reason, 'STOP')
      await server.left
    },
  ))

test('silence before the head, between two pieces and over all ends in a time-out that closes the connection', async () => {
  const silences: readonly [Partial<HttpLimits>, (response: ServerResponse) => void][] = [
    // Long enough for the provider to be asked at all, on a busy machine too.
    [{ headMs: 250 }, () => {}],
    [{ idleMs: 20 }, response => response.writeHead(200, sse).write(hello)],
    [{ totalMs: 250 }, response => response.writeHead(200, sse).write(hello)],
    [{ totalMs: 250 }, () => {}],
  ]
  for (const [limits, answer] of silences)
    await against(answer, async server => {
      const { kind, retryable } = await failure(providerAt(server.url, limits).run(callWith()))
      assert.deepEqual({ kind, retryable }, { kind: 'TIMEOUT', retryable: true })
      await server.left
    })
})

test('an aborted call closes the connection, before the head and in the middle of a silent stream', async () => {
  for (const isSilent of [true, false]) {
    const controller = new AbortController()
    await against(
      response => {
        if (isSilent) controller.abort()
        else response.writeHead(200, sse).write(hello)
      },
      async server => {
        const answering = providerAt(server.url).run(callWith({ signal: controller.signal }))
        const reading = (async () => {
          for await (const chunk of answering) if (chunk.type === 'text') controller.abort()
        })()
        await assert.rejects(reading, { name: 'ProviderFailure', kind: 'CONNECTION', retryable: false })
        await server.left
      },
    )
  }
})

test('a call that was aborted before it began asks nobody', () =>
  against(
    response => response.writeHead(200, sse).end(`${hello}${stop}`),
    async server => {
      const { kind } = await failure(providerAt(server.url).run(callWith({ signal: AbortSignal.abort() })))
      assert.equal(kind, 'CONNECTION')
      assert.equal(server.asked.length, 0)
    },
  ))

test('a reader who leaves closes the connection', () =>
  against(
    response => response.writeHead(200, sse).write(hello),
    async server => {
      for await (const chunk of providerAt(server.url).run(callWith())) if (chunk.type === 'text') break
      await server.left
    },
  ))

test('a provider that is faster than its reader has to wait', () => {
  const mostBytes = 128 << 20
  const sent = { bytes: 0, turnsWithoutRoom: 0 }
  const full = Promise.withResolvers<void>()
  return against(
    response => {
      response.writeHead(200, sse)
      const line = `: ${'x'.repeat(65_000)}\n\n`
      const send = (): void => {
        if (response.writableNeedDrain) sent.turnsWithoutRoom++
        else {
          sent.turnsWithoutRoom = 0
          sent.bytes += line.length
          response.write(line)
        }
        if (sent.turnsWithoutRoom < 2000 && sent.bytes < mostBytes) setImmediate(send)
        else full.resolve()
      }
      response.write(hello)
      send()
    },
    async server => {
      for await (const chunk of providerAt(server.url).run(callWith())) {
        if (chunk.type !== 'text') continue
        await full.promise
        break
      }
      assert.ok(sent.bytes < mostBytes, `${sent.bytes} bytes were taken without a reader`)
      await server.left
    },
  )
})

test('an error status keeps its code, tells what may be tried again, and is read only so far', async () => {
  const long = JSON.stringify({ error: { message: 'x'.repeat(100), code: 'overloaded' } })
  await against(
    response => response.writeHead(529, { 'retry-after': '2' }).end(long),
    async server => {
      const { kind, status, code, retryable, retryAfterMs } = await failure(
        providerAt(server.url).run(callWith()),
      )
      assert.deepEqual(
        { kind, status, code, retryable, retryAfterMs },
        { kind: 'HTTP_STATUS', status: 529, code: 'overloaded', retryable: true, retryAfterMs: 2000 },
      )
    },
  )
  await against(
    response => {
      response.writeHead(400)
      const more = (): boolean => response.write('x'.repeat(1000), () => response.destroyed || more())
      more()
    },
    async server => {
      const { status, code } = await failure(providerAt(server.url, { errorBytes: 5000 }).run(callWith()))
      assert.deepEqual({ status, code }, { status: 400, code: undefined })
      await server.left
    },
  )
})

test('the status of an error counts, though its body never comes', () =>
  against(
    response => response.writeHead(500).flushHeaders(),
    async server => {
      const { kind, status } = await failure(providerAt(server.url, { idleMs: 20 }).run(callWith()))
      assert.deepEqual({ kind, status }, { kind: 'HTTP_STATUS', status: 500 })
      await server.left
    },
  ))

test('a key that the provider repeats is in no failure (F13)', () =>
  against(
    response => response.writeHead(401).end('{"error":{"message":"Incorrect API key provided: secret"}}'),
    async server => {
      const { message } = await failure(providerAt(server.url).run(callWith()))
      assert.match(message, /Incorrect API key provided: \[key\]/)
    },
  ))

test('a key that the provider makes a part of its code is in no failure either, and of long words a few are kept', () =>
  against(
    (response, { path }) => {
      const error = { message: `secret ${'x'.repeat(50_000)}`, code: 'bad_SECRET' }
      if (path.startsWith('/status')) response.writeHead(401).end(JSON.stringify({ error }))
      else response.writeHead(200, sse).end(`data: ${JSON.stringify({ error })}\n\n`)
    },
    async server => {
      for (const base of ['/status', '/stream']) {
        const found = await failure(providerAt(`${server.url}${base}`).run(callWith()))
        assert.equal(found.code, undefined)
        assert.ok(found.message.length <= 2000)
        assert.doesNotMatch(`${found.stack}`, /secret x|SECRET/)
      }
    },
  ))

test('what a provider wants back goes back to it, and what a caller has written in its place does not (P16)', () =>
  against(
    response =>
      response
        .writeHead(200, sse)
        .end(`${event({ delta: { content: 'Hi', extra_content: { mine: 1 } } })}${stop}`),
    async server => {
      const provider = providerAt(server.url)
      const { reasoningState } = await collect(provider.run(callWith({ tenant: 'acme' })))
      assert.ok(reasoningState)
      const goOn = async (providerState: string, tenant: string): Promise<unknown> => {
        const messages: readonly Message[] = [
          { role: 'USER', parts: [{ type: 'text', text: 'Hi' }] },
          { role: 'ASSISTANT', parts: [{ type: 'reasoning', text: '', providerState }] },
        ]
        await collect(provider.run(callWith({ tenant, input: { task: 'completion', messages } })))
        return JSON.parse(server.asked.at(-1)?.body ?? '').messages[1].extra_content
      }
      assert.deepEqual(await goOn(reasoningState, 'acme'), { mine: 1 })
      assert.equal(await goOn(reasoningState, 'other'), undefined)
      assert.equal(await goOn(reasoningState.replace('"mine":1', '"mine":2'), 'acme'), undefined)
      assert.equal(await goOn('{"dialect":"openai","extra_content":{"mine":1}}\n', 'acme'), undefined)
    },
  ))

test('a redirect is not followed: the key stays where it was meant for', () =>
  against(
    response => response.writeHead(307, { location: '/elsewhere' }).end(),
    async server => {
      const { kind, status, retryable } = await failure(providerAt(server.url).run(callWith()))
      assert.deepEqual({ kind, status, retryable }, { kind: 'HTTP_STATUS', status: 307, retryable: false })
      assert.equal(server.asked.length, 1)
    },
  ))

test('what is no answer is malformed or incomplete, whatever its content type says', async () => {
  for (const [contentType, body, kind] of [
    ['application/json', '{"choices":', 'MALFORMED_ANSWER'],
    ['application/json', '{}', 'MALFORMED_ANSWER'],
    ['application/json', '[1,2]', 'MALFORMED_ANSWER'],
    ['text/html', '<html>Gateway</html>', 'INCOMPLETE_STREAM'],
    ['text/event-stream', 'data: nonsense\n\n', 'MALFORMED_ANSWER'],
    ['text/event-stream', 'data: 5\n\n', 'INCOMPLETE_STREAM'],
  ] as const)
    await against(
      response => response.writeHead(200, { 'content-type': contentType }).end(body),
      async server => assert.equal((await failure(providerAt(server.url).run(callWith()))).kind, kind, body),
    )
})

test('an endless event and an endless document are given up, and their connection closed', async () => {
  const answer = { ...answerLimits, eventChars: 10_000, documentChars: 10_000 }
  for (const start of ['data: {"a":"', '{"a":"'])
    await against(
      response => {
        response.writeHead(200, sse).write(start)
        const more = (): boolean => response.write('x'.repeat(1000), () => response.destroyed || more())
        more()
      },
      async server => {
        const { kind } = await failure(providerAt(server.url, { answer }).run(callWith()))
        assert.equal(kind, 'MALFORMED_ANSWER')
        await server.left
      },
    )
})

test('an answer without an end is given up, and its connection closed: text, thoughts, tool calls, and empty ones', async () => {
  const word = 'x'.repeat(1000)
  const deltas: readonly object[] = [
    { content: word },
    { content: 'y' },
    { reasoning_content: word },
    { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: word } }] },
  ]
  for (const delta of deltas)
    await against(
      response => {
        const events = event({ delta }).repeat(50)
        response.writeHead(200, sse)
        const more = (): boolean => response.write(events, () => response.destroyed || more())
        more()
      },
      async server => {
        const provider = providerAt(server.url, { answer: { ...answerLimits, answerChars: 100_000 } })
        let chars = 0
        const answering = (async () => {
          for await (const chunk of provider.run(callWith()))
            if (chunk.type === 'text' || chunk.type === 'reasoning') chars += chunk.text.length
            else if (chunk.type === 'tool-call') chars += chunk.arguments.length
        })()
        await assert.rejects(answering, { kind: 'MALFORMED_ANSWER', retryable: false })
        assert.ok(chars > 1000 && chars <= 100_000, `${chars} characters have come through`)
        await server.left
      },
    )
})

test('a provider that pays no heed to maxOutputTokens is given up long before one without a limit', () =>
  against(
    response => {
      const events = event({ delta: { content: 'x'.repeat(10_000) } })
      response.writeHead(200, sse)
      const more = (): boolean => response.write(events, () => response.destroyed || more())
      more()
    },
    async server => {
      const { input } = callWith()
      const call = callWith({ input: { ...input, maxOutputTokens: 10 } as typeof input })
      let chars = 0
      const answering = (async () => {
        for await (const chunk of providerAt(server.url).run(call))
          if (chunk.type === 'text') chars += chunk.text.length
      })()
      await assert.rejects(answering, { kind: 'MALFORMED_ANSWER' })
      assert.ok(chars < 2 << 20, `${chars} characters have come through`)
      await server.left
    },
  ))

test('a port where nobody listens is a failed connection', async () => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  const { kind, code, retryable } = await failure(providerAt(`http://127.0.0.1:${port}`).run(callWith()))
  assert.deepEqual({ kind, code, retryable }, { kind: 'CONNECTION', code: 'ECONNREFUSED', retryable: true })
})

test('a provider that everybody has elsewhere needs an address', () => {
  const { baseUrl: _, ...adapter } = openai
  assert.throws(() => httpProvider({ name: 'mine', adapter, stateKey, dispatcher: agent }), {
    code: 'INVALID_INPUT',
    message: /mine .* needs a baseUrl/,
  })
})

test('a name that leads into our own network is not followed there (P43)', () =>
  against(
    response => response.writeHead(200, sse).end(),
    async server => {
      const strict = providerAgent('PUBLIC')
      const baseUrl = server.url.replace('127.0.0.1', 'localhost')
      const provider = httpProvider({
        name: 'main',
        adapter: openai,
        baseUrl,
        apiKey: 'secret',
        stateKey,
        dispatcher: strict,
      })
      const { kind, code } = await failure(provider.run(callWith()))
      assert.deepEqual([kind, code], ['CONNECTION', 'EPRIVATEADDRESS'])
      await strict.destroy()
    },
  ))

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** What the fake saw of one request. */
export interface Seen {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
  readonly body: { readonly [name: string]: unknown; readonly stream?: boolean }
  /** Resolves when the connection is gone: true if the gateway left before the answer was whole. */
  readonly left: Promise<boolean>
}

/** How the fake answers one request: pieces of text, a status, or nothing more after the pieces. */
export interface Script {
  readonly pieces?: readonly string[]
  readonly status?: number
  /** Sends the pieces and then stays silent. */
  readonly silent?: boolean
  /** Sends the pieces and then breaks off. */
  readonly cut?: boolean
}

/** A provider on a free port that speaks OpenAI's chat completions and does as the script says. */
export const startFakeProvider = async (
  script: (seen: Seen) => Script = () => ({ pieces: ['Hello', ' world'] }),
) => {
  const requests: Seen[] = []
  const arrivals: ((seen: Seen) => void)[] = []
  const server = createServer(async (request, response) => {
    const pieces = await Array.fromAsync(request as AsyncIterable<Buffer>)
    const text = Buffer.concat(pieces).toString()
    const left = once(response, 'close').then(() => !response.writableFinished)
    const seen = { path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text), left }
    requests.push(seen)
    for (const arrive of arrivals.splice(0)) arrive(seen)
    reply(response, seen, script(seen))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The fake provider has no port')
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    /** The next request to come. */
    next: () => new Promise<Seen>(resolve => arrivals.push(resolve)),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const reply = (
  response: ServerResponse,
  { body, path }: Seen,
  { pieces = [], status = 200, silent, cut }: Script,
): void => {
  if (status !== 200) {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({ error: { message: 'the key sk-planted is no good', code: `code_${status}` } }),
    )
    return
  }
  const about = { id: 'chatcmpl-fake', created: 1, model: 'fake-1' }
  const usage = { prompt_tokens: 10, completion_tokens: pieces.length, total_tokens: 10 + pieces.length }
  if (path.endsWith('/embeddings')) {
    const inputs = [body.input].flat()
    const data = inputs.map((_, index) => ({ object: 'embedding', index, embedding: [0.6, 0.8] }))
    json(response, {
      object: 'list',
      model: 'fake-1',
      data,
      usage: { prompt_tokens: inputs.length, total_tokens: inputs.length },
    })
    return
  }
  if (!body.stream && silent) return
  if (!body.stream && cut) {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"id":"chatcmpl-fake","choices":[{"mess')
    response.destroy()
    return
  }
  if (!body.stream) {
    const message = { role: 'assistant', content: pieces.join('') }
    json(response, {
      ...about,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage,
    })
    return
  }
  const event = (choices: readonly object[], rest: object = {}): void =>
    void response.write(
      `data: ${JSON.stringify({ ...about, object: 'chat.completion.chunk', choices, ...rest })}\n\n`,
    )
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const content of pieces) event([{ index: 0, delta: { content }, finish_reason: null }])
  if (cut) response.end()
  if (silent || cut) return
  event([{ index: 0, delta: {}, finish_reason: 'stop' }])
  event([], { usage })
  response.end('data: [DONE]\n\n')
}

const json = (response: ServerResponse, body: object): void => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

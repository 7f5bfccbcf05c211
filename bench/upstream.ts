import { createServer, type ServerResponse } from 'node:http'

// A model provider that costs next to nothing: it speaks OpenAI's chat completions and answers every question alike,
// at once, or as `tokens` paced events (`?pace=20` a second) where the caller wants a stream.

const words =
  'The sky is blue because air scatters short waves of light far more than long ones , says Rayleigh .'.split(
    ' ',
  )
const usage = { prompt_tokens: 24, completion_tokens: words.length, total_tokens: 24 + words.length }
const whole = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1_760_000_000,
    model: 'bench-1',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: words.join(' '), refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage,
  }),
)
const event = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_760_000_000, model: 'bench-1', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
const wordEvents = words.map(word => event({ content: `${word} ` }))
/** As chunks of HTTP/1.1 (RFC 9112, section 7.1): written by themselves they cost half, and the load has a core to share. */
const wordChunks = wordEvents.map(text =>
  Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`),
)
const ending = `${event({}, 'stop')}data: ${JSON.stringify({ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_760_000_000, model: 'bench-1', choices: [], usage })}\n\ndata: [DONE]\n\n`

const stream = (response: ServerResponse, tokens: number, perSecond: number): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  const { socket } = response
  let sent = 0
  const next = (): void => {
    const chunk = wordChunks[sent % wordChunks.length]
    if (sent++ < tokens && chunk) socket?.write(chunk)
    else {
      clearInterval(timer)
      response.end(ending)
    }
  }
  const timer = setInterval(next, 1000 / perSecond)
  response.on('close', () => clearInterval(timer))
  next()
}

const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('latin1')
  request.on('data', piece => {
    body += piece
  })
  request.on('end', () => {
    if (!body.includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length })
      response.end(whole)
      return
    }
    const paced = /pace-(\d+)-(\d+)/.exec(body)
    if (paced) return stream(response, Number(paced[2]), Number(paced[1]))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(wordEvents.join('') + ending)
  })
})
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ ready: typeof address === 'object' && address?.port }))
})

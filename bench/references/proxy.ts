import { createServer } from 'node:http'
import { Agent, request } from 'undici'

// The least that any gateway can do: Node's http server in front of undici, the body passed on as it comes.

const upstream = process.env.UPSTREAM ?? ''
const dispatcher = new Agent({ connections: 256, keepAliveTimeout: 600_000 })
const server = createServer((incoming, response) => {
  const pieces: Buffer[] = []
  incoming.on('data', piece => pieces.push(piece))
  incoming.on('end', async () => {
    const answer = await request(`${upstream}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer upstream' },
      body: Buffer.concat(pieces),
      dispatcher,
    })
    response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) })
    answer.body.pipe(response)
  })
})
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ ready: typeof address === 'object' && address?.port }))
})

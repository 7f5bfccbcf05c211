import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the provider received it. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A real HTTP server in the provider's place. */
export interface ProviderServer {
  readonly url: string
  readonly asked: readonly Asked[]
  /** Resolves when the client has closed the connection of an answer that was not over. */
  readonly left: Promise<void>
  /** How many connections were made. */
  connections(): number
  close(): Promise<void>
}

/** Answers each request with `answer`, on a free port of the loopback. */
export async function providerServer(
  answer: (response: ServerResponse, asked: Asked) => void,
): Promise<ProviderServer> {
  const asked: Asked[] = []
  const left = Promise.withResolvers<void>()
  let connections = 0
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', piece => pieces.push(piece))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const question = { method, path: url, headers, body: Buffer.concat(pieces).toString() }
      asked.push(question)
      response.on('close', () => response.writableFinished || left.resolve())
      answer(response, question)
    })
  })
  server.on('connection', () => connections++)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    left: left.promise,
    connections: () => connections,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

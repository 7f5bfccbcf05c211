import WebSocket from 'ws'

/** Subscriptions that are opened over and over on some sockets. */
export interface Subscribing {
  readonly port: number
  readonly connectionParams: object
  readonly query: string
  readonly variables: object
}

export interface StreamLoad {
  readonly events: number
  readonly streams: number
  readonly seconds: number
}

/** As many events with text as come when `sockets` clients read `streamsEach` subscriptions at a time, for `ms` milliseconds. */
export const drink = async (
  what: Subscribing,
  about: { readonly sockets: number; readonly streamsEach: number; readonly ms: number },
): Promise<StreamLoad> => {
  const startedAt = performance.now()
  const end = startedAt + about.ms
  let events = 0
  let streams = 0
  await Promise.all(
    Array.from({ length: about.sockets }, async () => {
      const client = await openClient(what)
      await Promise.all(
        Array.from({ length: about.streamsEach }, async () => {
          while (performance.now() < end) {
            const before = events
            await client.subscribe(message => {
              if (message.includes('"text"')) events++
            })
            if (events === before) throw new Error('a stream ended without any text')
            streams++
          }
        }),
      )
      client.close()
    }),
  )
  return { events, streams, seconds: (performance.now() - startedAt) / 1000 }
}

export interface WsClient {
  /** Resolves when the stream has completed; rejects on an error message. `onEvent` gets the raw message. */
  subscribe(onEvent: (message: string) => void): Promise<void>
  close(): void
}

/** How both servers begin what they say of a stream. */
const idBefore = '{"id":"'

/** A bare graphql-transport-ws client: it looks at the type of a message and no further, to cost little. */
export const openClient = async ({
  port,
  connectionParams,
  query,
  variables,
}: Subscribing): Promise<WsClient> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
  })
  const running = new Map<
    string,
    { onEvent(message: string): void; resolve(): void; reject(error: Error): void }
  >()
  let last = 0
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', (code, reason) => reject(new Error(`closed with ${code} ${reason}`)))
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: connectionParams })),
    )
    socket.on('message', data => {
      const message = data.toString()
      const idEnd = message.startsWith(idBefore) ? message.indexOf('"', idBefore.length) : -1
      const stream = idEnd === -1 ? undefined : running.get(message.slice(idBefore.length, idEnd))
      if (stream) {
        if (message.startsWith('","type":"next"', idEnd)) stream.onEvent(message)
        else if (message.startsWith('","type":"complete"', idEnd)) stream.resolve()
        else stream.reject(new Error(message.slice(0, 600)))
      } else if (message.includes('"type":"connection_ack"')) resolve()
      else if (message.includes('"type":"ping"')) socket.send('{"type":"pong"}')
    })
  })
  return {
    subscribe(onEvent) {
      const id = String(++last)
      const ended = new Promise<void>((resolve, reject) => running.set(id, { onEvent, resolve, reject }))
      socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query, variables } }))
      return ended.finally(() => running.delete(id))
    },
    close: () => socket.close(),
  }
}

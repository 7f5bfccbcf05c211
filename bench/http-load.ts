import { connect, type Socket } from 'node:net'

/** A request that is sent over and over. */
export interface Shot {
  readonly port: number
  readonly path: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

export interface Load {
  readonly calls: number
  readonly seconds: number
  /** Milliseconds of each call, sorted. */
  readonly latencies: readonly number[]
}

interface Lane {
  /**
   * Sends one request and resolves when its answer is whole, to the moment when `expect` had come. Rejects unless
   * the answer is a 200, or has the status that was asked for, and holds it.
   */
  shoot(): Promise<number>
  close(): void
}

/** As many calls as `connections` callers can make, each waiting for its answer, for `ms` milliseconds. */
export const saturate = async (
  shot: Shot,
  about: { connections: number; ms: number; expect: string },
): Promise<Load> => {
  const lanes = await openLanes(shot, about)
  const latencies: number[] = []
  const startedAt = performance.now()
  const end = startedAt + about.ms
  await Promise.all(
    lanes.map(async lane => {
      for (let now = startedAt; now < end; ) {
        await lane.shoot()
        const after = performance.now()
        latencies.push(after - now)
        now = after
      }
    }),
  )
  return finish(lanes, latencies, startedAt)
}

/**
 * `perSecond` calls a second for `ms` milliseconds, whether or not answers come in time. Latency counts from when a
 * call is to be sent, also where no connection is free for it, until the answer is whole, or until `expect` has come.
 * That this program itself is late with a call is not held against who is measured.
 */
export const pace = async (
  shot: Shot,
  about: {
    connections: number
    ms: number
    expect: string
    perSecond: number
    until?: 'WHOLE' | 'EXPECTED'
    status?: number
  },
): Promise<Load> => {
  const lanes = await openLanes(shot, about)
  const idle = [...lanes]
  const waiting: number[] = []
  const latencies: number[] = []
  const running = new Set<Promise<void>>()
  const startedAt = performance.now()
  const fire = (): void => {
    for (let lane = idle.pop(); lane; lane = idle.pop()) {
      const due = waiting.shift()
      if (due === undefined) {
        idle.push(lane)
        return
      }
      const used = lane
      const call: Promise<void> = used.shoot().then(expectedAt => {
        latencies.push((about.until === 'EXPECTED' ? expectedAt : performance.now()) - due)
        running.delete(call)
        idle.push(used)
        fire()
      })
      running.add(call)
    }
  }
  let sent = 0
  const total = Math.floor((about.perSecond * about.ms) / 1000)
  await new Promise<void>(resolve => {
    const tick = (): void => {
      const now = performance.now()
      const due = Math.min(total, 1 + Math.floor(((now - startedAt) * about.perSecond) / 1000))
      for (; sent < due; sent++) waiting.push(now)
      fire()
      // Asleep in between: a load that spins takes the core from the provider and the database beside it.
      if (sent < total) setTimeout(tick, 1)
      else resolve()
    }
    tick()
  })
  while (running.size > 0 || waiting.length > 0) await Promise.race(running)
  return finish(lanes, latencies, startedAt)
}

/** Sends the request `streams` times on fresh connections and cuts each as soon as `expect` has come. */
export const abandon = async (
  shot: Shot,
  about: { connections: number; streams: number; expect: string },
): Promise<void> => {
  let left = about.streams
  await Promise.all(
    Array.from({ length: about.connections }, async () => {
      while (left-- > 0) {
        const socket = await open(shot.port)
        await new Promise<void>((resolve, reject) => {
          let text = ''
          socket.setEncoding('latin1').on('data', piece => {
            text += piece
            if (text.includes(about.expect)) resolve()
          })
          socket.on('close', () => reject(new Error(`unexpected answer: ${text.slice(0, 600)}`)))
          socket.write(requestOf(shot))
        })
        socket.destroy()
      }
    }),
  )
}

/** The value below which the share `of` (0 to 1) of the sorted values lies. */
export const percentile = (sorted: readonly number[], of: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? Number.NaN

const finish = (lanes: readonly Lane[], latencies: number[], startedAt: number): Load => {
  for (const lane of lanes) lane.close()
  latencies.sort((a, b) => a - b)
  return { calls: latencies.length, seconds: (performance.now() - startedAt) / 1000, latencies }
}

const openLanes = (
  shot: Shot,
  { connections, expect, status = 200 }: { connections: number; expect: string; status?: number },
): Promise<Lane[]> =>
  Promise.all(Array.from({ length: connections }, () => openLane(shot, { expect, status })))

const open = async (port: number): Promise<Socket> => {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened = connect(port, '127.0.0.1', () => resolve(opened)).once('error', reject)
  })
  return socket.setNoDelay(true)
}

/** Connections on which a request has begun and does not end: work that stays, until they are closed. */
export const holdOpen = async (shot: Shot, count: number): Promise<{ close(): void }> => {
  const request = requestOf(shot)
  const sockets: Socket[] = []
  while (sockets.length < count) {
    const batch = Array.from({ length: Math.min(200, count - sockets.length) }, () => open(shot.port))
    for (const socket of await Promise.all(batch)) {
      socket.on('error', () => undefined)
      socket.write(request.subarray(0, -1))
      sockets.push(socket)
    }
  }
  return {
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

const requestOf = (shot: Shot): Buffer => {
  const head = Object.entries({ host: '127.0.0.1', 'content-type': 'application/json', ...shot.headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  return Buffer.from(
    `POST ${shot.path} HTTP/1.1\r\n${head}content-length: ${Buffer.byteLength(shot.body)}\r\n\r\n${shot.body}`,
  )
}

/** One keep-alive connection. A bare reader of HTTP/1.1, so that the load costs little beside what it measures. */
const openLane = async (
  shot: Shot,
  { expect, status }: { readonly expect: string; readonly status: number },
): Promise<Lane> => {
  const socket = await open(shot.port)
  const request = requestOf(shot)
  let text = ''
  let expectedAt: number | undefined
  let waiting: PromiseWithResolvers<number> | undefined
  const fail = (error: Error): void => waiting?.reject(error)
  socket.setEncoding('latin1')
  socket.on('data', piece => {
    text += piece
    if (expectedAt === undefined && text.includes(expect)) expectedAt = performance.now()
    if (!isWhole(text)) return
    if (text.startsWith(`HTTP/1.1 ${status}`) && expectedAt !== undefined) waiting?.resolve(expectedAt)
    else fail(new Error(`unexpected answer: ${text.slice(0, 600)}`))
    text = ''
    expectedAt = undefined
  })
  socket.on('close', () => fail(new Error('the connection was closed')))
  socket.on('error', fail)
  return {
    shoot() {
      waiting = Promise.withResolvers()
      socket.write(request)
      return waiting.promise
    },
    close: () => socket.destroy(),
  }
}

const isWhole = (text: string): boolean => {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(text)
  return length ? text.length >= end + 4 + Number(length[1]) : text.endsWith('0\r\n\r\n')
}

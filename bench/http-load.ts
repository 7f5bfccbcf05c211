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
  /** Sends one request and resolves when its answer is whole. Rejects unless the answer is a 200 that holds `expect`. */
  shoot(): Promise<void>
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

/** `perSecond` calls a second for `ms` milliseconds, whether or not answers come in time; latency counts from the due time. */
export const pace = async (
  shot: Shot,
  about: { connections: number; ms: number; expect: string; perSecond: number },
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
      const call: Promise<void> = used.shoot().then(() => {
        latencies.push(performance.now() - due)
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
      const due = Math.min(total, Math.floor(((now - startedAt) * about.perSecond) / 1000))
      while (sent < due) waiting.push(startedAt + (sent++ * 1000) / about.perSecond)
      fire()
      if (sent < total) setImmediate(tick)
      else resolve()
    }
    tick()
  })
  while (running.size > 0 || waiting.length > 0) await Promise.race(running)
  return finish(lanes, latencies, startedAt)
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
  { connections, expect }: { connections: number; expect: string },
): Promise<Lane[]> => Promise.all(Array.from({ length: connections }, () => openLane(shot, expect)))

/** One keep-alive connection. A bare reader of HTTP/1.1, so that the load costs little beside what it measures. */
const openLane = async (shot: Shot, expect: string): Promise<Lane> => {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened = connect(shot.port, '127.0.0.1', () => resolve(opened)).once('error', reject)
  })
  socket.setNoDelay(true)
  const head = Object.entries({ host: '127.0.0.1', 'content-type': 'application/json', ...shot.headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const request = Buffer.from(
    `POST ${shot.path} HTTP/1.1\r\n${head}content-length: ${Buffer.byteLength(shot.body)}\r\n\r\n${shot.body}`,
  )
  let text = ''
  let settle: { resolve(): void; reject(error: Error): void } | undefined
  const done = (error?: Error): void => {
    const waiting = settle
    settle = undefined
    if (error) waiting?.reject(error)
    else waiting?.resolve()
  }
  socket.setEncoding('latin1')
  socket.on('data', piece => {
    text += piece
    if (!isWhole(text)) return
    const answer = text
    text = ''
    done(
      answer.startsWith('HTTP/1.1 200') && answer.includes(expect)
        ? undefined
        : new Error(`unexpected answer: ${answer.slice(0, 600)}`),
    )
  })
  socket.on('close', () => done(new Error('the connection was closed')))
  socket.on('error', error => done(error))
  return {
    shoot: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}

const isWhole = (text: string): boolean => {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(text)
  return length ? text.length >= end + 4 + Number(length[1]) : text.endsWith('0\r\n\r\n')
}

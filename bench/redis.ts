import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** A Redis for the time of `work`, which keeps nothing. */
export const withRedis = async <T>(work: (url: string) => Promise<T>): Promise<T> => {
  const port = await freePort()
  const server = spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--save', ''], {
    stdio: 'ignore',
  })
  try {
    return await work(`redis://127.0.0.1:${port}`)
  } finally {
    const ended = once(server, 'close')
    server.kill('SIGKILL')
    await ended
  }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

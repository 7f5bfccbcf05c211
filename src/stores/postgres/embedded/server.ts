import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Launch } from './account.ts'
import type { Binaries } from './binaries.ts'
import { childEnvironment } from './cluster.ts'
import { stopProcess } from './leftover.ts'

/** A PostgreSQL server that accepts connections. */
export interface Server {
  readonly port: number
  readonly pid: number
  /** Resolves with the server's last words when it has ended, whoever ended it. */
  readonly ended: Promise<string>
}

/** What a server is started with. */
export interface ServerPlan {
  readonly data: string
  readonly binaries: Binaries
  readonly launch: Launch
  /** The port of an earlier start, to be had again. Absent: any free one. */
  readonly port?: number
}

/** How long recovery after a crash may take before the start is given up. */
const readyWithinMs = 60_000

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '64MB',
  // Nothing replicates from this server, so its log needs to hold no more than recovery asks for.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '256MB',
  max_parallel_workers_per_gather: '0',
  io_method: 'sync',
  // After a crash all files are flushed before recovery: one call instead of a thousand, 0.1 s instead of 3 s.
  ...(process.platform === 'linux' && { recovery_init_sync_method: 'syncfs' }),
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // LOG and FATAL, not the errors of single statements: those are the caller's, and may quote data.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
} as const

/** Starts PostgreSQL and waits until it accepts connections. Throws its own last line if it does not. */
export async function startServer(plan: ServerPlan): Promise<Server> {
  for (let attempt = 0; ; attempt++) {
    const port = plan.port ?? (await freePort())
    const child = launchServer(plan, port)
    const { ready, ended } = watch(child)
    const started = await Promise.race([ready.then(() => true), ended.then(() => false), expiry()])
    if (started && child.pid !== undefined) return { port, pid: child.pid, ended }
    if (started === undefined && child.pid !== undefined) await stopProcess(child.pid)
    const words = await ended
    // Somebody else took the port in between, or the last processes of a killed server are still leaving.
    const passing = /Address already in use|still in use|lock file .* already exists/.test(words)
    if (!passing || attempt >= 20) throw new Error(`PostgreSQL does not start: ${lastWords(words)}`)
    await sleep(100)
  }
}

const launchServer = (plan: ServerPlan, port: number): ChildProcess => {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [command = '', ...args] = [
    ...plan.launch.prefix,
    plan.binaries.postgres,
    '-D',
    plan.data,
    '-p',
    `${port}`,
    ...options,
  ]
  return spawn(command, args, {
    ...plan.launch.ids,
    env: childEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    // A process group of its own: Ctrl-C in the terminal stops the gateway, which stops the database last.
    detached: true,
  })
}

const watch = (child: ChildProcess): { ready: Promise<void>; ended: Promise<string> } => {
  let words = ''
  const ready = new Promise<void>(resolve => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-8_000)
      if (words.includes('ready to accept connections')) resolve()
    })
  })
  const ended = new Promise<string>(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('close', () => resolve(words))
  })
  return { ready, ended }
}

const expiry = (): Promise<undefined> => sleep(readyWithinMs, undefined, { ref: false })

/** The line that says why. */
export const lastWords = (words: string): string => {
  const lines = words.split('\n').filter(Boolean)
  const line =
    lines.findLast(text => /FATAL|PANIC|could not|invalid/.test(text)) ?? lines.at(-1) ?? 'no message'
  return line.replace(/^.*?(FATAL|PANIC|LOG|WARNING): +/, '')
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = address !== null && typeof address === 'object' ? address.port : 0
      probe.close(() => resolve(port))
    })
  })

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { eventually } from './eventually.ts'

/** A gateway in a process of its own, started as a person would. */
export interface GatewayProcess {
  readonly pid: number
  /** Resolves when it says that it is ready; rejects with its last words if it ends before. */
  readonly ready: Promise<Ready>
  /** Resolves when it has ended and everything it said is here. */
  readonly ended: Promise<Ended>
  /** What it has written to standard error so far: its log, or why it does not start. */
  stderr(): string
  /** Resolves when its log says so, or rejects if it ends before. */
  says(words: string): Promise<void>
  /** The same of what it says from now on. */
  saysNext(words: string): Promise<void>
  kill(signal: NodeJS.Signals): void
}

export interface Ready {
  readonly url: string
  /** Printed by the first start on a home only. */
  readonly adminKey?: string
  /** From the start of the process to the line that says so. */
  readonly afterMs: number
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Start {
  readonly home: string
  readonly env?: { readonly [name: string]: string }
  /** `npm start`, rather than what that starts. */
  readonly npm?: true
  /** Whose process it is to be, by number; only root may choose. */
  readonly user?: number
}

/** The repository. */
export const root = join(import.meta.dirname, '../..')

/** Where compiled code is kept for the time of the tests. */
const { NODE_COMPILE_CACHE } = process.env

/** Starts a gateway on a free port, with nothing of this process's environment but the path and what is compiled. */
export const startProcess = ({ home, env = {}, npm, user }: Start): GatewayProcess => {
  const startedAt = performance.now()
  const [command = '', ...args] = npm
    ? ['npm', 'start']
    : [process.execPath, '--disable-warning=ExperimentalWarning', 'src/main.ts']
  const child = spawn(command, args, {
    cwd: root,
    env: {
      PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
      HOME: home,
      ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
      PORT: '0',
      WEIR_HOME: home,
      // No configuration but the test's own.
      WEIR_CONFIG: '/dev/null',
      ...env,
    },
    ...(user !== undefined && { uid: user, gid: user }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (child.pid === undefined) throw new Error(`${command} cannot be started`)
  let stdout = ''
  let stderr = ''
  const ready = Promise.withResolvers<Ready>()
  const waiting = new Set<PromiseWithResolvers<void> & { readonly words: string; readonly from: number }>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    const url = /Weir is ready at (\S+)/.exec(stdout)?.[1]
    if (url === undefined || !stdout.includes('stop it')) return
    const adminKey = /admin key +(\S+)/.exec(stdout)?.[1]
    ready.resolve({
      url,
      afterMs: performance.now() - startedAt,
      ...(adminKey !== undefined && { adminKey }),
    })
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    for (const said of waiting) {
      if (!stderr.includes(said.words, said.from)) continue
      waiting.delete(said)
      said.resolve()
    }
  })
  const ended = new Promise<Ended>(resolve => {
    child.once('close', (code, signal) => {
      const silence = new Error(`The gateway has ended (${code ?? signal}): ${stderr}`)
      ready.reject(silence)
      for (const said of waiting) said.reject(silence)
      resolve({ code, signal, stdout, stderr })
    })
  })
  const heard = (words: string, from: number): Promise<void> => {
    if (stderr.includes(words, from)) return Promise.resolve()
    const said = { ...Promise.withResolvers<void>(), words, from }
    waiting.add(said)
    return said.promise
  }
  // Who does not ask is not told.
  ready.promise.catch(() => undefined)
  return {
    pid: child.pid,
    ready: ready.promise,
    ended,
    stderr: () => stderr,
    says: words => heard(words, 0),
    saysNext: words => heard(words, stderr.length),
    kill: signal => void child.kill(signal),
  }
}

/** Processes that work in a folder: an embedded PostgreSQL and all its children. Linux only. */
export const processesIn = (folder: string): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter(pid => pid > 0 && workingFolder(pid)?.startsWith(folder))

/** Resolves when no process works in a folder any more. */
export const nothingRunsIn = (folder: string): Promise<void> =>
  eventually(async () => assert.deepEqual(processesIn(folder), []), 30_000)

const workingFolder = (pid: number): string | undefined => {
  try {
    // A zombie has ended, though its parent has not asked yet.
    if (/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return undefined
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

/** Address of the database that a gateway keeps in its home, while that runs. */
export const embeddedUrl = (home: string): string => {
  const password = readFileSync(join(home, 'postgres.password'), 'utf8').trim()
  // The fourth line is the port: postgresql.org/docs/current/storage-file-layout.html
  const port = readFileSync(join(home, 'postgres/postmaster.pid'), 'utf8').split('\n')[3]
  return `postgresql://weir:${password}@127.0.0.1:${port}/postgres`
}

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'

/** A process under measurement, or one that helps to measure. */
export interface Subject {
  readonly name: string
  readonly port: number
  readonly pid: number
  /** CPU time that it has used, all threads, in milliseconds. */
  cpuMs(): number
  /** Resident memory in bytes. */
  rssBytes(): number
  /** Sends a message to the process if it listens for any, and waits for the answer. */
  ask<T>(message: object): Promise<T>
  stop(): Promise<void>
}

/** Whether processes can be kept on one core each, so that they do not disturb each other. */
export const pinned =
  process.platform === 'linux' &&
  availableParallelism() > 1 &&
  ['/usr/bin/taskset', '/bin/taskset'].some(existsSync)

/** Core 0 is for what is measured; everything else runs on core 1. */
export const cores = { measured: 0, other: 1, all: '0,1' } as const

const ticksPerSecond = process.platform === 'linux' ? Number(execFileSync('getconf', ['CLK_TCK'])) : 100

/** Starts a script that prints `{ "ready": <port> }` on a line of its own. */
export const start = async (
  name: string,
  args: readonly string[],
  about: { readonly core: number | string; readonly env?: NodeJS.ProcessEnv },
): Promise<Subject> => {
  const command = [process.execPath, ...args]
  const [file = '', ...rest] = pinned ? ['taskset', '-c', String(about.core), ...command] : command
  const child = spawn(file, rest, {
    env: { ...process.env, NODE_ENV: 'production', ...about.env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const port = await readiness(name, child)
  const { pid } = child
  if (pid === undefined) throw new Error(`${name} has no process id`)
  const statOf = (pid: number, field: number): number => {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[field - 3])
  }
  /** Of the process and its workers. */
  const stat = (field: number): number =>
    [pid, ...workersOf(pid)].reduce((sum, pid) => sum + statOf(pid, field), 0)
  return {
    name,
    port,
    pid,
    // Fields 14 and 15 of /proc/<pid>/stat are user and system time, 24 the resident pages (proc(5)).
    cpuMs: () => ((stat(14) + stat(15)) * 1000) / ticksPerSecond,
    rssBytes: () => stat(24) * 4096,
    async ask<T>(message: object) {
      child.send(message)
      const [answer] = await once(child, 'message')
      return answer as T
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** Moves whatever the process has started, and what that has started, to another core. */
export const moveChildren = ({ pid }: Subject, core: number): void => {
  if (!pinned) return
  // One that has ended meanwhile needs no core.
  const workers = new Set(workersOf(pid))
  for (const child of childrenOf(pid))
    if (!workers.has(child)) spawnSync('taskset', ['-apc', String(core), String(child)])
}

/** Processes that run the script of their parent. */
const workersOf = (pid: number): readonly number[] => {
  const script = scriptOf(pid)
  return script === '' ? [] : childrenOf(pid).filter(child => scriptOf(child).endsWith(script))
}

/** The last word of the command line. */
const scriptOf = (pid: number): string => told(`/proc/${pid}/cmdline`).split('\0').at(-2) ?? ''

const childrenOf = (pid: number): readonly number[] =>
  told(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .flatMap(child => [child, ...childrenOf(child)])

/** What the kernel tells of a process; nothing of one that has ended meanwhile. */
const told = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const readiness = (name: string, child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('exit', code => reject(new Error(`${name} ended with ${code} before it was ready`)))
    if (child.stdout)
      createInterface(child.stdout).on('line', line => {
        const port = /"ready":(\d+)|http:\/\/[^\s:]+:(\d+)/.exec(line)
        if (port) resolve(Number(port[1] ?? port[2]))
      })
  })

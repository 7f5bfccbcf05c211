import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { temporaryFolder } from './database.ts'
import { freePort } from './free-port.ts'

/** A real Redis of the test's own, which keeps nothing. */
export interface TestRedis {
  readonly url: string
  /** Runs a command by redis-cli, and gives what it prints. */
  cli(...command: readonly string[]): Promise<string>
  signal(name: NodeJS.Signals): void
  /** Ends it as a crash would, and starts an empty one in its place. */
  crash(): Promise<void>
  restart(): Promise<void>
  close(): Promise<void>
}

const run = promisify(execFile)

/** Starts redis-server on a free port; with `cluster`, as a cluster of one node that has every slot. */
export const startRedis = async ({ cluster = false } = {}): Promise<TestRedis> => {
  const port = await freePort()
  const folder = temporaryFolder()
  let child: ChildProcess
  const cli = async (...command: readonly string[]): Promise<string> =>
    (await run('redis-cli', ['-p', String(port), ...command])).stdout.trim()
  const start = async (): Promise<void> => {
    const given = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
    child = spawn(
      'redis-server',
      [...given, ...(cluster ? ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'] : [])],
      {
        stdio: 'ignore',
      },
    )
    while ((await cli('ping').catch(() => '')) !== 'PONG') await wait(20)
    if (!cluster || (await cli('cluster', 'info')).includes('cluster_state:ok')) return
    await cli('cluster', 'addslotsrange', '0', '16383')
    while (!(await cli('cluster', 'info')).includes('cluster_state:ok')) await wait(50)
  }
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise(resolve => child.once('close', resolve))
    child.kill('SIGCONT')
    child.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    url: `redis${cluster ? '-cluster' : ''}://127.0.0.1:${port}`,
    cli,
    signal: name => void child.kill(name),
    crash: end,
    restart: start,
    async close() {
      await end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../../core/ports.ts'

/**
 * Stops the PostgreSQL that a killed gateway left on `data`, and removes a lock file whose process id now
 * belongs to somebody else. To be called by the holder of the home's lock only.
 */
export async function clearLeftover(data: string, log: Log): Promise<void> {
  const file = join(data, 'postmaster.pid')
  const pid = readPid(file)
  if (pid === undefined || !isAlive(pid)) return // PostgreSQL itself clears the lock of a dead process.
  if (!servesFolder(pid, data)) {
    rmSync(file, { force: true })
    return
  }
  log.warn({ pid }, 'A PostgreSQL of an earlier start still runs on this folder; stopping it')
  await stopProcess(pid)
}

/** Ends a PostgreSQL server: "fast" first (sessions are cut, all is saved), then harder, each for a bounded time. */
export async function stopProcess(pid: number): Promise<void> {
  const steps = [
    ['SIGINT', 5_000],
    ['SIGQUIT', 2_000],
    ['SIGKILL', 2_000],
  ] as const
  for (const [signal, waitMs] of steps) {
    send(pid, signal)
    send(pid, 'SIGCONT') // A suspended server would not hear the others.
    for (let waited = 0; waited < waitMs; waited += 10) {
      if (!isAlive(pid)) return
      await sleep(10)
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop`)
}

/** Whether a process of this id runs, whoever owns it. A zombie has ended. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return process.platform !== 'linux'
  }
}

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself, which is what we want.
  }
}

const readPid = (file: string): number | undefined => {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

const servesFolder = (pid: number, data: string): boolean => {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data)
    return execFileSync('ps', ['-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' }).includes(data)
  } catch {
    return false
  }
}

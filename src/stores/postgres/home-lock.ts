import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from './embedded/leftover.ts'

/**
 * Keeps a second gateway off the same data folder: both would write its journal and start its database.
 * Throws if a living process holds the folder; the lock of a dead one is taken over.
 */
export const lockHome = (home: string): { release(): void } => {
  const file = join(home, 'gateway.pid')
  const mine = `${process.pid} ${startOf(process.pid)}\n`
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, mine, { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        linkSync(draft, file)
        return { release: () => rmSync(file, { force: true }) }
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      }
      const holder = holderOf(file)
      if (holder !== undefined) throw new Error(`Another gateway (process ${holder}) uses ${home} already`)
      rmSync(file, { force: true })
    }
    throw new Error(`Cannot take the lock ${file}`)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Whether a gateway is at work in the data folder. */
export const isHeld = (home: string): boolean => holderOf(join(home, 'gateway.pid')) !== undefined

/** The living process that holds the lock. */
const holderOf = (file: string): number | undefined => {
  let pid: number
  let start: string | undefined
  try {
    const [first = '', second] = readFileSync(file, 'utf8').trim().split(' ')
    pid = Number.parseInt(first, 10)
    start = second
  } catch {
    return undefined
  }
  return pid > 0 && isAlive(pid) && startOf(pid) === (start ?? '') ? pid : undefined
}

/** When the process began, in the kernel's ticks: tells it from a later one of the same id. Empty if unknown. */
const startOf = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

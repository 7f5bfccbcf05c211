import { readFileSync } from 'node:fs'

/** Begins to watch what share of the machine's time others of the same host take (`steal` of proc(5)). */
export const stolenShare = (): (() => number) => {
  const before = cpuTimes()
  return () => {
    const after = cpuTimes()
    const passed = after.all - before.all
    return passed > 0 ? (after.stolen - before.stolen) / passed : 0
  }
}

const cpuTimes = (): { readonly all: number; readonly stolen: number } => {
  if (process.platform !== 'linux') return { all: 0, stolen: 0 }
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  // user, nice, system, idle, iowait, irq, softirq, steal; guests' time is in the first of these.
  const times = line.trim().split(/\s+/).slice(1, 9).map(Number)
  return { all: times.reduce((sum, time) => sum + time, 0), stolen: times[7] ?? 0 }
}

import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { isHeld } from './home-lock.ts'
import { adoptSegments } from './journal.ts'

/**
 * Hands what waits in journals that no process of this start reads to the first of those that are read. The data folder
 * has one journal, or one for each worker; how many there are may change from start to start.
 */
export const gatherJournals = ({
  home,
  workers,
}: {
  readonly home: string
  readonly workers: number
}): void => {
  const own = (worker: number): string => join(home, 'workers', String(worker))
  const all = [home, ...globSync('workers/*', { cwd: home }).map(name => join(home, name))]
  const read = new Set(workers === 1 ? [home] : Array.from({ length: workers }, (_, index) => own(index + 1)))
  const [first = home] = read
  for (const folder of all) {
    const journal = join(folder, 'journal')
    // A worker whose parent was killed may not have noticed yet; its rows come with the next start.
    if (read.has(folder) || !existsSync(journal) || (folder !== home && isHeld(folder))) continue
    adoptSegments(journal, join(first, 'journal'))
  }
}

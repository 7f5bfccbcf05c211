import { chmodSync, mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Memory that Linux lends as a folder. */
const inMemory = '/dev/shm'

/** A database of a test takes some 60 MB, and a few tests keep several at a time. */
const neededBytes = 4 * 1024 ** 3

/**
 * Makes the folder below which the tests of this run keep their files, from now on `os.tmpdir()`, and returns it. Where
 * there is room it is in memory: a hundred databases are made, written to and taken away again, and no test is about a
 * machine that loses its power.
 */
export const useScratch = (): string => {
  const scratch = mkdtempSync(join(hasRoom() ? inMemory : tmpdir(), 'weir-tests-'))
  // The database runs as somebody else than root.
  chmodSync(scratch, 0o755)
  process.env.TMPDIR = scratch
  return scratch
}

const hasRoom = (): boolean => {
  try {
    const { bavail, bsize } = statfsSync(inMemory)
    return bavail * bsize > neededBytes && process.availableMemory() > 2 * neededBytes
  } catch {
    return false
  }
}

import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it that are missing. `mkdirSync` with `recursive` would try for ever where a file
 * system says that a parent it has is not there, as /proc does.
 */
export const makeFolder = (path: string, mode: number): void => {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  const parent = dirname(path)
  if (!existsSync(parent)) makeFolder(parent, mode)
  mkdirSync(path, { mode })
}

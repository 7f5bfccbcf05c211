import { type Stats, unwatchFile, watchFile } from 'node:fs'
import type { Log } from '../core/ports.ts'

export interface FollowOptions {
  readonly path: string
  /** Reads the file and puts it in force; what it did, in words for people. Throws an Error of a line a fault. */
  readonly apply: () => Promise<string>
  readonly log: Log
  /** How often the file is looked at. */
  readonly everyMs?: number
}

/**
 * Applies the file whenever it has changed. It is looked at by its name, so it may be replaced, or be a link to
 * another one; a file that is wrong leaves everything as it is, and the log says why.
 */
export const followFile = ({
  path,
  apply,
  log,
  everyMs = 500,
}: FollowOptions): { close(): Promise<void> } => {
  let running: Promise<void> | undefined
  let isStale = false

  const run = async (): Promise<void> => {
    try {
      log.info({ file: path, plan: await apply() }, 'the configuration file has changed and is in force')
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      log.error(
        { file: path, reason },
        'the configuration file has changed, but is wrong; what was in force stays',
      )
    }
  }
  /** One at a time; what changes meanwhile is looked at afterwards. */
  const changed = (): void => {
    isStale = true
    running ??= (async () => {
      while (isStale) {
        isStale = false
        await run()
      }
      running = undefined
    })()
  }

  // It is also told, once, of a file that is not there.
  const seen = (now: Stats, before: Stats): void => {
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size || now.ino !== before.ino) changed()
  }
  watchFile(path, { interval: everyMs, persistent: false }, seen)
  return {
    async close() {
      unwatchFile(path, seen)
      isStale = false
      await running
    },
  }
}

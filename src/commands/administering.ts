import { parseArgs } from 'node:util'
import type { Administration } from '../administration.ts'

/** What a command has to say, and whether all is well. */
export interface Outcome {
  readonly ok: boolean
  readonly text: string
}

/** Does `work` with the database of the environment; the command takes no arguments. Throws an Error of a line a fault. */
export const administering = async (
  args: readonly string[],
  work: (about: Administration) => Promise<string>,
): Promise<Outcome> => {
  parseArgs({ args: [...args], options: {} })
  // Most of the code, which help and what works offline do without.
  const [{ openAdministration }, { readConfig }, { createLog }] = await Promise.all([
    import('../administration.ts'),
    import('../config/index.ts'),
    import('../telemetry/log.ts'),
  ])
  const about = await openAdministration(await readConfig(process.env), createLog('error'))
  try {
    return { ok: true, text: await work(about) }
  } finally {
    await about.close()
  }
}

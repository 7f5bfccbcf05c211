import { parseArgs } from 'node:util'
import { type Administration, openAdministration } from '../administration.ts'
import { readConfig } from '../config/index.ts'
import { createLog } from '../telemetry/log.ts'

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
  const about = await openAdministration(await readConfig(process.env), createLog('error'))
  try {
    return { ok: true, text: await work(about) }
  } finally {
    await about.close()
  }
}

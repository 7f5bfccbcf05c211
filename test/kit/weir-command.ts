import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { root } from './process.ts'

/** Where compiled code is kept for the time of the tests. */
const { NODE_COMPILE_CACHE } = process.env
const compiled = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }

/** Runs a command of `weir`, with nothing of this process's environment but the path; what it says, and how it ends. */
export const weir = (
  args: readonly string[],
  env: { readonly [name: string]: string },
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> =>
  new Promise(resolve => {
    const command = ['--disable-warning=ExperimentalWarning', join(root, 'src/commands/index.ts'), ...args]
    const options = { cwd: root, env: { PATH: process.env.PATH ?? '', ...compiled, ...env } }
    execFile(process.execPath, command, options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })

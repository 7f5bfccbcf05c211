import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { root } from './process.ts'

/** Runs a command of `weir`, with nothing of this process's environment but the path; what it says, and how it ends. */
export const weir = (
  args: readonly string[],
  env: { readonly [name: string]: string },
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> =>
  new Promise(resolve => {
    const command = ['--disable-warning=ExperimentalWarning', join(root, 'src/commands/index.ts'), ...args]
    const options = { cwd: root, env: { PATH: process.env.PATH ?? '', ...env } }
    execFile(process.execPath, command, options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })

import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** How to start a PostgreSQL program: under which account, and through which wrapper. */
export interface Launch {
  /** Put before the program and its arguments. */
  readonly prefix: readonly string[]
  readonly ids: { readonly uid?: number; readonly gid?: number }
  /** Whom the data folder must belong to; absent: whoever runs the gateway. */
  readonly owner?: { readonly uid: number; readonly gid: number }
}

/**
 * PostgreSQL refuses to run as root. A gateway that is root starts it under the account that owns `data`, else
 * under `postgres` or `nobody`. Where util-linux's setpriv is at hand (most of Linux), the kernel stops the
 * database when the gateway dies; and a database in a folder that only root can enter gets the capability to
 * enter it, and no other.
 *
 * `paths` are what the database must reach: its programs and the folder that holds its data.
 */
export const findLaunch = (data: string, paths: readonly string[]): Launch => {
  const owner = process.getuid?.() === 0 ? ownerOf(data) : undefined
  const closed = owner && paths.find(path => !everyoneMayEnter(path))
  const prefix = setpriv(owner, closed !== undefined)
  if (prefix) return { prefix, ids: {}, ...(owner && { owner }) }
  if (closed !== undefined) {
    throw new Error(
      `PostgreSQL does not run as root, and no other account may enter ${closed}: start Weir as an ordinary user, move it, or set DATABASE_URL`,
    )
  }
  return { prefix: [], ids: owner ?? {}, ...(owner && { owner }) }
}

const ownerOf = (data: string): { uid: number; gid: number } => {
  const present = statSync(data, { throwIfNoEntry: false })
  if (present && present.uid !== 0) return { uid: present.uid, gid: present.gid }
  const accounts = readFileSync('/etc/passwd', 'utf8')
  const found = /^postgres:[^:]*:(\d+):(\d+):/m.exec(accounts) ?? /^nobody:[^:]*:(\d+):(\d+):/m.exec(accounts)
  if (!found) {
    throw new Error(
      'PostgreSQL does not run as root, and there is no account postgres or nobody: start Weir as an ordinary user, or set DATABASE_URL',
    )
  }
  return { uid: Number(found[1]), gid: Number(found[2]) }
}

const everyoneMayEnter = (path: string): boolean => {
  const parent = dirname(path)
  if (parent === path) return true
  return (
    ((statSync(parent, { throwIfNoEntry: false })?.mode ?? 0o777) & 0o001) !== 0 && everyoneMayEnter(parent)
  )
}

/** The wrapper, tried once; undefined where it is missing or may not do this. */
const setpriv = (owner: Launch['owner'], enterAnything: boolean): readonly string[] | undefined => {
  if (process.platform !== 'linux') return undefined
  const only = enterAnything ? '-all,+dac_override,+dac_read_search' : '-all'
  const prefix = [
    'setpriv',
    ...(owner ? [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'] : []),
    ...(owner ? [`--inh-caps=${only}`, `--ambient-caps=${only}`, `--bounding-set=${only}`] : []),
    // access(2) ignores the capabilities of other accounts than root without this bit.
    ...(enterAnything ? ['--securebits=+no_setuid_fixup'] : []),
    '--no-new-privs',
    // PostgreSQL's "fast shutdown".
    '--pdeathsig=INT',
    '--',
  ]
  try {
    execFileSync('setpriv', [...prefix.slice(1), 'true'], { stdio: 'ignore', timeout: 5_000 })
    return prefix
  } catch {
    return undefined
  }
}

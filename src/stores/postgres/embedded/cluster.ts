import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import type { Launch } from './account.ts'
import type { Binaries } from './binaries.ts'

/** Role of the gateway in its own database. */
export const superuser = 'weir'

/** Where a cluster's files are. */
export interface Cluster {
  /** PostgreSQL's data folder. */
  readonly data: string
  /** File that holds the password of the only role. */
  readonly passwordFile: string
}

/**
 * Makes the database's files unless they are there, and returns the password. A start that is cut short leaves
 * nothing that a later one would take for a database: the folder gets its name when it is complete.
 */
export async function ensureCluster(cluster: Cluster, binaries: Binaries, launch: Launch): Promise<string> {
  if (existsSync(cluster.data)) {
    if (existsSync(cluster.passwordFile)) return readFileSync(cluster.passwordFile, 'utf8').trim()
    throw new Error(`${cluster.passwordFile} is missing, and ${cluster.data} cannot be opened without it`)
  }
  const password = randomBytes(32).toString('base64url')
  const draft = `${cluster.data}.new`
  const draftPassword = `${draft}.password`
  rmSync(draft, { recursive: true, force: true })
  rmSync(draftPassword, { force: true })
  mkdirSync(draft, { mode: 0o700 })
  for (const file of [cluster.passwordFile, draftPassword]) {
    writeFileSync(file, `${password}\n`, { mode: 0o600, flush: true })
    chmodSync(file, 0o600)
  }
  if (launch.owner)
    for (const path of [draft, draftPassword]) chownSync(path, launch.owner.uid, launch.owner.gid)
  try {
    await runInitdb(draft, draftPassword, binaries, launch)
    renameSync(draft, cluster.data)
  } finally {
    rmSync(draftPassword, { force: true })
  }
  return password
}

const runInitdb = (data: string, passwordFile: string, binaries: Binaries, launch: Launch): Promise<void> => {
  const [command = '', ...args] = [
    ...launch.prefix,
    binaries.initdb,
    `--pgdata=${data}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(process.platform === 'linux' ? ['--sync-method=syncfs'] : []),
  ]
  const child = spawn(command, args, {
    ...launch.ids,
    env: childEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4_000)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => {
      if (code === 0) return resolve()
      const line = complaint.split('\n').find(text => /error|FATAL|No space/i.test(text)) ?? complaint.trim()
      reject(new Error(`Cannot create the database in ${data}: ${line}`))
    })
  })
}

/** What PostgreSQL needs of our environment, and none of our secrets. Messages in English, as they are read. */
export const childEnvironment = (): NodeJS.ProcessEnv => {
  const { PATH, SystemRoot, TMPDIR } = process.env
  return { LC_ALL: 'C', ...(PATH && { PATH }), ...(SystemRoot && { SystemRoot }), ...(TMPDIR && { TMPDIR }) }
}

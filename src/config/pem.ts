import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** A PEM text (RFC 7468), or what is wrong with what was to be one. */
type Read = { readonly pem: string; readonly file?: string } | { readonly fault: string }

/** The text itself, or that of the file which it names. */
export const pemOrFile = (text: string): Read => {
  if (text.includes('-----BEGIN')) return { pem: text }
  try {
    return { pem: readFileSync(text, 'utf8'), file: text }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    return { fault: `must be a PEM text or the path of a file that can be read (${reason})` }
  }
}

/** What is wrong with certificates and, if there is one, the private key of the first of them. Quotes nothing of either. */
export const certificateFault = (certificates: string): string | undefined => {
  const blocks = certificates.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  if (!blocks) return 'holds no certificate in PEM (-----BEGIN CERTIFICATE-----)'
  return blocks.some(block => !isReadable(() => new X509Certificate(block)))
    ? 'holds a certificate that cannot be read'
    : undefined
}

/** What is wrong with a private key for the first of these certificates, which must be right themselves. */
export const keyFault = (key: string, certificates: string): string | undefined => {
  if (!isReadable(() => createPrivateKey(key))) return 'holds no private key in PEM without a passphrase'
  return new X509Certificate(certificates).checkPrivateKey(createPrivateKey(key))
    ? undefined
    : 'is not the private key of the certificate'
}

const isReadable = (read: () => unknown): boolean => {
  try {
    read()
    return true
  } catch {
    return false
  }
}

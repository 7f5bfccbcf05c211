import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { ClientCertificate } from '../core/principal.ts'

/**
 * The certificate that the client of a connection has shown, if its issuer is one of ours; read once a connection. It
 * comes from TLS alone: a header that speaks of one is anybody's word.
 */
export const certificateOf = (socket: Socket): ClientCertificate | undefined => {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined
  const known = certificates.get(socket)
  if (known) return known
  const shown = socket.getPeerX509Certificate()
  if (!shown) return undefined
  const { subject, subjectAltName, fingerprint256: fingerprint, validTo } = shown
  const certificate: ClientCertificate = {
    ...(subject && !subject.includes(',') && { subject: subject.split('\n').join(', ') }),
    // Node writes a name with a comma within in quotes, with the comma as \u002c.
    names: subjectAltName?.split(', ') ?? [],
    fingerprint,
    expiresAt: Date.parse(validTo),
  }
  certificates.set(socket, certificate)
  return certificate
}

const certificates = new WeakMap<TLSSocket, ClientCertificate>()

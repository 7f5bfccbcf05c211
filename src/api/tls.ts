import type { ServerOptions } from 'node:https'
import type { ServerTls } from '../core/config.ts'

/** What Node needs to know to speak TLS as it is configured: 1.2 or newer, HTTP/1.1. */
export const tlsOptions = ({ certificate, key, clientCa, clientCertificates }: ServerTls): ServerOptions => ({
  cert: certificate,
  key,
  minVersion: 'TLSv1.2',
  handshakeTimeout: 10_000,
  ...(clientCa !== undefined && {
    ca: clientCa,
    requestCert: true,
    // Else whoever shows none could not even present a key.
    rejectUnauthorized: clientCertificates === 'REQUIRED',
  }),
})

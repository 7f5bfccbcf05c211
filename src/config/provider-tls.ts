import type { ClientTls } from '../core/config.ts'
import { certificateFault, keyFault } from './pem.ts'
import type { ConfigFile } from './schema.ts'
import type { Report } from './surroundings.ts'

/**
 * What we show to a provider that asks for a certificate, and whose certificates we take. PEM texts only, unlike those
 * of the server: whoever may declare a provider must not make us read a file.
 */
export const providerTls = (
  {
    clientCertificate: certificate,
    clientKey: key,
    certificateAuthority: ca,
  }: ConfigFile['providers'][number],
  report: Report,
): ClientTls | undefined => {
  const check = (name: string, fault: string | undefined): void => {
    if (fault !== undefined) report([name], fault)
  }
  const certificateIs = certificate === undefined ? undefined : certificateFault(certificate)
  check('clientCertificate', certificateIs)
  if (ca !== undefined) check('certificateAuthority', certificateFault(ca))
  if ((certificate === undefined) !== (key === undefined))
    report(
      [key === undefined ? 'clientKey' : 'clientCertificate'],
      'is required: the one is of no use without the other',
    )
  else if (certificate !== undefined && key !== undefined && certificateIs === undefined)
    check('clientKey', keyFault(key, certificate))
  if (certificate === undefined && ca === undefined) return undefined
  return {
    ...(certificate !== undefined && { certificate }),
    ...(key !== undefined && { key }),
    ...(ca !== undefined && { ca }),
  }
}

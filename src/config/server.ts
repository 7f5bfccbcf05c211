import { addressRange } from '../core/address-range.ts'
import { didYouMean } from '../core/closest.ts'
import type { Config, ServerTls } from '../core/config.ts'
import type { Path } from './document.ts'
import { certificateFault, keyFault, pemOrFile } from './pem.ts'
import type { ConfigFile } from './schema.ts'
import { type Report, reportTwins, type Surroundings } from './surroundings.ts'

type TlsFile = NonNullable<NonNullable<ConfigFile['server']>['tls']>

/** What the file says of the server itself. */
export const serverOf = (
  { server = {} }: ConfigFile,
  { roles }: Surroundings,
  report: Report,
): Config['server'] => {
  const tls =
    server.tls && tlsOf(server.tls, roles, (path, message) => report(['server', 'tls', ...path], message))
  const trustedProxies = (server.trustedProxies ?? []).map((text, index) => {
    const read = addressRange(text)
    const fault =
      'fault' in read ? read.fault : read.range.endsWith('/0') ? 'would trust everybody on earth' : undefined
    if (fault !== undefined) report(['server', 'trustedProxies', index], fault)
    return 'range' in read ? read.range : text
  })
  const { corsOrigins = [], promptApproval = 'NONE', router } = server
  return {
    corsOrigins,
    trustedProxies,
    promptApproval,
    ...(tls && { tls }),
    ...(router && { router: { ...router, maxAgeSeconds: router.maxAgeSeconds ?? 60 } }),
  }
}

const tlsOf = (file: TlsFile, roles: readonly string[], report: Report): ServerTls | undefined => {
  const files = new Set<string>()
  const pem = (key: 'certificate' | 'key' | 'clientCa', text: string): string | undefined => {
    const read = pemOrFile(text)
    if ('pem' in read) {
      if (read.file !== undefined) files.add(read.file)
      return read.pem
    }
    report([key], read.fault)
    return undefined
  }
  const certificate = checked(pem('certificate', file.certificate), certificateFault, message =>
    report(['certificate'], message),
  )
  const key = checked(
    pem('key', file.key),
    key => (certificate === undefined ? undefined : keyFault(key, certificate)),
    message => report(['key'], message),
  )
  const clientCa =
    file.clientCa &&
    checked(pem('clientCa', file.clientCa), certificateFault, message => report(['clientCa'], message))
  const { clients = [], clientCertificates } = file
  if (file.clientCa === undefined)
    for (const said of ['clients', 'clientCertificates'] as const)
      if (file[said] !== undefined)
        report([said], 'needs clientCa: the authority that issues the certificates of clients')
  checkClients(clients, roles, report)
  if (certificate === undefined || key === undefined) return undefined
  return {
    certificate,
    key,
    ...(clientCa && { clientCa }),
    clientCertificates: clientCertificates ?? 'OPTIONAL',
    files: [...files],
    clients: clients.map(client => ({ ...client, roles: client.roles ?? ['DEVELOPER'] })),
  }
}

const checked = (
  text: string | undefined,
  faultOf: (text: string) => string | undefined,
  report: (message: string) => void,
): string | undefined => {
  const fault = text === undefined ? undefined : faultOf(text)
  if (fault === undefined) return text
  report(fault)
  return undefined
}

const checkClients = (
  clients: NonNullable<TlsFile['clients']>,
  roles: readonly string[],
  report: Report,
): void => {
  reportTwins(clients, ['clients'], report)
  const seen = new Set<string>()
  for (const [index, client] of clients.entries()) {
    const path: Path = ['clients', index]
    const known = (['subject', 'uri', 'dns', 'email'] as const).filter(by => client[by] !== undefined)
    const [by] = known
    if (by === undefined || known.length > 1)
      report(path, 'must say one of subject, uri, dns or email: what is in the certificate')
    else {
      if (seen.has(`${by} ${client[by]}`)) report([...path, by], 'is that of another one above')
      seen.add(`${by} ${client[by]}`)
      if (by === 'subject' && client.subject?.split(', ').some(part => !/^[A-Za-z]+=[^,]+$/.test(part)))
        report([...path, by], 'must look like `C=DE, O=Acme, CN=batch`, in the order of the certificate')
    }
    for (const [position, role] of (client.roles ?? []).entries())
      if (!roles.includes(role))
        report(
          [...path, 'roles', position],
          `there is no such role${didYouMean(role, roles) || `; there are ${roles.join(', ')}`}`,
        )
  }
}

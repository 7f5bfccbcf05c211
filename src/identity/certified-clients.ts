import type { CertifiedClient } from '../core/config.ts'
import type { ClientCertificate, Principal } from '../core/principal.ts'
import { impliedRoles } from '../core/role.ts'
import { adminTenant } from './admin-key.ts'

/** Tells for whom a verified certificate stands; undefined if for nobody. */
export type CertifiedPrincipal = (certificate: ClientCertificate) => Principal | undefined

/**
 * By the subject or by one alternative name, to the letter. A certificate that fits several clients stands for the
 * first of them. Each certificate is looked up once: it is the same object on all calls of a connection.
 */
export const certifiedClients = (clients: readonly CertifiedClient[]): CertifiedPrincipal => {
  const known = new WeakMap<ClientCertificate, Principal>()
  return certificate => {
    const found = known.get(certificate)
    if (found) return found
    const client = clients.find(client => isOf(client, certificate))
    if (!client) return undefined
    const { name, tenant = adminTenant, team, application, user, roles } = client
    const principal: Principal = {
      id: `certificate:${name}`,
      name,
      tenant,
      ...(team !== undefined && { team }),
      ...(application !== undefined && { application }),
      ...(user !== undefined && { user }),
      roles: impliedRoles(roles),
      expiresAt: certificate.expiresAt,
      certificate,
    }
    known.set(certificate, principal)
    return principal
  }
}

const isOf = ({ subject, uri, dns, email }: CertifiedClient, certificate: ClientCertificate): boolean => {
  const { subject: own, names } = certificate
  return (
    (subject !== undefined && own === subject) ||
    (uri !== undefined && names.includes(`URI:${uri}`)) ||
    (dns !== undefined && names.includes(`DNS:${dns}`)) ||
    (email !== undefined && names.includes(`email:${email}`))
  )
}

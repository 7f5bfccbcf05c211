import { createHmac, createSecretKey } from 'node:crypto'
import { GatewayError } from '../core/error.ts'
import type { Principal } from '../core/principal.ts'
import type { ErasedMark, Standing, TenantStanding } from '../core/standing.ts'
import type { CertifiedPrincipal } from './certified-clients.ts'
import type { TokenVerifier } from './jwt.ts'
import { Outdated } from './refusal.ts'

/**
 * The principal, with the team of its application. Throws UNAUTHENTICATED if whom the credentials name is out of use:
 * it would escape the quotas that were meant for it.
 */
export type InUse = (principal: Principal) => Principal

/** Looks at each principal once, and again when something has changed in its tenant. `standing` is asked at each use. */
export const createInUse = (about: {
  readonly standing: () => Standing
  readonly erasedMark: ErasedMark
}): InUse => {
  const looked = new WeakMap<Principal, { readonly at: TenantStanding; readonly found: Principal }>()
  return principal => {
    const at = about.standing().get(principal.tenant)
    const before = looked.get(principal)
    if (at && before?.at === at) return before.found
    const found = withTeam(principal, at)
    const { user } = principal
    if (user !== undefined && at?.archivedUsers.has(user.toLowerCase()))
      throw refused(principal, `the user \`${user}\` is archived; ask an admin to restore it`)
    const erasedAt =
      user !== undefined && at && at.erasedUsers.size > 0
        ? at.erasedUsers.get(Buffer.from(about.erasedMark(principal.tenant, user)).toString('hex'))
        : undefined
    if (erasedAt !== undefined && !isYounger(principal, erasedAt))
      throw refused(principal, 'whom it stood for was to be forgotten; sign in again to get a new one')
    if (at) looked.set(principal, { at, found })
    return found
  }
}

const withTeam = (principal: Principal, at: TenantStanding | undefined): Principal => {
  const { tenant, team, application } = principal
  if (!at) throw refused(principal, `there is no tenant \`${tenant}\` in use; ask an admin`)
  if (team !== undefined && !at.teams.has(team))
    throw refused(principal, `there is no team \`${team}\` in use; ask an admin to create or restore it`)
  if (application === undefined) return principal
  const owner = at.applications.get(application)
  if (owner === undefined || (team !== undefined && owner !== team))
    throw refused(
      principal,
      `there is no application \`${application}\`${team === undefined ? '' : ` of the team \`${team}\``} in use; ask an admin to create or restore it`,
    )
  return team === undefined ? { ...principal, team: owner } : principal
}

/** Who is called so later is somebody else; a token that does not say when it was issued may be of before. */
const isYounger = ({ token, certificate }: Principal, erasedAt: number): boolean =>
  certificate !== undefined || (token?.issuedAt !== undefined && token.issuedAt > erasedAt)

const refused = ({ certificate }: Principal, problem: string): GatewayError =>
  new GatewayError(
    'UNAUTHENTICATED',
    `The ${certificate ? 'certificate' : 'token'} is genuine, but ${problem}`,
    { cause: new Outdated(problem) },
  )

/** As before, but for those in use. */
export const tokensInUse = (tokens: TokenVerifier, inUse: InUse): TokenVerifier => ({
  verify(token, hash) {
    const principal = tokens.verify(token, hash)
    return principal instanceof Promise ? principal.then(inUse) : inUse(principal)
  },
})

/** As before, but for those in use. */
export const certifiedInUse =
  (certified: CertifiedPrincipal, inUse: InUse): CertifiedPrincipal =>
  certificate => {
    const principal = certified(certificate)
    return principal && inUse(principal)
  }

/** `key` is secret: else whoever sees a mark could try names. */
export const erasedMarks = (key: Uint8Array): ErasedMark => {
  const opened = createSecretKey(key)
  return (tenant, user) =>
    createHmac('sha256', opened)
      .update(JSON.stringify([tenant, user.toLowerCase()]))
      .digest()
      .subarray(0, 16)
}

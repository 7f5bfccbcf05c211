import type { ApiKey, KeyHolders } from '../../core/api-key.ts'
import { didYouMean } from '../../core/closest.ts'
import { GatewayError } from '../../core/error.ts'
import type { Prisma } from './generated/client.ts'

/** Names among which a misspelt one is looked for. */
const mostNames = 1_000

/**
 * The key, with the team of its application. Throws INVALID_INPUT if its team, application or user is not there or
 * archived: it would escape the quotas that were meant for it.
 */
export const withHolders = async (client: Prisma.TransactionClient, key: ApiKey): Promise<ApiKey> => {
  const { tenant, team, application, user } = key
  const among = { where: { tenant, archivedAt: null }, select: { name: true }, take: mostNames } as const
  const called = (name: string) => ({ where: { tenant, name } })

  if (team !== undefined) {
    const found = await client.team.findFirst(called(team))
    if (!found) throw notThere('team', team, await client.team.findMany(among))
    mustBeInUse('team', found)
  }
  if (user !== undefined) {
    const found = await client.user.findFirst(called(user))
    if (!found) throw notThere('user', user, await client.user.findMany(among))
    mustBeInUse('user', found)
  }
  if (application === undefined) return key

  const found = await client.application.findFirst(called(application))
  if (!found) {
    const ofTeam = { ...among.where, ...(team !== undefined && { team }) }
    throw notThere('application', application, await client.application.findMany({ ...among, where: ofTeam }))
  }
  mustBeInUse('application', found)
  if (team !== undefined && found.team !== team)
    throw refused(
      'application',
      `The application \`${application}\` belongs to the team \`${found.team}\`, not to \`${team}\`; leave the team out, or name another application`,
    )
  return { ...key, team: found.team }
}

const mustBeInUse = (
  kind: KeyHolders['kind'],
  { name, archivedAt }: { readonly name: string; readonly archivedAt: Date | null },
): void => {
  if (archivedAt !== null) throw refused(kind, `The ${kind} \`${name}\` is archived; restore it first`)
}

const notThere = (
  kind: KeyHolders['kind'],
  name: string,
  names: readonly { readonly name: string }[],
): GatewayError => {
  const meant = didYouMean(
    name,
    names.map(({ name }) => name),
  )
  return refused(kind, `There is no ${kind} \`${name}\`${meant || '; create it first'}`)
}

const refused = (kind: KeyHolders['kind'], message: string): GatewayError =>
  new GatewayError('INVALID_INPUT', message, { path: kind })

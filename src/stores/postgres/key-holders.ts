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
  const inUse = { tenant, archivedAt: null }
  const among = { where: inUse, select: { name: true }, take: mostNames } as const

  if (team !== undefined && (await client.team.count({ where: { ...inUse, name: team } })) === 0)
    throw notThere('team', team, await client.team.findMany(among))
  if (user !== undefined && (await client.user.count({ where: { ...inUse, name: user } })) === 0)
    throw notThere('user', user, await client.user.findMany(among))
  if (application === undefined) return key

  const ofTeam = { ...inUse, ...(team !== undefined && { team }) }
  const found = await client.application.findFirst({ where: { ...ofTeam, name: application } })
  if (!found)
    throw notThere('application', application, await client.application.findMany({ ...among, where: ofTeam }))
  return { ...key, team: found.team }
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
  return new GatewayError('INVALID_INPUT', `There is no ${kind} \`${name}\`${meant || '; create it first'}`, {
    path: kind,
  })
}

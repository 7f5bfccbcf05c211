import type { KeyFilter } from '../../core/api-key.ts'
import { Prisma } from './generated/client.ts'

/** The conditions that keys of a list fulfil, each behind an AND. */
export const conditions = ({
  prefix,
  search,
  team,
  application,
  user,
  state,
  expiresBefore,
}: KeyFilter): Prisma.Sql => {
  const said = [
    // Between, unlike LIKE, may use an index under row-level security. Nothing in a secret is behind `~`.
    prefix !== undefined && Prisma.sql`AND prefix COLLATE "C" BETWEEN ${prefix} AND ${`${prefix}~`}`,
    search !== undefined && Prisma.sql`AND strpos(lower(name), lower(${search})) > 0`,
    team !== undefined && Prisma.sql`AND team = ${team}`,
    application !== undefined && Prisma.sql`AND application = ${application}`,
    user !== undefined && Prisma.sql`AND "user" = ${user}`,
    state && inState(state),
    expiresBefore !== undefined && Prisma.sql`AND expires_at < ${new Date(expiresBefore)}`,
  ].filter(condition => typeof condition === 'object')
  return said.length === 0 ? Prisma.empty : Prisma.join(said, ' ')
}

const inState = ({ is, at }: NonNullable<KeyFilter['state']>): Prisma.Sql => {
  const now = new Date(at)
  switch (is) {
    case 'ACTIVE':
      return Prisma.sql`AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})`
    case 'EXPIRED':
      return Prisma.sql`AND revoked_at IS NULL AND expires_at <= ${now}`
    case 'REVOKED':
      return Prisma.sql`AND revoked_at IS NOT NULL`
  }
}

import { administeredTenant, existing, teamOf } from '../administer.ts'
import { callerOf } from '../context.ts'
import {
  costCentreOf,
  descriptionOf,
  filterOf,
  labelsOf,
  namedRange,
  orNull,
  titleOf,
  versionOf,
} from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId } from '../global-id.ts'
import { permitEnding, permitMove, permitReturn } from '../hand-out.ts'
import { keysOf } from '../keys-of.ts'
import { connection } from '../page.ts'

/** Teams, and with teams below them departments. */
export const team: contract.Resolvers = {
  Query: {
    teams: async (_root, args, context) => {
      const { tenant } = callerOf(context)
      const range = namedRange(args)
      const parent = args.filter?.parent
      const filter = {
        ...filterOf(args.filter),
        ...(parent !== undefined && {
          team: parent === null ? null : (await teamOf('filter.parent', parent, context)).name,
        }),
      }
      const { teams } = context.services.organisation
      const found = await teams.list(tenant, { ...range, limit: range.limit + 1, filter })
      return connection(found, range, ({ name }) => name)
    },
    team: (_root, { name }, { loaders }) => loaders.team.byName(name),
  },
  Mutation: {
    createTeam: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { costCentre, description, parent } = input
      const entity = {
        ...labelsOf(input),
        ...(description != null && { description: descriptionOf(description) }),
        ...(costCentre != null && { costCentre: costCentreOf(costCentre) }),
        ...(parent != null && { parent: (await teamOf('parent', parent, context)).name }),
      }
      const permit = permitMove({ parent: entity.parent ?? null }, context)
      return { team: await context.services.organisation.teams.create(tenant, entity, permit) }
    },
    updateTeam: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const parent =
        input.parent == null ? input.parent : (await teamOf('parent', input.parent, context)).name
      const to = {
        ...(input.title != null && { title: titleOf(input.title) }),
        ...(input.description !== undefined && { description: orNull(input.description, descriptionOf) }),
        ...(input.costCentre !== undefined && { costCentre: orNull(input.costCentre, costCentreOf) }),
        ...(parent !== undefined && { parent }),
      }
      const { teams } = context.services.organisation
      const entity = versionOf('Team', input)
      const moved = parent === undefined || !entity ? null : await context.loaders.team.byId(entity.id)
      const permit =
        moved && parent !== undefined ? permitMove({ team: moved.name, parent }, context) : undefined
      return { team: existing('team', entity && (await teams.update(tenant, { ...entity, to }, permit))) }
    },
    archiveTeam: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { teams } = context.services.organisation
      const entity = versionOf('Team', input)
      const ended = entity && (await context.loaders.team.byId(entity.id))
      const permit = ended ? permitEnding({ team: ended.name }, context) : undefined
      return { team: existing('team', entity && (await teams.archive(tenant, entity, permit))) }
    },
    restoreTeam: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { teams } = context.services.organisation
      const entity = versionOf('Team', input)
      const found = entity && (await context.loaders.team.byId(entity.id))
      const permit = found ? permitReturn({ team: found.name }, context) : undefined
      return { team: existing('team', entity && (await teams.restore(tenant, entity, permit))) }
    },
  },
  Team: {
    id: ({ id }) => globalId('Team', id),
    description: ({ description }) => description ?? null,
    costCentre: ({ costCentre }) => costCentre ?? null,
    parent: ({ parent }, _args, { loaders }) => (parent === undefined ? null : loaders.team.byName(parent)),
    teams: async (team, args, { loaders }) => {
      const range = namedRange(args)
      const page = { ...range, limit: range.limit + 1, filter: filterOf(args.filter) }
      return connection(await loaders.team.ofTeam(team.name, page), range, ({ name }) => name)
    },
    applications: async (team, args, { loaders }) => {
      const range = namedRange(args)
      const page = { ...range, limit: range.limit + 1, filter: filterOf(args.filter) }
      return connection(await loaders.application.ofTeam(team.name, page), range, ({ name }) => name)
    },
    apiKeys: ({ name }, args, { loaders }) => keysOf(loaders, { kind: 'team', name, args }),
  },
}

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
import { permitEnding, permitReturn } from '../hand-out.ts'
import { keysOf } from '../keys-of.ts'
import { connection } from '../page.ts'

/** The programs that call models. */
export const application: contract.Resolvers = {
  Query: {
    applications: async (_root, args, context) => {
      const { tenant } = callerOf(context)
      const range = namedRange(args)
      const team = args.filter?.team
      const filter = {
        ...filterOf(args.filter),
        ...(team != null && { team: (await teamOf('filter.team', team, context)).name }),
      }
      const { applications } = context.services.organisation
      const found = await applications.list(tenant, { ...range, limit: range.limit + 1, filter })
      return connection(found, range, ({ name }) => name)
    },
    application: (_root, { name }, { loaders }) => loaders.application.byName(name),
  },
  Mutation: {
    createApplication: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { costCentre, description } = input
      const entity = {
        ...labelsOf(input),
        team: (await teamOf('team', input.team, context)).name,
        ...(description != null && { description: descriptionOf(description) }),
        ...(costCentre != null && { costCentre: costCentreOf(costCentre) }),
      }
      return { application: await context.services.organisation.applications.create(tenant, entity) }
    },
    updateApplication: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const to = {
        ...(input.title != null && { title: titleOf(input.title) }),
        ...(input.description !== undefined && { description: orNull(input.description, descriptionOf) }),
        ...(input.costCentre !== undefined && { costCentre: orNull(input.costCentre, costCentreOf) }),
      }
      const { applications } = context.services.organisation
      const entity = versionOf('Application', input)
      const changed = entity && (await applications.update(tenant, { ...entity, to }))
      return { application: existing('application', changed) }
    },
    archiveApplication: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { applications } = context.services.organisation
      const entity = versionOf('Application', input)
      const ended = entity && (await context.loaders.application.byId(entity.id))
      const permit = ended ? permitEnding({ application: ended.name, team: ended.team }, context) : undefined
      const archived = entity && (await applications.archive(tenant, entity, permit))
      return { application: existing('application', archived) }
    },
    restoreApplication: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { applications } = context.services.organisation
      const entity = versionOf('Application', input)
      const found = entity && (await context.loaders.application.byId(entity.id))
      const permit = found ? permitReturn({ application: found.name, team: found.team }, context) : undefined
      return {
        application: existing('application', entity && (await applications.restore(tenant, entity, permit))),
      }
    },
  },
  Application: {
    id: ({ id }) => globalId('Application', id),
    description: ({ description }) => description ?? null,
    costCentre: ({ costCentre }) => costCentre ?? null,
    team: async ({ team }, _args, { loaders }) =>
      existing('team', (await loaders.team.byName(team)) ?? undefined),
    apiKeys: ({ name }, args, { loaders }) => keysOf(loaders, { kind: 'application', name, args }),
  },
}

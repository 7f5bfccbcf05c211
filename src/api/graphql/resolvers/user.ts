import { administeredTenant, existing } from '../administer.ts'
import { callerOf } from '../context.ts'
import { emailOf, filterOf, labelsOf, namedRange, orNull, titleOf, versionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId } from '../global-id.ts'
import { permitEnding, permitReturn } from '../hand-out.ts'
import { keysOf } from '../keys-of.ts'
import { connection } from '../page.ts'

/** The people who work with the gateway. */
export const user: contract.Resolvers = {
  Query: {
    users: async (_root, args, context) => {
      const { tenant } = callerOf(context)
      const range = namedRange(args)
      const page = { ...range, limit: range.limit + 1, filter: filterOf(args.filter) }
      const found = await context.services.organisation.users.list(tenant, page)
      return connection(found, range, ({ name }) => name)
    },
    user: (_root, { name }, { loaders }) => loaders.user.byName(name),
  },
  Mutation: {
    createUser: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { email } = input
      const entity = { ...labelsOf(input), ...(email != null && { email: emailOf(email) }) }
      return { user: await context.services.organisation.users.create(tenant, entity) }
    },
    updateUser: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const to = {
        ...(input.title != null && { title: titleOf(input.title) }),
        ...(input.email !== undefined && { email: orNull(input.email, emailOf) }),
      }
      const { users } = context.services.organisation
      const entity = versionOf('User', input)
      return { user: existing('user', entity && (await users.update(tenant, { ...entity, to }))) }
    },
    archiveUser: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { users } = context.services.organisation
      const entity = versionOf('User', input)
      const ended = entity && (await context.loaders.user.byId(entity.id))
      const permit = ended ? permitEnding({ user: ended.name }, context) : undefined
      return { user: existing('user', entity && (await users.archive(tenant, entity, permit))) }
    },
    restoreUser: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { users } = context.services.organisation
      const entity = versionOf('User', input)
      const found = entity && (await context.loaders.user.byId(entity.id))
      const permit = found ? permitReturn({ user: found.name }, context) : undefined
      return { user: existing('user', entity && (await users.restore(tenant, entity, permit))) }
    },
  },
  User: {
    id: ({ id }) => globalId('User', id),
    email: ({ email }) => email ?? null,
    apiKeys: ({ name }, args, { loaders }) => keysOf(loaders, { kind: 'user', name, args }),
  },
}

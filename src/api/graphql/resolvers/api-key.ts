import { GatewayError } from '../../../core/error.ts'
import { callerOf } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, isUuid, readGlobalId } from '../global-id.ts'
import { newApiKey } from '../new-api-key.ts'
import { connection, pageRange } from '../page.ts'
import { knownRoles } from '../role.ts'

/** API keys: creating, listing and revoking them. `operations` are all that a key can be limited to. */
export const apiKey = (operations: ReadonlySet<string>): contract.Resolvers => ({
  Query: {
    apiKeys: async (_root, args, context) => {
      const { tenant } = callerOf(context)
      const range = pageRange(args, isUuid)
      const keys = await context.services.apiKeys.list(tenant, { ...range, limit: range.limit + 1 })
      return connection(keys, range, ({ id }) => id)
    },
  },
  Mutation: {
    createApiKey: async (_root, { input }, context) => {
      const { services, snapshot } = context
      const about = { creator: callerOf(context), models: snapshot.models, operations, now: services.clock() }
      const { key, secret } = await services.apiKeys.create(newApiKey(input, about))
      return { apiKey: key, secret }
    },
    revokeApiKey: async (_root, { input }, context) => {
      const caller = callerOf(context)
      const known = readGlobalId(input.id)
      const key = known?.type === 'ApiKey' ? await context.loaders.apiKey(known.id) : null
      if (!key) throw noSuchKey()
      const beyond = key.roles.find(role => !caller.roles.has(role))
      if (beyond !== undefined)
        throw new GatewayError(
          'FORBIDDEN',
          `This key has the role ${beyond}: only who holds that role too can revoke it`,
          { path: 'id' },
        )
      const revoked = await context.services.apiKeys.revoke(caller.tenant, key.id)
      if (!revoked) throw noSuchKey()
      return { apiKey: revoked }
    },
  },
  ApiKey: {
    id: ({ id }) => globalId('ApiKey', id),
    roles: ({ roles }) => knownRoles(roles),
    holderTeam: ({ team }, _args, { loaders }) => (team === undefined ? null : loaders.team.byName(team)),
    holderApplication: ({ application }, _args, { loaders }) =>
      application === undefined ? null : loaders.application.byName(application),
    holderUser: ({ user }, _args, { loaders }) => (user === undefined ? null : loaders.user.byName(user)),
  },
})

const noSuchKey = (): GatewayError =>
  new GatewayError('NOT_FOUND', 'There is no API key of this id', { path: 'id' })

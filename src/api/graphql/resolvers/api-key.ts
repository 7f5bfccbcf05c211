import { accessOf, rolesOf } from '../../../core/access.ts'
import type { ApiKey } from '../../../core/api-key.ts'
import { GatewayError } from '../../../core/error.ts'
import { makerOf } from '../../../core/key-principal.ts'
import { operatorTenant } from '../../../core/organisation.ts'
import { impliedRoles, isBuiltIn } from '../../../core/role.ts'
import { maySee, visibleModels } from '../../../core/visible-models.ts'
import { administeredTenant } from '../administer.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, isUuid, readGlobalId } from '../global-id.ts'
import { bookOf, roleBookOf } from '../hand-out.ts'
import { keyFilter, prefixIn } from '../key-filter.ts'
import { checkRoles } from '../key-roles.ts'
import { rotationOf } from '../key-rotation.ts'
import { limitableOperations } from '../limitable-operations.ts'
import { newApiKey } from '../new-api-key.ts'
import { connection, pageRange } from '../page.ts'
import { knownRoles } from '../role.ts'

/** API keys: creating, listing, replacing and revoking them. `operations` are those of the contract, which a key can be limited to. */
export const apiKey = (operations: ReadonlySet<string>): contract.Resolvers => ({
  Query: {
    apiKeys: async (_root, args, context) => {
      const { tenant } = callerOf(context)
      const { apiKeys, clock } = context.services
      const range = pageRange(args, isUuid)
      const filter = keyFilter(args.filter, clock())
      const keys = await apiKeys.list(tenant, { ...range, limit: range.limit + 1, filter })
      return connection(keys, range, ({ id }) => id)
    },
  },
  Mutation: {
    createApiKey: async (_root, { input }, context) => {
      const { services, snapshot, loaders } = context
      const creator = callerOf(context)
      const application = input.application ?? creator.application
      const applicationTeam =
        application === undefined ? undefined : (await loaders.application.byName(application))?.team
      const key = newApiKey(input, {
        creator,
        said: roleBookOf(context),
        ...(applicationTeam !== undefined && { applicationTeam }),
        models: {
          has: name => snapshot.models.has(name) && maySee(creator, snapshot, name),
          keys: () => visibleModels(creator, snapshot).map(({ name }) => name),
        },
        operations: limitableOperations(operations, context),
        now: services.clock(),
      })
      // Once more, as the roles are when it comes to be: those above a team may have come just before.
      const created = await services.apiKeys.create(key, {
        permit: (kept, book) => checkRoles(kept, { creator, said: { book, models: snapshot.models } }),
        maker: makerOf(creator),
      })
      return { apiKey: created.key, secret: created.secret }
    },
    revokeApiKey: async (_root, { input }, context) => {
      const caller = callerOf(context)
      const key = await keyOf(input.id, context)
      const { roles } = accessOf(caller, context.snapshot)
      const beyond = [...rolesOf({ ...key, roles: impliedRoles(key.roles) }, bookOf(context))].find(
        role => !roles.has(role) && isBuiltIn(role),
      )
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
    rotateApiKey: async (_root, { input }, context) => {
      const { apiKeys, clock } = context.services
      const key = await keyOf(input.id, context)
      const creator = callerOf(context)
      const now = clock()
      const about = rotationOf(key, input, { creator, said: roleBookOf(context), now })
      const { models } = context.snapshot
      const {
        key: apiKey,
        secret,
        replaced,
      } = await apiKeys.rotate(key, {
        ...about,
        permit: (_, book) => void rotationOf(key, input, { creator, said: { book, models }, now }),
        // Who replaces a key sees the secret of the new one.
        maker: makerOf(creator),
      })
      return { apiKey, secret, replaced }
    },
    revokeApiKeysByPrefix: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      if (input.everyTenant && tenant !== operatorTenant)
        throw new GatewayError(
          'FORBIDDEN',
          'Only those who run the gateway may revoke keys of every tenant',
          {
            path: 'everyTenant',
          },
        )
      const prefix = prefixIn(input.prefix, { path: 'prefix', least: 9 })
      const leak = { prefix, ...(!input.everyTenant && { tenant }) }
      return { count: await context.services.apiKeys.revokeByPrefix(leak) }
    },
  },
  ApiKey: {
    id: ({ id }) => globalId('ApiKey', id),
    roles: ({ roles }) => knownRoles(roles),
    documentsOnly: ({ documentsOnly }) => documentsOnly === true,
    replaces: ({ replaces }, _args, { loaders }) =>
      replaces === undefined ? null : loaders.apiKey(replaces),
    replacedBy: ({ replacedBy }, _args, { loaders }) =>
      replacedBy === undefined ? null : loaders.apiKey(replacedBy),
    holderTeam: ({ team }, _args, { loaders }) => (team === undefined ? null : loaders.team.byName(team)),
    holderApplication: ({ application }, _args, { loaders }) =>
      application === undefined ? null : loaders.application.byName(application),
    holderUser: ({ user }, _args, { loaders }) => (user === undefined ? null : loaders.user.byName(user)),
  },
})

/** The key of a global id, or NOT_FOUND: what is another tenant's does not exist. */
const keyOf = async (id: string, { loaders }: GraphqlContext): Promise<ApiKey> => {
  const known = readGlobalId(id)
  const key = known?.type === 'ApiKey' ? await loaders.apiKey(known.id) : null
  if (!key) throw noSuchKey()
  return key
}

const noSuchKey = (): GatewayError =>
  new GatewayError('NOT_FOUND', 'There is no API key of this id', { path: 'id' })

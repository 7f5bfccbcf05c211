import type { CustomRole } from '../../../core/access-control.ts'
import { GatewayError } from '../../../core/error.ts'
import { type GuardedOperation, promptOperation } from '../../../core/guarded-operation.ts'
import { isBuiltIn } from '../../../core/role.ts'
import { maySee } from '../../../core/visible-models.ts'
import { administeredTenant, existing } from '../administer.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import { descriptionOf, filterOf, labelsOf, namedRange, orNull, titleOf, versionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, isUuid } from '../global-id.ts'
import { mustGive, mustTake, roleInUse } from '../hand-out.ts'
import { invalidInput } from '../invalid-input.ts'
import { connection, pageRange } from '../page.ts'
import { permissionsOf, type Subjects } from '../permission-input.ts'
import { holderOf, holderShape } from '../role-holder.ts'
import { shownPrompts } from '../shown-prompts.ts'

/** Custom roles, and who has which role. `operations` are what permissions can speak of. */
export const role = (operations: ReadonlyMap<string, GuardedOperation>): contract.Resolvers => ({
  Query: {
    roles: async (_root, args, context) => {
      const { tenant } = callerOf(context)
      const range = namedRange(args)
      const page = { ...range, limit: range.limit + 1, filter: filterOf(args.filter) }
      const found = await context.services.accessControl.roles.list(tenant, page)
      return connection(found, range, ({ name }) => name)
    },
    role: (_root, { name }, { loaders }) => loaders.role.byName(name),
    roleAssignments: async (_root, args, context) => {
      const { tenant } = callerOf(context)
      const range = pageRange(args, isUuid)
      const { role, holder } = args.filter ?? {}
      const found = await context.services.accessControl.assignments.list(tenant, {
        ...range,
        limit: range.limit + 1,
        ...(role != null && { role: nameOf('filter.role', role) }),
        ...(holder != null && { holder: (await holderOf('filter.holder', holder, context)).holder }),
      })
      return connection(found, range, ({ id }) => id)
    },
  },
  Mutation: {
    createRole: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const labels = labelsOf(input)
      if (isBuiltIn(labels.name.toUpperCase()))
        throw invalidInput('name', 'is that of a built-in role: choose another name')
      const permissions = permissionsOf(input.permissions, subjectsOf(operations, context))
      mustGive({ name: labels.name, permissions }, 'permissions', context)
      const { description } = input
      const entity = {
        ...labels,
        permissions,
        ...(description != null && { description: descriptionOf(description) }),
      }
      return { role: await context.services.accessControl.roles.create(tenant, entity) }
    },
    updateRole: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const entity = versionOf('CustomRole', input)
      const before = await seenRole(entity?.id, context)
      const permissions =
        input.permissions == null
          ? undefined
          : permissionsOf(input.permissions, subjectsOf(operations, context))
      if (permissions) {
        mustTake(before, 'permissions', context)
        mustGive({ name: before.name, permissions }, 'permissions', context)
      }
      const to = {
        ...(input.title != null && { title: titleOf(input.title) }),
        ...(input.description !== undefined && { description: orNull(input.description, descriptionOf) }),
        ...(permissions && { permissions }),
      }
      const { roles } = context.services.accessControl
      return { role: existing('role', entity && (await roles.update(tenant, { ...entity, to }))) }
    },
    archiveRole: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const entity = versionOf('CustomRole', input)
      mustTake(await seenRole(entity?.id, context), 'id', context)
      const { roles } = context.services.accessControl
      return { role: existing('role', entity && (await roles.archive(tenant, entity))) }
    },
    assignRole: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { holder, entity } = await holderOf('holder', input.holder, context)
      if (entity.archivedAt !== undefined) throw invalidInput('holder', 'must be in use')
      const role = await roleInUse(input.role, context)
      mustGive(role, 'role', context)
      const { assignments } = context.services.accessControl
      return { assignment: await assignments.assign(tenant, { role: role.name, holder }) }
    },
    unassignRole: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { holder } = await holderOf('holder', input.holder, context)
      const role = await roleInUse(input.role, context)
      mustTake(role, 'role', context)
      const { assignments } = context.services.accessControl
      const assignment = await assignments.unassign(tenant, { role: role.name, holder })
      if (!assignment)
        throw new GatewayError('NOT_FOUND', `The role \`${role.name}\` was not given to this holder itself`, {
          path: 'role',
        })
      return { assignment }
    },
  },
  CustomRole: {
    id: ({ id }) => globalId('CustomRole', id),
    description: ({ description }) => description ?? null,
  },
  Permission: {
    operations: ({ operations }) => operations ?? null,
    models: ({ models }) => models ?? null,
  },
  RoleAssignment: {
    id: ({ id }) => globalId('RoleAssignment', id),
    customRole: ({ role }, _args, { loaders }) => (isBuiltIn(role) ? null : loaders.role.byName(role)),
    holder: ({ holder }, _args, context) => holderShape(holder, context),
  },
  RoleHolder: { __resolveType: ({ __typename }) => __typename },
})

const subjectsOf = (operations: ReadonlyMap<string, GuardedOperation>, context: GraphqlContext): Subjects => {
  const { snapshot } = context
  const caller = callerOf(context)
  const named = (name: string): GuardedOperation | undefined => {
    const prompt = shownPrompts(context).get(name)
    return operations.get(name) ?? (prompt && promptOperation(prompt))
  }
  return {
    operations: { get: named, keys: () => [...operations.keys(), ...shownPrompts(context).keys()] },
    isModel: name => snapshot.models.has(name) && maySee(caller, snapshot, name),
  }
}

/** The role of an id, at the version that is in force. Throws NOT_FOUND. */
const seenRole = async (id: string | undefined, { loaders }: GraphqlContext): Promise<CustomRole> =>
  existing('role', (id === undefined ? null : await loaders.role.byId(id)) ?? undefined)

const nameOf = (path: string, name: string): string => {
  if (!/^[^\p{Cc}]{1,128}$/u.test(name)) throw invalidInput(path, 'must be the name of a role')
  return name
}

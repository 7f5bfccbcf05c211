import { type Access, accessOf, accessOfRoles, rolesOf } from '../../core/access.ts'
import type { Accessor } from '../../core/access-matrix.ts'
import type { ApiKey } from '../../core/api-key.ts'
import { keyPrincipal } from '../../core/key-principal.ts'
import type { Entity } from '../../core/organisation.ts'
import { roles as builtInRoles, impliedRoles } from '../../core/role.ts'
import { callerOf, type GraphqlContext } from './context.ts'
import type { AccessSubjectKind } from './generated/resolvers.ts'
import { globalId, isUuid, readGlobalId } from './global-id.ts'
import { roleBookOf } from './hand-out.ts'
import { ownTenant } from './own-tenant.ts'

/** Somebody whom rows of the access matrix are about. */
export interface AccessSubject extends Accessor {
  readonly kind: AccessSubjectKind
  readonly name: string
  readonly id: string | null
  /** By which it stands in the list, and is found again. */
  readonly key: string
}

/** All subjects of one kind, in their order. */
export interface AccessSubjects {
  /** Undefined if there is none of the key. */
  find(key: string): Promise<AccessSubject | undefined>
  behind(key: string | undefined, limit: number): Promise<readonly AccessSubject[]>
  /** The key of the subject that a caller calls so. */
  keyOf(name: string): string
}

/** Those of the caller's tenant that are in use. */
export const accessSubjects = (kind: AccessSubjectKind, context: GraphqlContext): AccessSubjects => {
  const { tenant } = callerOf(context)
  const { organisation } = context.services
  const said = roleBookOf(context)
  const { book } = said
  const { sales } = book
  const inherited = (holder: {
    readonly team?: string
    readonly application?: string
    readonly user?: string
  }) => accessOfRoles(rolesOf({ tenant, roles: new Set(), ...holder }, book), said)
  switch (kind) {
    case 'ROLE':
      return listed(
        [...builtInRoles, ...[...book.roles.keys()].sort()].map(name => ({
          kind,
          name,
          id: null,
          key: name,
          access: accessOfRoles(impliedRoles([name]), said),
          sales,
        })),
      )
    case 'TENANT':
      return {
        ...listed([]),
        async find(key) {
          const subject = whole(await ownTenant(context))
          return subject.key === key ? subject : undefined
        },
        behind: async key => (key === undefined ? [whole(await ownTenant(context))] : []),
      }
    case 'TEAM':
      return named(organisation.teams, team => inherited({ team: team.name }))
    case 'APPLICATION':
      return named(organisation.applications, ({ name, team }) => inherited({ team, application: name }))
    case 'USER':
      return named(organisation.users, user => inherited({ user: user.name }))
    case 'API_KEY':
      return keys()
  }

  function whole({ id, name }: Entity): AccessSubject {
    return { kind, name, id: globalId('Tenant', id), key: name, access: inherited({}), sales }
  }

  function named<T extends Entity>(
    directory: {
      named(tenant: string, names: readonly string[]): Promise<readonly T[]>
      list(
        tenant: string,
        range: { limit: number; after?: string; filter: { state: 'ACTIVE' } },
      ): Promise<readonly T[]>
    },
    accessTo: (entity: T) => Access,
  ): AccessSubjects {
    const type = kind === 'TEAM' ? 'Team' : kind === 'USER' ? 'User' : 'Application'
    const subject = (entity: T): AccessSubject => ({
      kind,
      name: entity.name,
      id: globalId(type, entity.id),
      key: entity.name,
      access: accessTo(entity),
      sales,
      ...(kind === 'APPLICATION' && { application: entity.name }),
    })
    return {
      keyOf: name => name,
      async find(key) {
        const [entity] = await directory.named(tenant, [key])
        return entity && entity.archivedAt === undefined ? subject(entity) : undefined
      },
      behind: async (after, limit) =>
        (
          await directory.list(tenant, {
            limit,
            filter: { state: 'ACTIVE' },
            ...(after !== undefined && { after }),
          })
        ).map(subject),
    }
  }

  function keys(): AccessSubjects {
    const { apiKeys, clock } = context.services
    const { application, team, user } = context.loaders
    const isArchived = async (
      load: (name: string) => Promise<Entity | null>,
      name: string | undefined,
    ): Promise<boolean> => name !== undefined && (await load(name))?.archivedAt !== undefined
    const works = async (key: ApiKey): Promise<boolean> => {
      if (key.revokedAt !== undefined || (key.expiresAt ?? Infinity) <= clock()) return false
      const archived = await Promise.all([
        isArchived(team.byName, key.team),
        isArchived(application.byName, key.application),
        isArchived(user.byName, key.user),
      ])
      return !archived.includes(true)
    }
    const subject = async (key: ApiKey): Promise<AccessSubject> => {
      const { models, operations, ...principal } = keyPrincipal(key)
      return {
        kind,
        name: key.name,
        id: globalId('ApiKey', key.id),
        key: key.id,
        access: (await works(key)) ? accessOf(principal, context.snapshot) : accessOfRoles(new Set(), said),
        sales,
        ...(key.application !== undefined && { application: key.application }),
        ...(models && { models }),
        ...(operations && { operations }),
      }
    }
    return {
      keyOf: id => readGlobalId(id)?.id ?? '',
      async find(id) {
        const [key] = isUuid(id) ? await apiKeys.find(tenant, [id]) : []
        return key && subject(key)
      },
      async behind(after, limit) {
        const found = await apiKeys.list(tenant, { limit, ...(after !== undefined && { after }) })
        return Promise.all(found.map(subject))
      },
    }
  }
}

const listed = (subjects: readonly AccessSubject[]): AccessSubjects => ({
  keyOf: name => name,
  find: async key => subjects.find(subject => subject.key === key),
  behind: async (key, limit) => {
    const start = key === undefined ? 0 : subjects.findIndex(subject => subject.key === key) + 1
    return start === 0 && key !== undefined ? [] : subjects.slice(start, start + limit)
  },
})

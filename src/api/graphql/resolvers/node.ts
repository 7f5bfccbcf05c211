import type { DeclarationKind } from '../../../core/declaration.ts'
import type { Principal } from '../../../core/principal.ts'
import type { Snapshot } from '../../../core/snapshot.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { type NodeType, readGlobalId } from '../global-id.ts'
import { ownTenant } from '../own-tenant.ts'
import { maySeeTemplate } from '../shown-prompts.ts'
import { keptCompletion } from './completion.ts'
import { usableModel } from './model.ts'
import { shownProduct } from './product.ts'
import { shownSubscription } from './product-subscription.ts'

/** Whether the principal may ask the field at this coordinate, such as `Query.usage`, as the SDL says it. */
export type MayAsk = (coordinate: string, principal: Principal, snapshot: Snapshot) => boolean

/** The field that reads each type: who may not ask it, does not get the type's objects from `node` either. */
const readers: { readonly [type in NodeType]: string } = {
  ApiKey: 'Query.apiKeys',
  Application: 'Query.applications',
  AuditEvent: 'Query.auditEvents',
  AuditedCall: 'Query.auditCalls',
  Completion: 'Query.completion',
  Consent: 'Query.consents',
  CustomRole: 'Query.roles',
  DeclaredQuota: 'Query.quotas',
  Guardrail: 'Query.guardrails',
  IdentityProvider: 'Query.identityProviders',
  Model: 'Query.model',
  PriceVersion: 'Query.prices',
  Product: 'Query.product',
  ProductSubscription: 'Query.myRequests',
  PromptTemplate: 'Query.promptTemplates',
  PromptVersion: 'Query.promptTemplates',
  Provider: 'Query.providers',
  RoleAssignment: 'Query.roleAssignments',
  Team: 'Query.teams',
  Tenant: 'Query.tenant',
  Tier: 'Query.tiers',
  User: 'Query.users',
}

/** Whether the caller gets objects of this type to see. */
export const mayRead = (type: NodeType, mayAsk: MayAsk, context: GraphqlContext): boolean =>
  mayAsk(readers[type], callerOf(context), context.snapshot)

/** The object of a global id; null if there is none, or if the caller may not see it. */
export const findNode = async (id: string, mayAsk: MayAsk, context: GraphqlContext) => {
  const known = readGlobalId(id)
  return known && mayRead(known.type, mayAsk, context) ? find(known, context) : null
}

/** Objects by their global id. */
export const node = (mayAsk: MayAsk): contract.Resolvers => ({
  Query: {
    node: (_root, { id }, context) => {
      callerOf(context)
      return findNode(id, mayAsk, context)
    },
  },
  Node: { __resolveType: ({ __typename }) => __typename },
})

const find = async ({ type, id }: { type: NodeType; id: string }, context: GraphqlContext) => {
  switch (type) {
    case 'Completion':
      return keptCompletion(id, context)
    case 'ApiKey': {
      const key = await context.loaders.apiKey(id)
      return key && { ...key, __typename: type }
    }
    case 'Consent': {
      const [consent] = await context.services.consents.find(callerOf(context).tenant, [id])
      return consent ? { ...consent, __typename: type } : null
    }
    case 'CustomRole': {
      const role = await context.loaders.role.byId(id)
      return role && { ...role, __typename: type }
    }
    case 'Product': {
      const product = shownProduct(await context.loaders.product.byId(id), context)
      return product && { ...product, __typename: type }
    }
    case 'ProductSubscription': {
      const subscription = shownSubscription(await context.loaders.productSubscription(id), context)
      return subscription && { ...subscription, __typename: type }
    }
    case 'RoleAssignment': {
      const assignment = await context.loaders.roleAssignment(id)
      return assignment && { ...assignment, __typename: type }
    }
    case 'Application': {
      const application = await context.loaders.application.byId(id)
      return application && { ...application, __typename: type }
    }
    case 'AuditEvent': {
      const [event] = await context.services.audit.find(callerOf(context).tenant, [id])
      return event ? { ...event, __typename: type } : null
    }
    case 'AuditedCall': {
      const call = await context.loaders.call(id)
      return call && { ...call, __typename: type }
    }
    case 'PromptTemplate': {
      const template = await context.loaders.promptTemplate(id)
      return template && maySeeTemplate(template.name, context) ? { ...template, __typename: type } : null
    }
    case 'PromptVersion': {
      const version = await context.loaders.promptVersion(id)
      return version && maySeeTemplate(version.template, context) ? { ...version, __typename: type } : null
    }
    case 'Team': {
      const team = await context.loaders.team.byId(id)
      return team && { ...team, __typename: type }
    }
    case 'Tenant': {
      const tenant = await ownTenant(context)
      return tenant.id === id ? { ...tenant, __typename: type } : null
    }
    case 'User': {
      const user = await context.loaders.user.byId(id)
      return user && { ...user, __typename: type }
    }
    case 'DeclaredQuota':
      return declaredOf(context, { kind: 'QUOTA', id, type })
    case 'Guardrail':
      return declaredOf(context, { kind: 'GUARDRAIL', id, type })
    case 'IdentityProvider':
      return declaredOf(context, { kind: 'IDENTITY_PROVIDER', id, type })
    case 'PriceVersion':
      return declaredOf(context, { kind: 'PRICE', id, type })
    case 'Tier':
      return declaredOf(context, { kind: 'TIER', id, type })
    case 'Provider':
      return declaredOf(context, { kind: 'PROVIDER', id, type })
    case 'Model': {
      const model = usableModel(id, context)
      return model && { ...model, __typename: type }
    }
  }
}

const declaredOf = async <Type extends NodeType>(
  context: GraphqlContext,
  { kind, id, type }: { readonly kind: DeclarationKind; readonly id: string; readonly type: Type },
) => {
  const found = await context.services.declarations.find(callerOf(context).tenant, [id])
  const declaration = found.find(one => one.kind === kind)
  return declaration ? { ...declaration, __typename: type } : null
}

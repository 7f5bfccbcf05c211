import { accessOf, meets } from '../../../core/access.ts'
import type { Actor } from '../../../core/approval.ts'
import { GatewayError } from '../../../core/error.ts'
import {
  decisions,
  isOwnRequest,
  type ProductSubscription,
  type SubscriptionFilter,
} from '../../../core/product.ts'
import { administeredTenant, existing } from '../administer.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import { actorOf, deciderOf } from '../decider.ts'
import { versionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, isUuid, readGlobalId } from '../global-id.ts'
import { invalidInput } from '../invalid-input.ts'
import { connection, type PageArguments, pageRange } from '../page.ts'
import { reasonOf } from '../product-input.ts'

/** The subscription, if the caller is an approver or has to do with it. */
export const shownSubscription = (
  subscription: ProductSubscription | null,
  context: GraphqlContext,
): ProductSubscription | null => {
  const caller = callerOf(context)
  const access = accessOf(caller, context.snapshot)
  return subscription &&
    (meets(access, 'APPROVER', { operation: 'subscriptions' }) || isOwnRequest(subscription, actorOf(caller)))
    ? subscription
    : null
}

/** Asking for products, and deciding about it. */
export const productSubscription: contract.Resolvers = {
  Query: {
    subscriptions: (_root, args, context) => listed(args, {}, context),
    myRequests: (_root, args, context) => listed(args, { of: actorOf(callerOf(context)) }, context),
  },
  Mutation: {
    requestSubscription: async (_root, { input }, context) => {
      const caller = callerOf(context)
      const known = readGlobalId(input.product)
      const product = known?.type === 'Product' ? await context.loaders.product.byId(known.id) : null
      // A draft is not there for those who might subscribe to it.
      if (!product || product.stage === 'DRAFT')
        throw invalidInput('product', 'must be the global id of a product')
      if (product.stage !== 'PUBLISHED')
        throw invalidInput('product', 'must be PUBLISHED: nobody can subscribe to this one any more')
      const application = await subscriberOf(input.application, context)
      const { subscriptions } = context.services.productCatalogue
      return {
        subscription: await subscriptions.request(caller.tenant, {
          product: product.name,
          application,
          reason: reasonOf(input.reason),
          requestedBy: actorOf(caller),
        }),
      }
    },
    decideSubscription: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { decision } = input
      const reason = reasonOf(input.reason)
      const seen = versionOf('ProductSubscription', input)
      const subscription = existing(
        'subscription',
        (seen && (await context.loaders.productSubscription(seen.id))) ?? undefined,
      )
      const { requestedBy } = subscription
      const isOwn = (by: Actor) => isOwnRequest(subscription, by)
      const by = await deciderOf({ askers: [requestedBy], isOwn, path: 'id' }, context)
      const { from } = decisions[decision]
      if (subscription.version === input.version && subscription.state !== from)
        throw invalidInput(
          'decision',
          `must fit: ${decision} is for what is ${from}, and this is ${subscription.state}`,
        )
      const { subscriptions } = context.services.productCatalogue
      const { id } = subscription
      return {
        subscription: await subscriptions.decide(tenant, {
          id,
          version: input.version,
          decision,
          reason,
          by,
        }),
      }
    },
  },
  ProductSubscription: {
    id: ({ id }) => globalId('ProductSubscription', id),
    product: async ({ product }, _args, { loaders }) =>
      existing('product', (await loaders.product.byName(product)) ?? undefined),
    application: async ({ application }, _args, { loaders }) =>
      existing('application', (await loaders.application.byName(application)) ?? undefined),
    requestedBy: ({ requestedBy }) => requestedBy.user ?? null,
    decisionReason: ({ decision }) => decision?.reason ?? null,
    decidedBy: ({ decision }) => decision?.by.user ?? null,
    decidedAt: ({ decision }) => decision?.at ?? null,
  },
}

/** The name of the application that is to subscribe. Throws INVALID_INPUT, and FORBIDDEN if it is not the caller's. */
const subscriberOf = async (id: string | null | undefined, context: GraphqlContext): Promise<string> => {
  const { application: own, team } = callerOf(context)
  if (id == null) {
    if (own === undefined)
      throw invalidInput('application', 'must be said: your credentials belong to no application')
    return own
  }
  const known = readGlobalId(id)
  const application = known?.type === 'Application' ? await context.loaders.application.byId(known.id) : null
  if (!application || application.archivedAt !== undefined)
    throw invalidInput('application', 'must be the global id of an application that is in use')
  if ((own !== undefined && own !== application.name) || (team !== undefined && team !== application.team))
    throw new GatewayError('FORBIDDEN', 'Your credentials can ask only for their own application or team', {
      path: 'application',
    })
  return application.name
}

const listed = async (
  args: PageArguments & { readonly filter?: contract.ProductSubscriptionFilter | null | undefined },
  mine: Pick<SubscriptionFilter, 'of'>,
  context: GraphqlContext,
) => {
  const { tenant } = callerOf(context)
  const range = pageRange(args, isUuid)
  const { states, product, application } = args.filter ?? {}
  const filter = {
    ...mine,
    ...(states != null && { states }),
    ...(product != null && { product: await nameOf('product', product, context) }),
    ...(application != null && { application: await nameOf('application', application, context) }),
  }
  const { subscriptions } = context.services.productCatalogue
  const found = await subscriptions.list(tenant, { ...range, limit: range.limit + 1, filter })
  return connection(found, range, ({ id }) => id)
}

/** The name behind a global id of the filter. Throws INVALID_INPUT if there is none. */
const nameOf = async (
  kind: 'product' | 'application',
  id: string,
  { loaders }: GraphqlContext,
): Promise<string> => {
  const known = readGlobalId(id)
  const type = kind === 'product' ? 'Product' : 'Application'
  const found = known?.type === type ? await loaders[kind].byId(known.id) : null
  if (!found)
    throw invalidInput(
      `filter.${kind}`,
      `must be the global id of ${kind === 'product' ? 'a product' : 'an application'}`,
    )
  return found.name
}

import { accessOf, meets, sightOf } from '../../../core/access.ts'
import { GatewayError } from '../../../core/error.ts'
import type { Changes } from '../../../core/organisation.ts'
import type { Product, ProductStage } from '../../../core/product.ts'
import { maySee } from '../../../core/visible-models.ts'
import { administeredTenant, existing } from '../administer.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import { descriptionOf, filterOf, labelsOf, namedRange, versionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId } from '../global-id.ts'
import { connection } from '../page.ts'
import {
  mustBeIn,
  mustSell,
  productChanges,
  releaseOf,
  type Sellable,
  soldModels,
  soldPrompts,
  termsOf,
} from '../product-input.ts'
import { shownPrompts } from '../shown-prompts.ts'

/** The product, if the caller may know of it. */
export const shownProduct = (product: Product | null, context: GraphqlContext): Product | null =>
  product && (product.stage !== 'DRAFT' || managesProducts(context)) ? product : null

/** The tenant's catalogue. */
export const product: contract.Resolvers = {
  Query: {
    products: async (_root, args, context) => {
      const { tenant } = callerOf(context)
      const range = namedRange(args)
      const wanted = args.filter?.stages ?? (['PUBLISHED', 'DEPRECATED'] as const)
      const stages = managesProducts(context) ? wanted : wanted.filter(stage => stage !== 'DRAFT')
      const { search } = filterOf({ search: args.filter?.search })
      const filter = { ...(search !== undefined && { search }), stages }
      const { products } = context.services.productCatalogue
      const found = await products.list(tenant, { ...range, limit: range.limit + 1, filter })
      return connection(found, range, ({ name }) => name)
    },
    product: async (_root, { name }, context) => {
      callerOf(context)
      return shownProduct(await context.loaders.product.byName(name), context)
    },
  },
  Mutation: {
    createProduct: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { description, terms } = input
      const sold = {
        models: soldModels(input.models ?? [], sellable(context)),
        prompts: soldPrompts(input.prompts ?? [], sellable(context)),
      }
      mustSell(sold)
      if (sold.prompts.length > 0) mustManagePrompts('createProduct', context)
      const entity = {
        ...labelsOf(input),
        ...(description != null && { description: descriptionOf(description) }),
        ...(terms != null && { terms: termsOf(terms) }),
        release: releaseOf(input.semanticVersion),
        ...sold,
        stage: 'DRAFT' as const,
      }
      return { product: await context.services.productCatalogue.products.create(tenant, entity) }
    },
    updateProduct: (_root, { input }, context) =>
      change('updateProduct', input, context, product => {
        mustBeIn(product, ['DRAFT', 'PUBLISHED', 'DEPRECATED'])
        if (product.prompts.length > 0 || input.prompts?.length) mustManagePrompts('updateProduct', context)
        return productChanges(product, input, sellable(context))
      }),
    publishProduct: (_root, { input }, context) =>
      change('publishProduct', input, context, product => {
        mustBeIn(product, ['DRAFT', 'DEPRECATED'])
        return { stage: 'PUBLISHED', deprecatedAt: null }
      }),
    deprecateProduct: (_root, { input }, context) =>
      change('deprecateProduct', input, context, product => {
        mustBeIn(product, ['PUBLISHED'])
        return { stage: 'DEPRECATED', deprecatedAt: context.services.clock() }
      }),
    retireProduct: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const entity = versionOf('Product', input)
      mustManage('retireProduct', await seenProduct(entity?.id, context), context)
      const { products } = context.services.productCatalogue
      return { product: existing('product', entity && (await products.archive(tenant, entity))) }
    },
  },
  Product: {
    id: ({ id }) => globalId('Product', id),
    description: ({ description }) => description ?? null,
    terms: ({ terms }) => terms ?? null,
    semanticVersion: ({ release }) => release,
    models: ({ models }, _args, context) => models.filter(mayLearn(context)),
    prompts: ({ prompts }, _args, context) =>
      prompts.filter(name => shownPrompts(context).has(`prompts.${name}`)),
    deprecatedAt: ({ deprecatedAt }) => deprecatedAt ?? null,
    retiredAt: ({ archivedAt }) => archivedAt ?? null,
  },
}

/** Changes a product, at the version that the caller has seen. */
const change = async (
  operation: string,
  input: { readonly id: string; readonly version: number },
  context: GraphqlContext,
  changesOf: (product: Product) => Changes<Product> & { readonly stage?: ProductStage },
) => {
  const tenant = administeredTenant(context)
  const entity = versionOf('Product', input)
  const product = await seenProduct(entity?.id, context)
  mustManage(operation, product, context)
  const to = changesOf(product)
  const { products } = context.services.productCatalogue
  return { product: existing('product', entity && (await products.update(tenant, { ...entity, to }))) }
}

/** The product of an id. Throws NOT_FOUND. */
const seenProduct = async (id: string | undefined, context: GraphqlContext): Promise<Product> =>
  existing('product', (id === undefined ? null : await context.loaders.product.byId(id)) ?? undefined)

/** Whether the caller sees drafts. */
const managesProducts = (context: GraphqlContext): boolean =>
  meets(accessOf(callerOf(context), context.snapshot), 'ADMIN', { operation: 'updateProduct' })

/** Throws FORBIDDEN if the caller may not manage a model that the product sells already. */
const mustManage = (operation: string, { models, prompts }: Product, context: GraphqlContext): void => {
  if (prompts.length > 0) mustManagePrompts(operation, context)
  const access = accessOf(callerOf(context), context.snapshot)
  if (models.every(model => meets(access, 'ADMIN', { operation, model }))) return
  throw new GatewayError('FORBIDDEN', 'Your roles do not allow it for every model that the product sells', {
    path: 'id',
  })
}

/** Throws FORBIDDEN if the caller may manage products of some models only: prompts are none of them. */
const mustManagePrompts = (operation: string, context: GraphqlContext): void => {
  if (meets(accessOf(callerOf(context), context.snapshot), 'ADMIN', { operation })) return
  throw new GatewayError('FORBIDDEN', 'Your roles allow it for single models only, not for prompts', {
    path: 'prompts',
  })
}

const sellable = (context: GraphqlContext): Sellable => {
  const caller = callerOf(context)
  return {
    isModel: name => context.snapshot.models.has(name) && maySee(caller, context.snapshot, name),
    isPrompt: name => context.services.prompts.inForce(caller.tenant).has(name),
  }
}

/** Whether the caller may know of a model, subscribed to or not. */
const mayLearn = (context: GraphqlContext) => {
  const caller = callerOf(context)
  const access = accessOf(caller, context.snapshot)
  return (name: string): boolean => caller.models?.has(name) !== false && sightOf(access, name) !== undefined
}

import type { Spec, SpecChanges } from '../../../core/declaration.ts'
import { GatewayError } from '../../../core/error.ts'
import type { Model } from '../../../core/model.ts'
import { pricingAt } from '../../../core/pricing-at.ts'
import { maySee, visibleModels } from '../../../core/visible-models.ts'
import { administeredTenant, existing } from '../administer.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import { specOf } from '../declared-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, readGlobalId } from '../global-id.ts'
import { invalidInput } from '../invalid-input.ts'
import { modelChanges } from '../model-input.ts'
import { money } from '../money.ts'
import { connection, pageRange } from '../page.ts'

const kind = 'MODEL' as const

/** The model of this name; null if there is none, or if the caller may not use it. */
export const usableModel = (name: string, context: GraphqlContext): Model | null =>
  maySee(callerOf(context), context.snapshot, name) ? (context.snapshot.models.get(name) ?? null) : null

/** Models: listing them, and what they tell. */
export const model: contract.Resolvers = {
  Query: {
    model: (_root, { name }, context) => usableModel(name, context),
    models: (_root, { filter, first, after }, context) => {
      const principal = callerOf(context)
      const range = pageRange({ first, after })
      const fits = fitting(filter ?? {})
      const found = visibleModels(principal, context.snapshot).filter(fits)
      const behind = range.after
      const rest = behind === undefined ? found : found.filter(({ name }) => name > behind)
      return { ...connection(rest, range, ({ name }) => name), totalCount: found.length }
    },
  },
  Mutation: {
    createModel: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const spec = specOf(modelChanges(input))
      const { name } = await context.services.declarations.create(tenant, { kind, spec })
      return changedModel(name, context)
    },
    updateModel: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const which = declaredModel(input, context)
      const change = which && { ...which, kind, to: modelChanges(input) }
      const { declarations } = context.services
      const { name } = existing('model', change && (await declarations.update(tenant, change)))
      return changedModel(name, context)
    },
    rollbackModel: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { declarations } = context.services
      const which = declaredModel(input, context)
      const versions = which ? await declarations.versions(tenant, [which.id]) : []
      const past = versions.find(({ version }) => version === input.toVersion)
      const [now] = which ? await declarations.find(tenant, [which.id]) : []
      if (now && !past) throw invalidInput('toVersion', 'is none of the versions that are kept of the model')
      const change = which && now && past && { ...which, kind, to: changesTo(past.spec, now.spec) }
      const { name } = existing('model', change && (await declarations.update(tenant, change)))
      return changedModel(name, context)
    },
    archiveModel: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const which = declaredModel(input, context)
      const { declarations } = context.services
      const { name } = existing('model', which && (await declarations.archive(tenant, { ...which, kind })))
      return { model: existing('model', context.snapshot.models.get(name)) }
    },
  },
  Model: {
    id: ({ name }) => globalId('Model', name),
    origin: ({ declared }) => declared?.origin ?? null,
    version: ({ declared }) => declared?.version ?? null,
    versions: async ({ declared }, _args, { loaders }) =>
      declared ? ((await loaders.modelVersions(declared.id)) ?? null) : null,
    requiresConsent: ({ requiresConsent }) => requiresConsent ?? null,
    capabilities: ({ capabilities }) => [...capabilities].sort(),
  },
  ModelVersion: {
    entry: ({ spec }) => spec,
  },
  Deployment: {
    price: (deployment, _args, { services }) => pricingAt(deployment, services.clock()) ?? null,
  },
  Price: {
    inputPerMillion: ({ perMillion }) => money(perMillion.input),
    outputPerMillion: ({ perMillion }) => money(perMillion.output),
    cachedInputPerMillion: ({ perMillion: { cachedInput } }) =>
      cachedInput === undefined ? null : money(cachedInput),
    cacheWritePerMillion: ({ perMillion: { cacheWrite } }) =>
      cacheWrite === undefined ? null : money(cacheWrite),
  },
}

/** What makes an entry say what it said before. */
const changesTo = (past: Spec, now: Spec): SpecChanges => ({
  ...Object.fromEntries(Object.keys(now).map(key => [key, null])),
  ...past,
})

/** The declaration that the model comes from; undefined if there is none. */
const declaredModel = (
  { id, version }: { readonly id: string; readonly version: number },
  { snapshot }: GraphqlContext,
) => {
  if (version < 1) throw invalidInput('version', 'must be 1 or more')
  const known = readGlobalId(id)
  const declared = known?.type === 'Model' ? snapshot.models.get(known.id)?.declared : undefined
  return declared && { id: declared.id, version }
}

/** The model as calls find it now, with what its author has to know of it. */
const changedModel = (name: string, context: GraphqlContext) => {
  const model = inForce(name, context)
  const unpriced = model.deployments.filter(({ pricing }) => !pricing)
  const warnings =
    model.unpriced === 'REFUSE'
      ? unpriced.map(
          ({ provider, model }) =>
            `No price of \`${model}\` at \`${provider}\` is known, so calls that go there are refused: say \`price\`, or \`unpriced: ALLOW\``,
        )
      : []
  return { model, warnings }
}

/** The model as calls find it now. Throws UNAVAILABLE if the gateway cannot see it yet. */
const inForce = (name: string, context: GraphqlContext): Model => {
  const model = context.services.snapshot(callerOf(context).tenant).models.get(name)
  if (model) return model
  throw new GatewayError(
    'UNAVAILABLE',
    `The model \`${name}\` is declared, but this gateway cannot see it yet; read it again in a moment`,
  )
}

/** Whether a model fits all that is given. Throws INVALID_INPUT. */
const fitting = ({ capabilities, lifecycle, provider, search }: contract.ModelFilter) => {
  const wanted = choicesOf('filter.capabilities', capabilities)
  const stages = choicesOf('filter.lifecycle', lifecycle)
  const text = search?.toLowerCase()
  return (candidate: Model): boolean =>
    (!wanted || [...wanted].every(capability => candidate.capabilities.has(capability))) &&
    (stages ? stages.has(candidate.lifecycle) : candidate.lifecycle !== 'RETIRED') &&
    (provider == null || candidate.deployments.some(deployment => deployment.provider === provider)) &&
    (text === undefined || `${candidate.name}\n${candidate.description ?? ''}`.toLowerCase().includes(text))
}

const choicesOf = <T>(path: string, given: readonly T[] | null | undefined): ReadonlySet<T> | undefined => {
  if (given == null) return undefined
  if (given.length > 100) throw invalidInput(path, 'must hold 100 items at most')
  return new Set(given)
}

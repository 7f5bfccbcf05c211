import { accessOf, meets } from '../../../core/access.ts'
import type { StoredDeclaration } from '../../../core/declaration.ts'
import { GatewayError } from '../../../core/error.ts'
import { ownName, type QuotaChange, type QuotaScope, type QuotaState } from '../../../core/quota.ts'
import { overlapsOf } from '../../../core/quota-overlap.ts'
import { administeredTenant, existing } from '../administer.ts'
import { amountOf } from '../amount.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import { declaredFields, mapIn, textIn, textsIn } from '../declared-fields.ts'
import { changesOf, specOf } from '../declared-input.ts'
import { declaredPage } from '../declared-page.ts'
import { declaredState, quotaInForce, withPlainKey } from '../declared-quota.ts'
import { versionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, readGlobalId } from '../global-id.ts'
import type { CheckOperation } from '../quota-operations.ts'
import { visibleCounts } from '../visible-counts.ts'

const left = ({ quota, used, reserved }: QuotaState): bigint => {
  const rest = quota.limit - used - reserved
  return rest > 0n ? rest : 0n
}

const kind = 'QUOTA' as const

async function* quotaUpdates(changes: AsyncIterable<QuotaChange>) {
  for await (const change of changes) yield { quotaUpdated: change }
}

/** What whoever declares the quota ought to know of it beside the others of the tenant. */
const warningsOf = (declared: StoredDeclaration, { services }: GraphqlContext): readonly string[] => {
  const quota = quotaInForce(declared, services)
  return quota ? overlapsOf(quota, services.snapshot(declared.tenant).quotas) : []
}

/** Throws FORBIDDEN if the caller may manage quotas of some models only, and this one is of others. */
const mustManage = ({ spec }: StoredDeclaration, context: GraphqlContext): void => {
  const model = textIn(mapIn(spec, 'scope'), 'model')
  const deed = { operation: 'updateQuota', ...(model !== null && { model }) }
  if (meets(accessOf(callerOf(context), context.snapshot), 'ADMIN', deed)) return
  throw new GatewayError('FORBIDDEN', 'Your roles do not allow it for what the quota covers now', {
    path: 'id',
  })
}

/** Quotas, as they were declared, and what is left of them. */
export const quota = (checkOperation: CheckOperation): contract.Resolvers => ({
  Query: {
    quotas: (_root, args, context) => declaredPage(kind, args, context),
    quota: async (_root, { id }, context) => {
      const { tenant } = callerOf(context)
      const known = readGlobalId(id)
      if (known?.type !== 'DeclaredQuota') return null
      const found = await context.services.declarations.find(tenant, [known.id])
      return found.find(one => one.kind === kind) ?? null
    },
  },
  Mutation: {
    createQuota: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      checkOperation('scope', input.scope, context)
      const spec = specOf(await withPlainKey(input, { tenant, context }))
      const quota = await context.services.declarations.create(tenant, { kind, spec })
      return { quota, warnings: warningsOf(quota, context) }
    },
    updateQuota: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const which = versionOf('DeclaredQuota', input)
      checkOperation('scope', input.scope, context)
      const to = changesOf(await withPlainKey(input, { tenant, context }))
      const { declarations } = context.services
      const [before] = which ? await declarations.find(tenant, [which.id]) : []
      if (before?.kind === kind) mustManage(before, context)
      const quota = existing('quota', which && (await declarations.update(tenant, { ...which, kind, to })))
      return { quota, warnings: warningsOf(quota, context) }
    },
    archiveQuota: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const which = versionOf('DeclaredQuota', input)
      const { declarations } = context.services
      return { quota: existing('quota', which && (await declarations.archive(tenant, { ...which, kind }))) }
    },
  },
  Subscription: {
    quotaUpdated: {
      subscribe: async (_root, { id }, context) => {
        const wanted = await visibleCounts(id ?? undefined, context)
        return quotaUpdates(context.services.live.quotas(wanted, context.signal))
      },
    },
  },
  QuotaUpdate: {
    quota: ({ state }) => state.quota,
    member: ({ state }) => state.member ?? null,
    used: ({ state }) => amountOf(state.quota, state.used),
    reserved: ({ state }) => amountOf(state.quota, state.reserved),
    remaining: ({ state }) => amountOf(state.quota, left(state)),
    resetsAt: ({ state }) => state.resetsAt ?? null,
    usedDelta: ({ state, usedDelta }) => amountOf(state.quota, usedDelta),
    reservedDelta: ({ state, reservedDelta }) => amountOf(state.quota, reservedDelta),
  },
  DeclaredQuota: {
    ...declaredFields,
    id: ({ id }) => globalId('DeclaredQuota', id),
    scope: ({ spec }) => mapIn(spec, 'scope') as QuotaScope,
    perUser: ({ spec }) => textIn(spec, 'perUser') === 'true',
    meter: ({ spec }) => textIn(spec, 'meter') as contract.Meter,
    limit: ({ spec }) => textIn(spec, 'limit') ?? '0',
    window: ({ spec }) => textIn(spec, 'window') as contract.QuotaWindow | null,
    timeZone: ({ spec }) => textIn(spec, 'timeZone') ?? 'UTC',
    anchor: ({ spec }) => textIn(spec, 'anchor'),
    thresholds: ({ spec }) => (textsIn(spec, 'thresholds') ?? []).map(Number),
    action: ({ spec }) => (textIn(spec, 'action') ?? 'BLOCK') as contract.QuotaAction,
    rerouteTo: ({ spec }) => textIn(spec, 'rerouteTo'),
    maxWaitSeconds: ({ spec }) => {
      const seconds = textIn(spec, 'maxWaitSeconds')
      return seconds === null ? null : Number(seconds)
    },
    onStoreFailure: ({ spec }) => (textIn(spec, 'onStoreFailure') ?? 'DEGRADE') as contract.OnStoreFailure,
    used: async (declared, _args, context) => {
      const state = await declaredState(declared, context)
      return state ? amountOf(state.quota, state.used) : null
    },
    reserved: async (declared, _args, context) => {
      const state = await declaredState(declared, context)
      return state ? amountOf(state.quota, state.reserved) : null
    },
    remaining: async (declared, _args, context) => {
      const state = await declaredState(declared, context)
      return state ? amountOf(state.quota, left(state)) : null
    },
    resetsAt: async (declared, _args, context) => (await declaredState(declared, context))?.resetsAt ?? null,
  },
  Quota: {
    name: ownName,
    limit: quota => amountOf(quota, quota.limit),
    perUser: ({ perUser }) => perUser ?? false,
    window: ({ window }) => window ?? null,
    timeZone: ({ timeZone }) => timeZone ?? 'UTC',
    anchor: ({ anchor, window }) => (window === 'WEEK' || window === 'MONTH' ? (anchor ?? 1) : null),
    thresholds: ({ thresholds }) => thresholds ?? [],
    rerouteTo: ({ rerouteTo }) => rerouteTo ?? null,
    maxWaitMs: ({ maxWaitMs }) => maxWaitMs ?? null,
    onStoreFailure: ({ onStoreFailure }) => onStoreFailure ?? 'DEGRADE',
  },
  QuotaScope: {
    tenant: ({ tenant }) => tenant ?? null,
    team: ({ team }) => team ?? null,
    application: ({ application }) => application ?? null,
    user: ({ user }) => user ?? null,
    key: ({ key }) => (key === undefined ? null : globalId('ApiKey', key)),
    model: ({ model }) => model ?? null,
    tag: ({ tag }) => tag ?? null,
    operation: ({ operation }) => operation ?? null,
  },
  QuotaStatus: {
    member: ({ member }) => member ?? null,
    used: ({ quota, used }) => amountOf(quota, used),
    reserved: ({ quota, reserved }) => amountOf(quota, reserved),
    remaining: state => amountOf(state.quota, left(state)),
  },
})

import type { Spec, SpecValue, StoredDeclaration } from '../../../core/declaration.ts'
import type { Principal } from '../../../core/principal.ts'
import { holderKey } from '../../../core/tier.ts'
import { administeredTenant, existing, teamOf } from '../administer.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import { declaredFields, mapIn, textIn } from '../declared-fields.ts'
import { changesOf, specOf } from '../declared-input.ts'
import { declaredPage } from '../declared-page.ts'
import { versionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, readGlobalId } from '../global-id.ts'
import { invalidInput } from '../invalid-input.ts'
import { moneyIn } from '../money.ts'
import type { CheckOperation } from '../quota-operations.ts'

const kind = 'TIER' as const

/** Tiers, and who has which. */
export const tier = (checkOperation: CheckOperation): contract.Resolvers => {
  const checkQuotas = (quotas: contract.CreateTierInput['quotas'], context: GraphqlContext): void => {
    for (const [index, { scope }] of (quotas ?? []).entries())
      checkOperation(`quotas[${index}].scope`, scope, context)
  }
  return {
    Query: { tiers: (_root, args, context) => declaredPage(kind, args, context) },
    Mutation: {
      createTier: async (_root, { input }, context) => {
        const tenant = administeredTenant(context)
        checkQuotas(input.quotas, context)
        return { tier: await context.services.declarations.create(tenant, { kind, spec: specOf(input) }) }
      },
      updateTier: async (_root, { input }, context) => {
        const tenant = administeredTenant(context)
        const which = versionOf('Tier', input)
        checkQuotas(input.quotas, context)
        const { declarations } = context.services
        const change = which && { ...which, kind, to: changesOf(input) }
        return { tier: existing('tier', change && (await declarations.update(tenant, change))) }
      },
      archiveTier: async (_root, { input }, context) => {
        const tenant = administeredTenant(context)
        const which = versionOf('Tier', input)
        const { declarations } = context.services
        return { tier: existing('tier', which && (await declarations.archive(tenant, { ...which, kind }))) }
      },
      assignTier: async (_root, { input }, context) => {
        const tenant = administeredTenant(context)
        const team = input.team == null ? null : await teamOf('input.team', input.team, context)
        const application = input.application == null ? null : await applicationOf(input.application, context)
        if ((team === null) === (application === null))
          throw invalidInput('input', 'must name a team or an application, and not both')
        const tier = input.tier == null ? null : await tierOfId(input.tier, { tenant, context })
        const holder: Spec = team ? { team: team.name } : { application: application?.name ?? '' }
        await assign({ tenant, holder, tier: tier?.name }, context)
        return { team, application, tier }
      },
    },
    Team: { tier: ({ name }, _args, context) => tierOfHolder('team', name, context) },
    Application: { tier: ({ name }, _args, context) => tierOfHolder('application', name, context) },
    Tier: {
      ...declaredFields,
      id: ({ id }) => globalId('Tier', id),
      description: ({ spec }) => textIn(spec, 'description'),
      priority: ({ spec }) => (textIn(spec, 'priority') ?? 'NORMAL') as contract.PriorityClass,
      pricePerMonth: ({ spec }) => moneyIn(spec, 'pricePerMonthUsd'),
      adjustmentBasisPoints: ({ spec }) => Number(textIn(spec, 'adjustmentBasisPoints') ?? 0),
      quotas: ({ spec }) => quotasIn(spec),
    },
    TierQuota: {
      name: quota => textIn(quota, 'name') ?? '',
      model: quota => textIn(mapIn(quota, 'scope'), 'model'),
      tag: quota => textIn(mapIn(quota, 'scope'), 'tag'),
      operation: quota => textIn(mapIn(quota, 'scope'), 'operation'),
      perUser: quota => textIn(quota, 'perUser') === 'true',
      meter: quota => textIn(quota, 'meter') as contract.Meter,
      limit: quota => textIn(quota, 'limit') ?? '0',
      window: quota => textIn(quota, 'window') as contract.QuotaWindow | null,
      timeZone: quota => textIn(quota, 'timeZone') ?? 'UTC',
      action: quota => (textIn(quota, 'action') ?? 'BLOCK') as contract.QuotaAction,
      rerouteTo: quota => textIn(quota, 'rerouteTo'),
      maxWaitSeconds: quota => {
        const seconds = textIn(quota, 'maxWaitSeconds')
        return seconds === null ? null : Number(seconds)
      },
    },
  }
}

const quotasIn = ({ quotas }: Spec): readonly Spec[] => (Array.isArray(quotas) ? quotas.filter(isMap) : [])

const isMap = (value: SpecValue): value is Spec => typeof value === 'object' && !Array.isArray(value)

const tierOfHolder = (kind: 'team' | 'application', name: string, context: GraphqlContext): string | null => {
  const { tenant }: Principal = callerOf(context)
  return context.snapshot.tiers?.get(holderKey(kind, tenant, name))?.name ?? null
}

const applicationOf = async (id: string, { loaders }: GraphqlContext) => {
  const known = readGlobalId(id)
  const application = known?.type === 'Application' ? await loaders.application.byId(known.id) : null
  if (!application) throw invalidInput('input.application', 'must be the global id of an application')
  return application
}

const tierOfId = async (
  id: string,
  { tenant, context }: { readonly tenant: string; readonly context: GraphqlContext },
): Promise<StoredDeclaration> => {
  const known = readGlobalId(id)
  const found = known?.type === 'Tier' ? await context.services.declarations.find(tenant, [known.id]) : []
  const tier = found.find(one => one.kind === kind && one.archivedAt === undefined)
  if (!tier) throw invalidInput('input.tier', 'must be the global id of a tier that is in use')
  return tier
}

/** Puts the assignment in place of the one that there is. */
const assign = async (
  {
    tenant,
    holder,
    tier,
  }: { readonly tenant: string; readonly holder: Spec; readonly tier: string | undefined },
  { services: { declarations } }: GraphqlContext,
): Promise<void> => {
  const kind = 'TIER_ASSIGNMENT' as const
  const [[key, name] = []] = Object.entries(holder)
  const search = `${key}:${String(name)}`
  const filter = { search, state: 'ACTIVE' as const }
  const present = (await declarations.list(tenant, { kind, filter, limit: 100 })).find(
    one => one.name.toLowerCase() === search.toLowerCase(),
  )
  if (tier === undefined) {
    if (present) await declarations.archive(tenant, { kind, id: present.id, version: present.version })
  } else if (present) {
    const { id, version } = present
    await declarations.update(tenant, { kind, id, version, to: { tier } })
  } else await declarations.create(tenant, { kind, spec: { ...holder, tier } })
}

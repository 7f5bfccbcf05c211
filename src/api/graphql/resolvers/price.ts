import { administeredTenant, existing } from '../administer.ts'
import { declaredFields, textIn } from '../declared-fields.ts'
import { specOf } from '../declared-input.ts'
import { declaredPage } from '../declared-page.ts'
import { versionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId } from '../global-id.ts'
import { invalidInput } from '../invalid-input.ts'
import { money, moneyIn } from '../money.ts'

const kind = 'PRICE' as const

/** The price book, as it was declared. */
export const price: contract.Resolvers = {
  Query: { prices: (_root, args, context) => declaredPage(kind, args, context) },
  Mutation: {
    setPrice: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const now = context.services.clock()
      const { effectiveFrom, effectiveUntil, ...rest } = input
      if (effectiveFrom != null && effectiveFrom < now)
        throw invalidInput(
          'effectiveFrom',
          'must not be in the past, as calls keep the price that they were charged at; leave it out to begin now',
        )
      const spec = specOf({
        ...rest,
        effectiveFrom: new Date(effectiveFrom ?? now).toISOString(),
        ...(effectiveUntil != null && { effectiveUntil: new Date(effectiveUntil).toISOString() }),
      })
      return { price: await context.services.declarations.create(tenant, { kind, spec }) }
    },
    withdrawPrice: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const which = versionOf('PriceVersion', input)
      const { declarations, clock } = context.services
      const [known] = which ? await declarations.find(tenant, [which.id]) : []
      if (known?.kind === kind && known.archivedAt === undefined && beginOf(known.spec) <= clock())
        throw invalidInput('id', 'is that of a price that calls are charged by already; set another one')
      return { price: existing('price', which && (await declarations.archive(tenant, { ...which, kind }))) }
    },
  },
  PriceVersion: {
    ...declaredFields,
    id: ({ id }) => globalId('PriceVersion', id),
    model: ({ spec }) => textIn(spec, 'model') ?? '',
    deployment: ({ spec }) => textIn(spec, 'deployment'),
    effectiveFrom: ({ spec }) => beginOf(spec),
    effectiveUntil: ({ spec }) => {
      const until = textIn(spec, 'effectiveUntil')
      return until === null ? null : Date.parse(until)
    },
    inputPerMillion: ({ spec }) => moneyIn(spec, 'inputPerMillionUsd') ?? money(0n),
    outputPerMillion: ({ spec }) => moneyIn(spec, 'outputPerMillionUsd') ?? money(0n),
    cachedInputPerMillion: ({ spec }) => moneyIn(spec, 'cachedInputPerMillionUsd'),
    cacheWritePerMillion: ({ spec }) => moneyIn(spec, 'cacheWritePerMillionUsd'),
    discountBasisPoints: ({ spec }) => Number(textIn(spec, 'discountBasisPoints') ?? 0),
  },
  ChargedPrice: {
    version: ({ version }) => version ?? null,
    inputPerMillion: ({ input }) => money(BigInt(input)),
    outputPerMillion: ({ output }) => money(BigInt(output)),
    adjustmentBasisPoints: ({ adjustmentBasisPoints }) => adjustmentBasisPoints ?? 0,
  },
}

const beginOf = (spec: Parameters<typeof textIn>[0]): number =>
  Date.parse(textIn(spec, 'effectiveFrom') ?? '')

import { administeredTenant, existing } from '../administer.ts'
import { declaredFields, textIn, textsIn } from '../declared-fields.ts'
import { changesOf, specOf } from '../declared-input.ts'
import { declaredPage } from '../declared-page.ts'
import { versionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId } from '../global-id.ts'

const kind = 'GUARDRAIL' as const

/** Guardrails, as they were declared. */
export const guardrail: contract.Resolvers = {
  Query: { guardrails: (_root, args, context) => declaredPage(kind, args, context) },
  Mutation: {
    createGuardrail: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const spec = specOf(input)
      return { guardrail: await context.services.declarations.create(tenant, { kind, spec }) }
    },
    updateGuardrail: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const which = versionOf('Guardrail', input)
      const change = which && { ...which, kind, to: changesOf(input) }
      const { declarations } = context.services
      return { guardrail: existing('guardrail', change && (await declarations.update(tenant, change))) }
    },
    archiveGuardrail: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const which = versionOf('Guardrail', input)
      const { declarations } = context.services
      return {
        guardrail: existing('guardrail', which && (await declarations.archive(tenant, { ...which, kind }))),
      }
    },
  },
  Guardrail: {
    ...declaredFields,
    id: ({ id }) => globalId('Guardrail', id),
    detectors: ({ spec }) => textsIn(spec, 'detectors') ?? [],
    direction: ({ spec }) => (textIn(spec, 'direction') ?? 'BOTH') as contract.GuardrailDirection,
    action: ({ spec }) => (textIn(spec, 'action') ?? 'REDACT') as contract.GuardrailAction,
  },
}

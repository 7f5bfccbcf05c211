import type { GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { BundleCost, Share } from '../../core/bundle.ts'
import { GatewayError } from '../../core/error.ts'
import { nanosFromUsd, usdFromNanos } from '../../core/money.ts'
import { askedRequests } from './asked-request.ts'
import type { GraphqlContext } from './context.ts'
import type { Pricing } from './executor.ts'
import { defaultEntityLimits } from './federation/entities.ts'
import { modelFields, modelFieldsWritten } from './model-fields.ts'

/**
 * Prices the operations of one schema: where several fields ask a model, or where the client says `maxCostUsd` or asks
 * for the `cost` among the extensions of its request, all of it is reserved before any field starts, or nothing is.
 */
export const createOperationPricing = (schema: GraphQLSchema): Pricing<GraphqlContext> => {
  const written = new WeakMap<OperationDefinitionNode, 0 | 1 | 2>()
  return (execution, variablesOf) => {
    const { operation, context, extensions } = execution
    let fields = written.get(operation)
    if (fields === undefined) written.set(operation, (fields = modelFieldsWritten(schema, execution)))
    if (fields === 0 || (fields === 1 && !isAsked(extensions))) return undefined
    return price()

    async function price() {
      const maxCostNanos = capOf(extensions)
      const variables = variablesOf()
      if (!variables) return undefined
      // Entities are many, and refused one by one; all of them together only where somebody asks what they cost.
      const entities = isAsked(extensions) ? defaultEntityLimits.representations : 0
      const asked = modelFields(schema, execution, { variables, entities }).flatMap(field => {
        return askedRequests(field, context).map(request => ({ path: field.path, request }))
      })
      const bundle = await context.services.bundle(
        asked.map(({ request }) => request),
        { signal: context.signal, ...(maxCostNanos !== undefined && { maxCostNanos }) },
      )
      const shares = new Map<string, Share[]>()
      for (const [index, { path }] of asked.entries()) {
        const share = bundle.shares[index]
        if (share) shares.set(path, [...(shares.get(path) ?? []), share])
      }
      return {
        context: { ...context, shares },
        async end() {
          await bundle.end()
          return { cost: shown(bundle.cost(), maxCostNanos) }
        },
      }
    }
  }
}

type Extensions = { readonly [name: string]: unknown } | undefined

const isAsked = (extensions: Extensions): boolean =>
  extensions !== undefined && (extensions.maxCostUsd != null || extensions.cost === true)

/** Throws INVALID_INPUT. */
const capOf = (extensions: Extensions): bigint | undefined => {
  const given = extensions?.maxCostUsd
  if (given == null) return undefined
  const text = typeof given === 'number' ? String(given) : given
  const nanos = typeof text === 'string' ? nanosFromUsd(text) : undefined
  if (nanos === undefined || nanos <= 0n)
    throw new GatewayError(
      'INVALID_INPUT',
      'extensions.maxCostUsd (or the header x-weir-max-cost-usd) must be a plain decimal above zero, such as "0.05"',
      { path: 'extensions.maxCostUsd' },
    )
  return nanos
}

const shown = ({ estimated, actual, isUnpriced }: BundleCost, maxCostNanos: bigint | undefined) => ({
  estimated: { usd: usdFromNanos(estimated.costNanos), tokens: estimated.tokens },
  actual: { usd: usdFromNanos(actual.costNanos), tokens: actual.tokens },
  ...(maxCostNanos !== undefined && { maxCostUsd: usdFromNanos(maxCostNanos) }),
  ...(isUnpriced && { unpriced: true }),
})

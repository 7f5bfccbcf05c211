import type * as contract from '../generated/resolvers.ts'
import { money } from '../money.ts'
import { completionRequest } from './completion.ts'

/** What a completion would cost. */
export const estimate: contract.Resolvers = {
  Query: {
    estimate: async (_root, { input }, context) => {
      const request = completionRequest(input, context, { signal: context.signal, stream: false })
      const { expectedCostNanos, worstCaseCostNanos, ...rest } = await context.services.estimate(request)
      return {
        inputTokens: rest.inputTokens,
        maxOutputTokens: rest.maxOutputTokens,
        expectedCost: expectedCostNanos === undefined ? null : money(expectedCostNanos),
        worstCaseCost: worstCaseCostNanos === undefined ? null : money(worstCaseCostNanos),
        refusedBy: rest.refusedBy ?? null,
      }
    },
  },
}

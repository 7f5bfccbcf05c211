import { callerOf } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'

/** How the gateway is. */
export const health: contract.Resolvers = {
  Query: {
    health: (_root, _args, context) => {
      callerOf(context)
      const { mode, accuracy, since, gateways, unwritten, outstanding } = context.services.health()
      return {
        mode,
        quotaAccuracy: accuracy,
        degradedSince: since ?? null,
        gateways,
        unwrittenCalls: unwritten,
        outstandingReservations: outstanding,
      }
    },
  },
}

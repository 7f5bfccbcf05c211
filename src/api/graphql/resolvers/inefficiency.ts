import { visibleModels } from '../../../core/visible-models.ts'
import { callerOf } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { invalidInput } from '../invalid-input.ts'
import { money } from '../money.ts'

const day = 86_400_000

/** Where money can be saved. */
export const inefficiency: contract.Resolvers = {
  Query: {
    inefficiencies: async (_root, args, context) => {
      const caller = callerOf(context)
      const { services, snapshot } = context
      const to = args.to ?? services.clock() + 1
      const from = args.from ?? to - 30 * day
      if (from >= to) throw invalidInput('from', 'must be before `to`')
      const models = visibleModels(caller, snapshot)
      const found = await services.inefficiencies.report(caller.tenant, { period: { from, to }, models })
      return found.map(
        ({ deployment = null, cheaper = null, prompt = null, spentNanos, savedNanos, ...rest }) => ({
          ...rest,
          deployment,
          cheaper,
          prompt,
          spent: money(spentNanos),
          saved: money(savedNanos),
        }),
      )
    },
  },
}

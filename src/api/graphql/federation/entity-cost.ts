import DataLoader from 'dataloader'
import type { Subject } from '../../../core/request.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import { money } from '../money.ts'

/** What the calls for a business entity have cost since a moment (milliseconds since 1970), as the ledger knows it. */
export const costOf = async (
  subject: Subject,
  { since, context }: { readonly since: number; readonly context: GraphqlContext },
) => {
  const loaders = loadersOf.get(context) ?? new Map<number, CostLoader>()
  loadersOf.set(context, loaders)
  const loader = loaders.get(since) ?? createLoader(since, context)
  loaders.set(since, loader)
  return money(await loader.load(`${subject.type}:${subject.id}`))
}

type CostLoader = DataLoader<string, bigint>

/** One report for all entities of an operation. */
const loadersOf = new WeakMap<GraphqlContext, Map<number, CostLoader>>()

const createLoader = (from: number, context: GraphqlContext): CostLoader =>
  new DataLoader(
    async subjects => {
      const { services } = context
      const rows = await services.usage.report({
        tenant: callerOf(context).tenant,
        from,
        // A call of this very millisecond counts too.
        to: services.clock() + 1,
        where: { SUBJECT: subjects },
        groupBy: ['SUBJECT'],
      })
      const costs = new Map(rows.map(({ group, costNanos }) => [group.SUBJECT, costNanos]))
      return subjects.map(subject => costs.get(subject) ?? 0n)
    },
    { maxBatchSize: 500 },
  )

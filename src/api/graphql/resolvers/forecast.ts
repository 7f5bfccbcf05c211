import type { Forecast } from '../../../core/forecast.ts'
import { usdFromNanos } from '../../../core/money.ts'
import { amountOf } from '../amount.ts'
import { callerOf } from '../context.ts'
import { nameInForce } from '../declared-quota.ts'
import type * as contract from '../generated/resolvers.ts'

/** Where spending is heading. */
export const forecast: contract.Resolvers = {
  Query: {
    forecast: async (_root, _args, context) => {
      const { tenant } = callerOf(context)
      const { forecasts } = context.services
      const own = context.snapshot.quotas.filter(({ name }) => nameInForce(tenant, name) !== undefined)
      const [month, budgets] = await Promise.all([forecasts.month(tenant), forecasts.budgets(own)])
      return {
        month: shapeOf(month, usdFromNanos),
        budgets: budgets.map(budget => ({
          quota: budget.quota,
          forecast: shapeOf(budget, amount => amountOf(budget.quota, amount)),
          limitReachedAt: budget.limitReachedAt ?? null,
        })),
      }
    },
  },
}

const shapeOf = (forecast: Forecast, amount: (of: bigint) => string) => ({
  ...forecast,
  used: amount(forecast.used),
  expected: amount(forecast.expected),
  low: amount(forecast.low),
  high: forecast.high === undefined ? null : amount(forecast.high),
})

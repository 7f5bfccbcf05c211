import { z } from 'zod'
import { basisPoints, flag, list, map, name, oneOf, required, text, usd, whole } from './shapes.ts'

export const quotaMeter = oneOf([
  'REQUESTS',
  'CONCURRENT_CALLS',
  'INPUT_TOKENS',
  'OUTPUT_TOKENS',
  'TOTAL_TOKENS',
  'COST',
  'BYTES',
])

/** Monday is 1, as in ISO 8601. */
const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']

/** A day of the month, or of the week by its name. */
const anchor = z
  .string({ error: required('must be a weekday, such as MONDAY, or a day from 1 to 31') })
  .transform((value, context) => {
    const weekday = weekdays.indexOf(value)
    if (weekday >= 0) return { weekday: weekday + 1 }
    if (/^\d{1,2}$/.test(value)) return { day: Number(value) }
    context.addIssue('must be a weekday, such as MONDAY, or a day from 1 to 31')
    return z.NEVER
  })

/** A number as it is written; what it may be depends on the meter. */
export const quotaLimit = text(32)

/** Which calls a quota covers of those whom it covers. */
const callScope = {
  model: text(256).exactOptional(),
  operation: text(256).exactOptional(),
  tag: text(128).exactOptional(),
}

const quotaShape = {
  name,
  perUser: flag.exactOptional(),
  meter: quotaMeter,
  limit: quotaLimit,
  window: oneOf([
    'SECOND',
    'MINUTE',
    'HOUR',
    'DAY',
    'WEEK',
    'MONTH',
    'ROLLING_SECOND',
    'ROLLING_MINUTE',
    'ROLLING_HOUR',
  ]).exactOptional(),
  timeZone: text(64).exactOptional(),
  anchor: anchor.exactOptional(),
  thresholds: list(whole(1, 1_000)).exactOptional(),
  action: oneOf(['BLOCK', 'REROUTE', 'THROTTLE', 'ALERT']).exactOptional(),
  rerouteTo: text(256).exactOptional(),
  maxWaitSeconds: whole(1, 300).exactOptional(),
  onStoreFailure: oneOf(['DENY', 'DEGRADE', 'ALLOW']).exactOptional(),
}

/** A quota of the file. */
export const quota = map({
  ...quotaShape,
  scope: map({
    tenant: name.exactOptional(),
    team: text(128).exactOptional(),
    application: text(128).exactOptional(),
    user: text(256).exactOptional(),
    key: text(128).exactOptional(),
    ...callScope,
  }).exactOptional(),
})

/** A tier, with the quotas that it brings. */
export const tier = map({
  name,
  description: text(1000).exactOptional(),
  priority: oneOf(['CRITICAL', 'HIGH', 'NORMAL', 'LOW']).exactOptional(),
  pricePerMonthUsd: usd.exactOptional(),
  adjustmentBasisPoints: basisPoints.exactOptional(),
  quotas: list(map({ ...quotaShape, scope: map(callScope).exactOptional() })).exactOptional(),
})

/** Who has a tier. */
export const tierAssignment = map({
  tier: text(128),
  team: text(128).exactOptional(),
  application: text(128).exactOptional(),
})

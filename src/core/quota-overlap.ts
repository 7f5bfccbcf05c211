import { ownName, type Quota, type QuotaScope, type QuotaWindow } from './quota.ts'

/**
 * What whoever declares a quota ought to know of it beside the others of its tenant: which of them never decides
 * anything, because another one that covers all of it refuses first.
 */
export const overlapsOf = (quota: Quota, others: readonly Quota[]): readonly string[] =>
  others
    .filter(({ name }) => name !== quota.name)
    .flatMap(other => {
      if (precedes(other, quota))
        return [
          `\`${ownName(quota)}\` never decides anything: \`${ownName(other)}\` covers all of it and refuses first`,
        ]
      if (precedes(quota, other))
        return [
          `\`${ownName(other)}\` never decides anything any more: \`${ownName(quota)}\` covers all of it and refuses first`,
        ]
      return []
    })

/**
 * The first of the others that sends calls back to where the quota sends them away from: the two contradict each
 * other, as neither says which model is the one to be spared.
 */
export const contradictionOf = (quota: Quota, others: readonly Quota[]): Quota | undefined =>
  quota.action === 'REROUTE'
    ? others.find(
        other =>
          other.name !== quota.name &&
          other.action === 'REROUTE' &&
          other.scope.model !== undefined &&
          other.scope.model === quota.rerouteTo &&
          other.rerouteTo === quota.scope.model &&
          (covers(withoutModel(other.scope), quota.scope) || covers(withoutModel(quota.scope), other.scope)),
      )
    : undefined

/** Whether whatever the later one would act upon is refused by the first one already. */
const precedes = (first: Quota, later: Quota): boolean =>
  first.action === 'BLOCK' &&
  first.limit <= later.limit &&
  isCountedIn(later, first) &&
  covers(first.scope, later.scope) &&
  // A counter for each user says nothing of all of them together.
  (first.perUser !== true || later.perUser === true) &&
  isWithin(later, first)

/** Whether everything that the one meters, the other does too. */
const isCountedIn = ({ meter }: Quota, other: Quota): boolean =>
  meter === other.meter ||
  (other.meter === 'TOTAL_TOKENS' && (meter === 'INPUT_TOKENS' || meter === 'OUTPUT_TOKENS'))

/** Whether all that the narrower scope covers, the wider one covers. */
const covers = (wider: QuotaScope, narrower: QuotaScope): boolean =>
  keys.every(key => wider[key] === undefined || wider[key] === narrower[key])

const keys: readonly (keyof QuotaScope)[] = [
  'tenant',
  'team',
  'application',
  'user',
  'key',
  'model',
  'operation',
  'tag',
]

const withoutModel = ({ model: _, ...scope }: QuotaScope): QuotaScope => scope

/** Whether each window of the one lies in a single window of the other. */
const isWithin = (one: Quota, other: Quota): boolean => {
  if (one.window === other.window)
    return (one.timeZone ?? 'UTC') === (other.timeZone ?? 'UTC') && (one.anchor ?? 1) === (other.anchor ?? 1)
  const [inner, outer] = [lengths[one.window ?? 'MONTH'], lengths[other.window ?? 'SECOND']]
  if (inner === undefined || outer === undefined || inner >= outer) return false
  // Days of one time zone overlap those of another; seconds, minutes and hours lie in any of them.
  return inner < lengthOfDay || (one.timeZone ?? 'UTC') === (other.timeZone ?? 'UTC')
}

const lengthOfDay = 4

/** The windows that lie in each other, by length. A week may begin in one month and end in the next. */
const lengths: { readonly [window in QuotaWindow]?: number } = {
  SECOND: 1,
  MINUTE: 2,
  HOUR: 3,
  DAY: lengthOfDay,
  MONTH: 5,
}

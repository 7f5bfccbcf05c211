import type { Quota, QuotaAlerts, QuotaCount } from '../core/quota.ts'

/** Who is over a quota that only alerts is told of, also where it names no thresholds. */
const wholeLimit: readonly number[] = [100]

/** What is to be told of. */
export const thresholdsOf = ({ thresholds, action }: Quota): readonly number[] =>
  thresholds ?? (action === 'ALERT' ? wholeLimit : [])

/**
 * Tells of each threshold that lies between what was used before and what is now. Use only grows within a window of
 * the calendar, so that each is told of once.
 */
export const tellCrossings = (
  count: QuotaCount,
  { before, after }: { readonly before: bigint; readonly after: bigint },
  tell: QuotaAlerts,
): void => {
  const { quota, member } = count
  for (const threshold of thresholdsOf(quota)) {
    const at = BigInt(threshold) * quota.limit
    if (before * 100n < at && after * 100n >= at)
      tell({ quota, ...(member !== undefined && { member }), threshold, used: after })
  }
}

import type { Quota } from './quota.ts'

/** What is wrong with a quota: under which key, and what to do. */
export interface QuotaFault {
  readonly key: string
  readonly message: string
}

/** Below the 9.2 × 10^18 that 64 bits hold, with room for what passes a limit that only alerts. */
const largestLimit = 10n ** 18n - 1n

/** Everything that contradicts itself in a quota, whoever declares it. */
export const quotaFaults = (
  quota: Omit<Quota, 'name' | 'action'> & Partial<Quota>,
): readonly QuotaFault[] => {
  const { meter, limit, window, timeZone, anchor, thresholds, action, rerouteTo, maxWaitMs } = quota
  const faults: QuotaFault[] = []
  const report = (key: string, message: string): void => void faults.push({ key, message })
  const rolls = window?.startsWith('ROLLING_') === true

  if (limit <= 0n) report('limit', 'must be more than 0; to refuse everything, take away the role or the key')
  if (limit > largestLimit)
    report('limit', meter === 'COST' ? 'must be less than a billion US dollars' : 'is too large')

  if (meter === 'CONCURRENT_CALLS' && window !== undefined)
    report('window', 'calls at the same time have no window; remove it')
  if (meter !== 'CONCURRENT_CALLS' && window === undefined)
    report(
      'window',
      'is required: SECOND, MINUTE, HOUR, DAY, WEEK or MONTH, or ROLLING_SECOND, _MINUTE or _HOUR',
    )

  if (timeZone !== undefined) {
    if (window !== 'DAY' && window !== 'WEEK' && window !== 'MONTH')
      report('timeZone', 'only a DAY, WEEK or MONTH begins when its time zone says; remove it')
    else if (!isTimeZone(timeZone))
      report('timeZone', 'must be the IANA name of a time zone, such as Europe/Berlin')
  }
  if (anchor !== undefined) {
    if (window !== 'WEEK' && window !== 'MONTH')
      report('anchor', 'only a WEEK begins on a weekday, and a MONTH on a day; remove it')
    else if (anchor < 1 || anchor > (window === 'WEEK' ? 7 : 31))
      report('anchor', window === 'WEEK' ? 'must be a weekday, such as MONDAY' : 'must be a day from 1 to 31')
  }

  if (thresholds !== undefined) {
    if (meter === 'CONCURRENT_CALLS' || rolls)
      report('thresholds', 'only use within a window of the calendar grows towards a limit; remove them')
    if (thresholds.some((one, index) => one <= (thresholds[index - 1] ?? 0)))
      report('thresholds', 'must ascend')
  }

  if (action === 'REROUTE') {
    if (rerouteTo === undefined) report('rerouteTo', 'is required: the model that calls go to')
    if (rerouteTo !== undefined && rerouteTo === quota.scope.model)
      report('rerouteTo', 'must be another model than the one in the scope')
  } else if (rerouteTo !== undefined) report('rerouteTo', 'goes with `action: REROUTE` only')
  if (action === 'THROTTLE') {
    if (maxWaitMs === undefined) report('maxWaitSeconds', 'is required: how long a call may wait')
  } else if (maxWaitMs !== undefined) report('maxWaitSeconds', 'goes with `action: THROTTLE` only')

  if (quota.perUser && quota.scope.user !== undefined)
    report('perUser', 'the scope names one user already; remove one of them')
  if (quota.perUser && quota.scope.key !== undefined)
    report('perUser', 'the scope names one key already; remove one of them')
  return faults
}

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

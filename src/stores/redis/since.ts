import { remember } from '../../core/remember.ts'

/** Tenants of which it is noticed that Redis has lost their counters. */
const mostTags = 10_000

/**
 * Notices that Redis has lost the counters of a tag and has others since: whoever found that out first has filled what is
 * declared, and only each gateway itself knows what else it counts there.
 */
export const createSince = (lost: (tag: string) => void): ((tag: string, since: string) => void) => {
  const known = new Map<string, string>()
  return (tag, since) => {
    const before = known.get(tag)
    if (before === since) return
    remember(known, tag, since, mostTags)
    if (before !== undefined) lost(tag)
  }
}

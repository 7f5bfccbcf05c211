import type { Quota, QuotaCount } from '../core/quota.ts'

/** Made once for each object; what a new configuration says again has the same key. */
const keys = new WeakMap<Quota, string>()

/**
 * What a counter is known by. Whatever decides what is counted is in it, so that a quota which becomes another one
 * counts anew; its limit and what it does are not, so that a raised limit keeps what was used.
 */
export const counterKey = ({ quota, member }: QuotaCount): string => {
  let key = keys.get(quota)
  if (key === undefined) {
    const { name, meter, window, timeZone, anchor, perUser, scope } = quota
    const { tenant, team, application, user, key: credential, model, tag } = scope
    const whom = [tenant, team, application, user, credential, model, tag]
    key = JSON.stringify([name, meter, window, timeZone, anchor, perUser, whom])
    keys.set(quota, key)
  }
  return member === undefined ? key : `${key}${member}`
}

import { hash } from 'node:crypto'
import type { Quota, QuotaCount } from '../core/quota.ts'

/** Made once for each object; what a new configuration says again has the same key. */
const keys = new WeakMap<Quota, { readonly said: string; readonly key: string }>()

/**
 * What a counter is known by. Whatever decides what is counted is in it, so that a quota which becomes another one
 * counts anew; its limit and what it does are not, so that a raised limit keeps what was used. A hash: it may be of
 * anything, and nobody's name is to be read where counters are kept.
 */
export const counterKey = ({ quota, member }: QuotaCount): string => {
  let known = keys.get(quota)
  if (known === undefined) {
    const { name, meter, window, timeZone, anchor, perUser, scope } = quota
    const { tenant, team, application, user, key: credential, model, tag, operation } = scope
    const whom = [tenant, team, application, user, credential, model, tag, operation]
    const said = JSON.stringify([name, meter, window, timeZone, anchor, perUser, whom])
    keys.set(quota, (known = { said, key: hashed(said) }))
  }
  return member === undefined ? known.key : hashed(`${known.said}${member}`)
}

const hashed = (text: string): string => hash('sha256', text, 'base64url').slice(0, 27)

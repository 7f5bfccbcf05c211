import type { Once } from '../../core/ports.ts'
import { within } from '../../core/within.ts'
import type { RedisLink } from './connect.ts'
import { redisTimings } from './timings.ts'

/** Words that were used once, in Redis. The link is its owner's to close. */
export const createOnce = (link: Pick<RedisLink, 'ready' | 'setOnce'>): Once => ({
  async take(word, keepMs) {
    if (!link.ready()) throw new Error('Redis does not answer')
    return within(redisTimings.commandMs, link.setOnce(`weir:once:${word}`, keepMs))
  },
})

import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Control } from '../control/control.ts'
import type { Log } from '../core/ports.ts'
import type { Services } from '../core/services.ts'
import { createTokenMeasure } from '../models/input-tokens.ts'
import { createTokenizer } from '../models/tokenizer.ts'
import { createLeaseKeeper } from '../pipeline/lease-keeper.ts'
import { createQuotaAlerts } from '../pipeline/quota-alerts.ts'
import { serves } from '../pipeline/quotas.ts'
import { createThrottle } from '../pipeline/throttle.ts'
import { createTypicalOutput } from '../pipeline/typical-output.ts'
import { openQuotas } from '../stores/open-quotas.ts'
import { createQuotaHistory } from '../stores/postgres/quota-history.ts'
import type { RedisLink } from '../stores/redis/connect.ts'
import { createOnce } from '../stores/redis/once.ts'
import type { Base } from './base.ts'

/** What counts tokens, money and quotas. */
export const openMetering = async (
  base: Base,
  { snapshot, control }: { readonly snapshot: Services['snapshot']; readonly control: Control },
) => {
  const { environment, ledger, url, log, clock, opened } = base
  const tokenizer = createTokenizer({ clock, log })
  opened.defer(() => tokenizer.close())
  const { leaseMs, redisUrl } = environment
  const link = await redisLink(redisUrl, log)
  const quotas = await openQuotas({
    link,
    leaseMs,
    id: randomUUID(),
    quotas: tenant => snapshot(tenant).quotas,
    history: createQuotaHistory({
      url,
      journaled: ledger.journaled,
      covers: ({ scope }, model) =>
        scope.model !== undefined && serves(scope.model, { model, snapshot: snapshot(scope.tenant) }),
    }),
    crossed: createQuotaAlerts({ log, clock }).tell,
    clock,
    log,
  })
  opened.defer(() => quotas.close())
  control.followQuotas(quotas.hold)
  const leases = createLeaseKeeper({ clock, leaseMs, log })
  opened.defer(() => leases.close())
  const sleep = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal })
  return {
    quotas,
    ...(link && { once: createOnce(link) }),
    leases,
    throttle: createThrottle({ clock, sleep }),
    measure: createTokenMeasure(tokenizer),
    typicalOutput: createTypicalOutput(),
  }
}

/** Who has no Redis does not load its client: that takes a tenth of a second. */
const redisLink = async (url: string | undefined, log: Log): Promise<RedisLink | undefined> => {
  if (url === undefined) return undefined
  const { connectRedis } = await import('../stores/redis/connect.ts')
  return connectRedis(url, log)
}

export type Metering = Awaited<ReturnType<typeof openMetering>>

import { connectRedis } from '../../src/stores/redis/connect.ts'
import { openSharedQuotas } from '../../src/stores/redis/shared-quotas.ts'
import { silentLog } from '../kit/log.ts'
import { quota } from './quotas.contract.ts'

// A gateway's store in a process of its own, to be killed: holds 60 of a quota of 100 until then.

const { log } = silentLog()
const store = await openSharedQuotas({
  link: connectRedis(process.argv[2] ?? '', log),
  id: 'holder',
  quotas: () => [],
  history: async () => [],
  crossed: () => undefined,
  clock: Date.now,
  log,
  leaseMs: Number(process.argv[3]),
  timings: { commandMs: 5_000 },
})
const reserved = await store.reserve([{ quota: quota(), amount: 60n }], Date.now())
console.log('lease' in reserved ? 'held' : 'denied')
setInterval(() => undefined, 1_000)

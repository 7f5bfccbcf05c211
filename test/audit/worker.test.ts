import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { startAuditWorker } from '../../src/audit/worker.ts'
import type { AuditStore } from '../../src/core/audit-store.ts'
import { keys, signer } from '../kit/audit-chain.ts'
import { silentLog } from '../kit/log.ts'

describe('the worker of the audit trail', () => {
  test('seals the calls of all tenants, and goes on to other work, while one calls faster than it seals', async () => {
    const seals = { busy: 0, quiet: 0 }
    const twice = Promise.withResolvers<void>()
    let others = 0
    const store = {
      tenantsWithUnsealed: async () => ['busy', 'quiet'],
      // There are always as many calls of the one as an event holds, and none of the other.
      async withChain(tenant: keyof typeof seals) {
        seals[tenant]++
        return tenant === 'busy' ? 256 : 0
      },
      async tenantsWithWork() {
        if (++others === 2) twice.resolve()
        return []
      },
      tenantsWithExpired: async () => [],
    }
    const worker = startAuditWorker({
      store: store as unknown as AuditStore,
      keys,
      signer,
      clock: () => 0,
      random: randomBytes,
      checkpointEvents: 5,
      log: silentLog().log,
      everyMs: 0,
      checkpointMs: 60_000,
      sealMs: 5_000,
      retentionMs: 3_600_000,
      before: async () => undefined,
    })
    await twice.promise
    await worker.close()
    assert.ok(seals.quiet >= 2)
    assert.equal(seals.busy, seals.quiet * 50)
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { QuotaLease } from '../../src/core/quota.ts'
import { createLeaseKeeper } from '../../src/pipeline/lease-keeper.ts'
import { silentLog } from '../kit/log.ts'

const now = Date.UTC(2026, 0, 15)

test('renews the reservations of calls that run, and no others', async context => {
  context.mock.timers.enable({ apis: ['setInterval'] })
  const { log, events } = silentLog()
  const keeper = createLeaseKeeper({ clock: () => now, leaseMs: 30_000, log })
  const renewed: string[] = []
  const lease = (name: string): QuotaLease => ({
    renew: async at => {
      assert.equal(at, now)
      renewed.push(name)
      if (name === 'broken') throw new Error('away')
    },
    settle: async () => undefined,
  })
  const [one, two] = [keeper.keep(lease('one')), keeper.keep(lease('two'))]
  assert.equal(keeper.outstanding(), 2)
  context.mock.timers.tick(10_000)
  assert.deepEqual(renewed, ['one', 'two'])

  await one.settle([])
  assert.equal(keeper.outstanding(), 1)
  keeper.keep(lease('broken'))
  context.mock.timers.tick(10_000)
  await new Promise(setImmediate)
  assert.deepEqual(renewed.slice(2), ['two', 'broken'])
  assert.deepEqual(
    events.map(({ level, fields }) => [level, fields.leases]),
    [['warn', 1]],
  )

  keeper.close()
  context.mock.timers.tick(100_000)
  assert.equal(renewed.length, 4)
  await two.settle([])
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createAuditTrail } from '../../src/audit/trail.ts'
import { verifyExport } from '../../src/audit/verify.ts'
import { dropExpired } from '../../src/audit/worker.ts'
import { createAuditStore } from '../../src/stores/postgres/audit-store.ts'
import { draft, keys, signer } from '../kit/audit-chain.ts'
import { startDatabase, type TestDatabase } from '../kit/database.ts'

const day = 86_400_000

describe('the retention of events', () => {
  let server: TestDatabase
  before(async () => {
    server = await startDatabase()
  })
  after(() => server.close())

  test('is followed by a bounded number of readers, and has room again for those who leave', async () => {
    const store = createAuditStore(server.appPool)
    const means = { store, keys, signer, clock: Date.now, random: randomBytes, checkpointEvents: 5 }
    const trail = createAuditTrail({ ...means, followMs: 10 })
    const follow = () => {
      const leaving = new AbortController()
      const events = trail.follow('default', { filter: {}, signal: leaving.signal })
      return { next: events[Symbol.asyncIterator]().next(), leave: () => leaving.abort() }
    }
    const followers = Array.from({ length: 50 }, follow)
    await assert.rejects(follow().next, { code: 'RATE_LIMITED' })
    const [first, ...others] = followers
    first?.leave()
    await first?.next
    const another = follow()
    for (const { leave } of [another, ...others]) leave()
    await Promise.all([another, ...others].map(({ next }) => next))
  })

  test('drops what has expired a checkpoint at a time, and the rest verifies from there', async () => {
    const store = createAuditStore(server.appPool)
    const clock = () => Date.now()
    const means = { store, keys, signer, clock, random: randomBytes, checkpointEvents: 5 }
    const trail = createAuditTrail({ ...means, followMs: 10 })
    const now = clock()
    /** So many events of so many days ago, with a checkpoint behind them. */
    const add = async (count: number, daysAgo: number) => {
      for (let number = 0; number < count; number++) {
        await trail.note({ ...draft(number), at: now - daysAgo * day })
        await trail.list('default', { limit: 1, filter: {} })
      }
    }
    await add(5, 100)
    await add(5, 40)
    await add(5, 20)
    await add(2, 0)
    const sequences = async () =>
      (await trail.list('default', { limit: 100, filter: {} })).map(({ sequence }) => sequence).reverse()
    assert.equal((await sequences()).length, 17)
    await dropExpired(means)
    assert.equal((await sequences()).length, 17)

    await trail.setRetention('default', 30)
    await dropExpired(means)
    const left = await sequences()
    assert.equal(left[0], 11)
    const [told] = await trail.list('default', { limit: 1, filter: { operation: 'dropExpiredEvents' } })
    assert.equal(told?.count, 10)
    const [set] = await trail.list('default', { limit: 1, filter: { kind: 'ACT', operation: 'gateway' } })
    assert.deepEqual(set?.changes[0]?.after, { tenant: 'default', days: 30 })

    const { text } = await trail.export('default', {})
    const verified = await verifyExport(
      (async function* () {
        for (const line of text.trimEnd().split('\n')) yield Buffer.from(line)
      })(),
      { keys: [signer.publicKey] },
    )
    assert.deepEqual([verified.first, verified.through], [11, left.at(-1)])
    const proof = await trail.prove('default', told?.id ?? '')
    assert.ok(proof)

    // Another tenant's are kept.
    await trail.note({ ...draft(1), tenant: 'acme', at: now - 100 * day })
    await trail.list('acme', { limit: 1, filter: {} })
    await dropExpired(means)
    assert.equal((await trail.list('acme', { limit: 1, filter: {} })).length, 1)
  })
})

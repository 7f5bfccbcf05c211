import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Quota, QuotaCrossing } from '../../src/core/quota.ts'
import { createQuotaAlerts } from '../../src/pipeline/quota-alerts.ts'
import { silentLog } from '../kit/log.ts'

const quota: Quota = {
  name: 'money',
  scope: { tenant: 'default' },
  meter: 'COST',
  limit: 100n,
  window: 'DAY',
  action: 'BLOCK',
}

test('writes each threshold into the log and passes it on to whoever listens', () => {
  const { log, events } = silentLog()
  const alerts = createQuotaAlerts({ log, clock: () => 0 })
  const heard: QuotaCrossing[] = []
  const end = alerts.listen(crossing => heard.push(crossing))
  alerts.tell({ quota, threshold: 80, used: 81n })
  end()
  alerts.tell({ quota, member: 'user:ada', threshold: 100, used: 100n })
  assert.deepEqual(heard, [{ quota, threshold: 80, used: 81n }])
  assert.deepEqual(
    events.map(({ message, fields }) => [message, fields.quota, fields.member]),
    [
      ['a quota is used to 80 %', 'money', undefined],
      ['a quota is used to 100 %', 'money', 'user:ada'],
    ],
  )
})

test('tells of a rolling window once within its length, though use falls and rises', () => {
  const { log, events } = silentLog()
  const state = { now: 0 }
  const alerts = createQuotaAlerts({ log, clock: () => state.now })
  const rolling: Quota = { ...quota, window: 'ROLLING_MINUTE', action: 'ALERT' }
  const tell = () => alerts.tell({ quota: rolling, threshold: 100, used: 100n })
  tell()
  state.now = 59_999
  tell()
  assert.equal(events.length, 1)
  state.now = 60_000
  tell()
  assert.equal(events.length, 2)
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { GatewayError } from '../../src/core/error.ts'
import type { CallRecord } from '../../src/core/record.ts'
import { collect } from '../../src/core/stream.ts'
import { trace } from '../../src/pipeline/trace.ts'
import { answer, answering, callOf, silentAfter } from '../kit/call.ts'
import { silentLog } from '../kit/log.ts'

const observed = () => {
  const rows: CallRecord[] = []
  const { log, events } = silentLog()
  let now = 0
  const stage = trace({
    ledger: {
      append: async record => void rows.push(structuredClone({ ...record, principal: undefined as never })),
    },
    clock: () => (now += 5),
    log,
  })
  return { stage, rows, events }
}

describe('trace', () => {
  test('has the row of a finished call on disk before its last chunk leaves', async () => {
    const { stage, rows } = observed()
    for await (const chunk of stage(answering(...answer('a', 'b')))(callOf()))
      assert.equal(rows.length, chunk.type === 'finish' ? 1 : 0)
    const [row] = rows
    assert.equal(row?.outcome, 'FINISHED')
    assert.equal(row?.finishReason, 'STOP')
    assert.equal(row?.provider, 'fake')
    assert.equal(row?.deployment, 'fake/small')
    assert.ok((row?.latencyMs ?? 0) >= (row?.timeToFirstTokenMs ?? Infinity))
  })

  test('records a refusal with its code, and names the call in the error', async () => {
    const { stage, rows } = observed()
    const refused = stage(answering(new GatewayError('FORBIDDEN', 'no')))(callOf())
    await assert.rejects(collect(refused), {
      code: 'FORBIDDEN',
      details: { callId: callOf().id, usage: callOf().record.usage },
    })
    assert.deepEqual([rows[0]?.outcome, rows[0]?.errorCode, rows.length], ['REFUSED', 'FORBIDDEN', 1])
  })

  test('records a fault of ours once, logs it once, and shows nothing of it', async () => {
    const { stage, rows, events } = observed()
    const broken = stage(answering(...answer('a').slice(0, 2), new TypeError('secret of the house')))(
      callOf(),
    )
    await assert.rejects(collect(broken), (error: GatewayError) => {
      assert.equal(error.code, 'INTERNAL')
      assert.ok(!error.message.includes('secret'))
      return true
    })
    assert.deepEqual([rows[0]?.outcome, rows[0]?.errorCode, rows.length], ['FAILED', 'INTERNAL', 1])
    assert.equal(events.filter(event => event.level === 'error').length, 1)
  })

  test('tells why a call was ended in the middle, such as by credentials that were revoked', async () => {
    const { stage } = observed()
    const ending = new AbortController()
    const stream = stage(silentAfter(...answer('a').slice(0, 2)))(callOf({ signal: ending.signal }))
    const reading = collect(stream)
    await new Promise(setImmediate)
    ending.abort(new GatewayError('UNAUTHENTICATED', 'These credentials have been revoked'))
    await assert.rejects(reading, { code: 'UNAUTHENTICATED', message: 'These credentials have been revoked' })
  })

  test('records a caller that leaves a silent provider as CANCELLED, without an error code', async () => {
    const { stage, rows } = observed()
    const leaving = new AbortController()
    const stream = stage(silentAfter(...answer('a').slice(0, 2)))(callOf({ signal: leaving.signal }))
    const reading = collect(stream)
    await new Promise(setImmediate)
    leaving.abort()
    await assert.rejects(reading, { code: 'UNAVAILABLE' })
    assert.deepEqual([rows[0]?.outcome, rows[0]?.errorCode, rows.length], ['CANCELLED', undefined, 1])
  })

  test('fails the call where its row cannot be kept', async () => {
    const { log } = silentLog()
    const ledger = { append: () => Promise.reject(new Error('disk full')) }
    const stage = trace({ ledger, clock: () => 0, log })
    await assert.rejects(collect(stage(answering(...answer('a')))(callOf())), { code: 'UNAVAILABLE' })
  })

  test('lets nobody ask a provider while no row is kept, until one is', async () => {
    const { log } = silentLog()
    let isFull = true
    const rows: (string | undefined)[] = []
    const append = async ({ outcome }: CallRecord): Promise<void> => {
      if (isFull) throw new Error('disk full')
      rows.push(outcome)
    }
    const stage = trace({ ledger: { append }, clock: () => 0, log })
    let asked = 0
    const ask = () =>
      collect(
        stage(call => {
          asked++
          return answering(...answer('a'))(call)
        })(callOf()),
      )
    for (let times = 0; times < 3; times++)
      await assert.rejects(ask(), { code: 'UNAVAILABLE', message: /cannot record calls now/ })
    assert.equal(asked, 1)
    isFull = false
    await assert.rejects(ask(), { code: 'UNAVAILABLE', message: /cannot record calls now/ })
    await ask()
    assert.equal(asked, 2)
    assert.deepEqual(rows, ['FAILED', 'FINISHED'])
  })
})

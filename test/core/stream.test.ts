import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { collect, type Ending, observe } from '../../src/core/stream.ts'
import { answer, answering, callOf, silentAfter } from '../kit/call.ts'

const call = callOf()

describe('collect', () => {
  test('puts text, reasoning and tool calls together', async () => {
    const [start, finish] = [answer()[0], answer()[1]]
    assert.ok(start && finish)
    const whole = await collect(
      answering(
        start,
        { type: 'reasoning', index: 0, text: 'hm' },
        { type: 'text', index: 0, text: 'It ' },
        { type: 'tool-call', index: 0, id: 'a', name: 'look', arguments: '{"at":' },
        { type: 'text', index: 0, text: 'scatters' },
        { type: 'tool-call', index: 0, arguments: '1}' },
        finish,
      )(call),
    )
    assert.equal(whole.text, 'It scatters')
    assert.equal(whole.reasoning, 'hm')
    assert.deepEqual(whole.toolCalls, [{ id: 'a', name: 'look', arguments: '{"at":1}' }])
  })

  test('takes a stream without a finish for what it is: broken', async () => {
    await assert.rejects(collect(answering(...answer('cut').slice(0, -1))(call)), /without a finish/)
  })
})

describe('observe', () => {
  const endings: Ending[] = []
  const note = (ending: Ending) => void endings.push(ending)
  const last = () => endings.splice(0)

  test('says FINISHED once, before the finish chunk goes on, also to a reader that stops there', async () => {
    for await (const chunk of observe(answering(...answer('a'))(call), call.signal, note)) {
      assert.equal(endings.length, chunk.type === 'finish' ? 1 : 0)
      if (chunk.type === 'finish') break
    }
    assert.deepEqual(
      last().map(ending => ending.outcome),
      ['FINISHED'],
    )
  })

  test('says FAILED once with the error, and the reader gets the same error', async () => {
    const fault = new Error('broken')
    const stream = observe(answering(...answer('a').slice(0, 2), fault)(call), call.signal, note)
    await assert.rejects(collect(stream), fault)
    assert.deepEqual(last(), [{ outcome: 'FAILED', error: fault }])
  })

  test('takes a stream that ends without a finish for a failure', async () => {
    await assert.rejects(collect(observe(answering(...answer('a').slice(0, 2))(call), call.signal, note)))
    assert.deepEqual(
      last().map(ending => ending.outcome),
      ['FAILED'],
    )
  })

  test('says CANCELLED once when the reader leaves', async () => {
    for await (const _ of observe(answering(...answer('a', 'b'))(call), call.signal, note)) break
    assert.deepEqual(last(), [{ outcome: 'CANCELLED' }])
  })

  test('says CANCELLED when the signal ends a silent stream', async () => {
    const leaving = new AbortController()
    const silent = callOf({ signal: leaving.signal })
    const stream = observe(silentAfter(...answer('a').slice(0, 2))(silent), leaving.signal, note)
    await stream.next()
    await stream.next()
    const pending = stream.next()
    leaving.abort(new Error('left'))
    await assert.rejects(pending, /left/)
    assert.deepEqual(
      last().map(ending => ending.outcome),
      ['CANCELLED'],
    )
  })

  test('does not let a fault of the observer replace the first error', async () => {
    const stream = observe(answering(new Error('first'))(call), call.signal, () => {
      throw new Error('second')
    })
    await assert.rejects(collect(stream), /first/)
  })

  test('shows a fault of the observer where the reader would believe in a finish', async () => {
    const stream = observe(answering(...answer('a'))(call), call.signal, async () => {
      throw new Error('not recorded')
    })
    await assert.rejects(collect(stream), /not recorded/)
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { collect, type Ending, later, observe } from '../../src/core/stream.ts'
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
    for await (const chunk of observe(answering(...answer('a'))(call), { signal: call.signal, done: note })) {
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
    const stream = observe(answering(...answer('a').slice(0, 2), fault)(call), {
      signal: call.signal,
      done: note,
    })
    await assert.rejects(collect(stream), fault)
    assert.deepEqual(last(), [{ outcome: 'FAILED', error: fault }])
  })

  test('takes a stream that ends without a finish for a failure', async () => {
    await assert.rejects(
      collect(observe(answering(...answer('a').slice(0, 2))(call), { signal: call.signal, done: note })),
    )
    assert.deepEqual(
      last().map(ending => ending.outcome),
      ['FAILED'],
    )
  })

  test('says CANCELLED once when the reader leaves', async () => {
    for await (const _ of observe(answering(...answer('a', 'b'))(call), { signal: call.signal, done: note }))
      break
    assert.deepEqual(last(), [{ outcome: 'CANCELLED' }])
  })

  test('says CANCELLED when the signal ends a silent stream', async () => {
    const leaving = new AbortController()
    const silent = callOf({ signal: leaving.signal })
    const stream = observe(silentAfter(...answer('a').slice(0, 2))(silent), {
      signal: leaving.signal,
      done: note,
    })
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
    const stream = observe(answering(new Error('first'))(call), {
      signal: call.signal,
      done() {
        throw new Error('second')
      },
    })
    await assert.rejects(collect(stream), /first/)
  })

  test('shows a fault of the observer where the reader would believe in a finish', async () => {
    const stream = observe(answering(...answer('a'))(call), {
      signal: call.signal,
      async done() {
        throw new Error('not recorded')
      },
    })
    await assert.rejects(collect(stream), /not recorded/)
  })

  test('waits for the read that is under way when the reader leaves, and says what came of it', async () => {
    const stream = observe(answering(...answer('a').slice(-1))(call), { signal: call.signal, done: note })
    const reading = stream.next()
    await stream.return?.()
    assert.equal((await reading).value?.type, 'finish')
    assert.deepEqual(
      last().map(ending => ending.outcome),
      ['FINISHED'],
    )
  })

  test('tells nothing of a stream that nobody has begun to read', async () => {
    await observe(answering(...answer('a'))(call), { signal: call.signal, done: note }).return?.()
    assert.deepEqual(last(), [])
  })

  test('closes the stream where one who looks at it fails', async () => {
    let closed = false
    async function* closing() {
      try {
        yield* answer('a')
      } finally {
        closed = true
      }
    }
    const stream = observe(closing(), {
      signal: call.signal,
      note() {
        throw new Error('cannot look')
      },
      done: note,
    })
    await assert.rejects(collect(stream), /cannot look/)
    assert.ok(closed)
    assert.deepEqual(
      last().map(ending => ending.outcome),
      ['FAILED'],
    )
  })
})

describe('later', () => {
  test('begins at the first read, and gives what the stream gives', async () => {
    let begun = 0
    const stream = later(async () => {
      begun++
      return answering(...answer('a'))(call)
    })
    assert.equal(begun, 0)
    assert.equal((await collect(stream)).text, 'a')
    assert.equal(begun, 1)
  })

  test('throws to the reader what is thrown at the beginning', async () => {
    const stream = later(() => {
      throw new Error('no')
    })
    await assert.rejects(collect(stream), /no/)
  })

  test('never begins where the reader leaves before', async () => {
    const stream = later(() => assert.fail('begun'))
    await stream.return?.()
    assert.equal((await stream.next()).done, true)
  })
})

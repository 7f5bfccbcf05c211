import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ProviderFailure } from '../../../src/core/provider.ts'
import type { Decoder } from '../../../src/providers/kit/adapter.ts'
import { type AnswerLimits, answerLimits, answerReader } from '../../../src/providers/kit/answer-reader.ts'

/** What a decoder is given, in order, when the body comes in the given pieces. */
const given = (
  pieces: readonly Uint8Array[],
  contentType: string,
  limits?: AnswerLimits,
): readonly string[] => {
  const seen: string[] = []
  const decoder: Decoder = {
    event: (data, name) => {
      seen.push(name === undefined ? data : `${name}: ${data}`)
      return []
    },
    document: body => {
      seen.push(`document ${body.trim()}`)
      return []
    },
    end: () => {
      seen.push('end')
      return []
    },
  }
  const reader = answerReader({ decoder, contentType, ...(limits && { limits }) })
  for (const piece of pieces) reader.push(piece)
  reader.end()
  return seen
}

/** The same, for the whole body, every single cut, and one byte at a time. */
const givenHoweverCut = (body: string, contentType: string): readonly string[] => {
  const bytes = Buffer.from(body)
  const whole = given([bytes], contentType)
  for (let cut = 0; cut <= bytes.length; cut++)
    assert.deepEqual(
      given([bytes.subarray(0, cut), bytes.subarray(cut)], contentType),
      whole,
      `cut at ${cut}`,
    )
  const single = Array.from(bytes, byte => Uint8Array.of(byte))
  assert.deepEqual(given(single, contentType), whole, 'one byte at a time')
  return whole
}

const sse = 'text/event-stream'

test('events come out the same however the bytes are cut, in the middle of a character too', () => {
  assert.deepEqual(givenHoweverCut('data: {"a":"é🦊"}\n\nevent: end\ndata: {}\n\n', sse), [
    '{"a":"é🦊"}',
    'end: {}',
    'end',
  ])
})

test('CRLF, CR, a byte order mark, comments, empty events and data over several lines are read', () => {
  assert.deepEqual(givenHoweverCut('\uFEFFdata: 1\r\n\r\ndata: 2\r\n\r\n', sse), ['1', '2', 'end'])
  assert.deepEqual(givenHoweverCut('data: 1\r\rdata: 2\r\r', sse), ['1', '2', 'end'])
  assert.deepEqual(givenHoweverCut(': PROCESSING\n\n: PROCESSING\n\ndata: 1\n\n', sse), ['1', 'end'])
  assert.deepEqual(givenHoweverCut('data:\n\nid: 7\nretry: 10\n\ndata: 1\n\n', sse), ['1', 'end'])
  assert.deepEqual(givenHoweverCut('data: {\ndata: "a":1}\n\n', sse), ['{\n"a":1}', 'end'])
})

test('a last event without its blank line counts if it is whole, and is dropped if it was cut', () => {
  assert.deepEqual(givenHoweverCut('data: {"a":1}\n\ndata: {"b":2}', sse), ['{"a":1}', '{"b":2}', 'end'])
  assert.deepEqual(givenHoweverCut('data: {"a":1}\n\ndata: {"b":', sse), ['{"a":1}', 'end'])
})

test('nothing behind [DONE] is an event', () => {
  assert.deepEqual(givenHoweverCut('data: {"a":1}\n\ndata: [DONE]\n\ndata: {"b":2}\n\n', sse), [
    '{"a":1}',
    'end',
  ])
  assert.deepEqual(givenHoweverCut('data: {"a":1}\n\ndata: [DONE]', sse), ['{"a":1}', 'end'])
})

test('JSON without data: between events is an event', () => {
  const error = '{\n  "error": {\n    "code": 499\n  }\n}'
  assert.deepEqual(givenHoweverCut(`data: {"a":1}\n\n${error}\n`, sse), ['{"a":1}', error, 'end'])
  assert.deepEqual(givenHoweverCut(`data: {"a":1}\r\n\r\n${error}\r\n\r\ndata: {"b":2}\r\n\r\n`, sse), [
    '{"a":1}',
    error,
    '{"b":2}',
    'end',
  ])
  assert.deepEqual(givenHoweverCut('data: 1\n{"a":1}\n{"b":2}\ndata: 3\n\n', sse), [
    '1',
    '{"a":1}',
    '{"b":2}',
    '3',
    'end',
  ])
})

test('lines of JSON are events, by their content type or by their look', () => {
  const lines = '{"a":1}\n\n{"b":2}\r\n{"c":3}'
  const events = ['{"a":1}', '{"b":2}', '{"c":3}', 'end']
  assert.deepEqual(givenHoweverCut(lines, 'application/x-ndjson'), events)
  assert.deepEqual(givenHoweverCut(lines, 'application/json'), events)
  assert.deepEqual(givenHoweverCut('{"a":1}\n{"b":', 'application/x-ndjson'), ['{"a":1}', 'end'])
})

test('events under the content type of JSON are events, and a document under that of events is a document', () => {
  assert.deepEqual(givenHoweverCut('data: {"a":1}\n\n', 'application/json'), ['{"a":1}', 'end'])
  assert.deepEqual(givenHoweverCut(' {"a":1}\n ', sse), ['document {"a":1}', 'end'])
  assert.deepEqual(givenHoweverCut('\n{\n"a":1\n}', ''), ['document {\n"a":1\n}', 'end'])
  assert.deepEqual(givenHoweverCut('[{"a":1}\n,\n{"b":2}]', 'application/json'), [
    'document [{"a":1}\n,\n{"b":2}]',
    'end',
  ])
  assert.deepEqual(givenHoweverCut('', sse), ['end'])
})

test('an event, a line, a document and a stray document beyond the limit are refused', () => {
  const limits = { ...answerLimits, eventChars: 100, documentChars: 200 }
  const long = (count: number) => Array.from({ length: count }, () => Buffer.from('"xxxxxxxx",'))
  for (const [start, contentType] of [
    ['data: [', sse],
    ['data: 1\n\n[', sse],
    ['{"a":[', 'application/x-ndjson'],
    ['{"a":[', 'application/json'],
  ] as const)
    assert.throws(
      () => given([Buffer.from(start), ...long(30)], contentType, limits),
      (error: unknown) => error instanceof ProviderFailure && error.kind === 'MALFORMED_ANSWER',
    )
})

test('a body beyond its limit is refused, though every event of it is short and says nothing', () => {
  const limits = { ...answerLimits, bodyBytes: 1000 }
  const pings = Array.from({ length: 1000 }, () => Buffer.from(': ping\n\n'))
  assert.throws(
    () => given(pings, sse, limits),
    (error: unknown) =>
      error instanceof ProviderFailure && error.kind === 'MALFORMED_ANSWER' && !error.retryable,
  )
  assert.deepEqual(given(pings.slice(0, 100), sse, limits), ['end'])
})

/** How many characters the work looks through, by the methods that searching is done with. */
const charsSearched = (t: TestContext, work: () => void): number => {
  let chars = 0
  const { exec } = RegExp.prototype
  const { trim, indexOf } = String.prototype
  t.mock.method(RegExp.prototype, 'exec', function (this: RegExp, text: string) {
    chars += text.length
    return exec.call(this, text)
  })
  t.mock.method(String.prototype, 'trim', function (this: string) {
    chars += this.length
    return trim.call(this)
  })
  t.mock.method(String.prototype, 'indexOf', function (this: string, sought: string, from?: number) {
    chars += this.length
    return indexOf.call(this, sought, from)
  })
  work()
  t.mock.restoreAll()
  return chars
}

test('what comes in many pieces is searched once: a document on one line, on many, one between events', t => {
  const pieces = Array.from({ length: 200 }, () => Buffer.from('x'.repeat(50)))
  for (const [start, end, read] of [
    ['{"a":"', '"}', 'document {"a":"'],
    ['{\n"a":"', '"}', 'document {\n"a":"'],
    ['data: 1\n\n{"a":"', '"}\n', '{"a":"'],
  ] as const) {
    const body = [Buffer.from(start), ...pieces, Buffer.from(end)]
    let seen: readonly string[] = []
    const chars = charsSearched(t, () => {
      seen = given(body, 'application/json')
    })
    assert.ok(seen.includes(`${read}${'x'.repeat(10_000)}"}`))
    assert.ok(chars > 10_000 && chars < 100_000, `${chars} characters were searched, of 10,000`)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProviderFailure } from '../../src/core/provider.ts'
import { collect } from '../../src/core/stream.ts'
import { anthropic } from '../../src/providers/anthropic.ts'
import { type Fields, fieldsOf, listOf } from '../../src/providers/kit/json.ts'
import { assertSameHoweverCut } from '../kit/cuts.ts'
import {
  type Compared,
  compareWithGolden,
  differencesFromGolden,
  type Golden,
  goldens,
} from '../kit/golden.ts'
import { type Recording, recordings, withoutTestData as skip } from '../kit/recordings.ts'
import { bytesOf, replay } from '../kit/replay.ts'

// Not chat, and not served: batches, count_tokens. Vertex AI's rawPredict carries the same messages.
const messages = [
  ...recordings('anthropic').filter(recording => recording.api === 'messages'),
  ...recordings('vertex').filter(recording => recording.api === 'rawPredict'),
]
const answered = messages.filter(({ status, id }) => status < 400 && id !== 'anthropic-0070')

// The oracle reads on behind message_stop. These hold several answers, one behind another; we read the first.
const concatenated = new Set(['anthropic-0032', 'anthropic-0033', 'anthropic-0034'])

/** The oracle also lists what Anthropic has run itself; those calls are not for the caller to answer. */
const callersOwn = (golden: Golden, recording: Recording): Golden => {
  const names = new Set(
    blocksOf(recording)
      .filter(({ type }) => type === 'tool_use')
      .map(({ name }) => name),
  )
  return { ...golden, toolCalls: (golden.toolCalls ?? []).filter(call => names.has(call.name)) }
}

const blocksOf = (recording: Recording): readonly Fields[] => {
  const body = bytesOf(recording).toString()
  if (body.startsWith('{')) return listOf(fieldsOf(JSON.parse(body)).content).map(fieldsOf)
  return [...body.matchAll(/^data: ?(\{.*)$/gm)].map(([, data = '']) =>
    fieldsOf(fieldsOf(JSON.parse(data)).content_block),
  )
}

test('every recorded message is read as its oracle reads it', { skip }, () => {
  const oracles = goldens()
  for (const recording of answered) {
    const chunks = replay(anthropic, recording)
    const golden = oracles.get(recording.id)
    if (!golden || concatenated.has(recording.id)) continue
    compareWithGolden(chunks, callersOwn(golden, recording))
  }
})

test('where one body holds several answers, the first one counts', { skip }, async () => {
  const oracles = goldens()
  for (const recording of answered.filter(({ id }) => concatenated.has(id))) {
    const chunks = replay(anthropic, recording)
    const golden = oracles.get(recording.id)
    const expected: readonly Compared[] = ['text', 'toolCalls', 'finish', 'usage']
    assert.deepEqual(golden && differencesFromGolden(chunks, golden), expected)
    assert.equal(
      chunks.findIndex(chunk => chunk.type === 'finish'),
      chunks.length - 1,
    )
    assert.equal((await collect(stream(chunks))).finish.reason, 'TOOL_CALLS')
  }
})

test('a second message in the middle of a first one is a failure, as for the oracle', { skip }, () => {
  const mixed = messages.find(({ id }) => id === 'anthropic-0070')
  assert.ok(mixed)
  assert.throws(
    () => replay(anthropic, mixed),
    error =>
      error instanceof ProviderFailure &&
      error.kind === 'MALFORMED_ANSWER' &&
      error.usage?.inputTokens === 17,
  )
})

test('every recorded error has its code and is retryable or not as its oracle says', { skip }, () => {
  const oracles = goldens()
  const failed = messages.filter(({ status }) => status >= 400)
  assert.ok(failed.length >= 8)
  for (const recording of failed) {
    const type = /"type": ?"(\w+_error)"/.exec(bytesOf(recording).toString())?.[1]
    assert.throws(
      () => replay(anthropic, recording),
      error =>
        error instanceof ProviderFailure &&
        error.kind === 'HTTP_STATUS' &&
        error.status === recording.status &&
        error.code === type &&
        error.retryable === (oracles.get(recording.id)?.throws?.retryable ?? false),
    )
  }
})

test('an answer is read alike wherever it is cut', { skip }, () => {
  const short = (tag: string, api = 'messages') =>
    messages.find(
      recording => recording.api === api && recording.tags.includes(tag) && bytesOf(recording).length < 6_000,
    )
  const sample = [short('stream'), short('tool-call'), short('reasoning'), short('stream', 'rawPredict')]
  const sources = new Set(sample.filter(recording => recording !== undefined))
  assert.ok(sources.size >= 3)
  for (const recording of sources) assertSameHoweverCut(anthropic, recording)
})

test('a stream that is cut before its end is never a success', { skip }, () => {
  for (const recording of answered.filter(({ tags }) => tags.includes('stream'))) {
    const events = bytesOf(recording)
      .toString()
      .split(/(?<=\n\n)/)
    const end = events.findIndex(event => event.includes('message_stop'))
    const cut = {
      ...recording,
      tags: [],
      response: { ...recording.response, body: events.slice(0, end).join('') },
    }
    assert.throws(
      () => replay(anthropic, cut),
      error =>
        error instanceof ProviderFailure && error.kind === 'INCOMPLETE_STREAM' && error.usage !== undefined,
    )
  }
})

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

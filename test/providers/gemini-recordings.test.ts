import assert from 'node:assert/strict'
import { test } from 'node:test'
import { totalTokens } from '../../src/core/chunk.ts'
import { ProviderFailure } from '../../src/core/provider.ts'
import { gemini } from '../../src/providers/gemini.ts'
import { fieldsOf, listOf } from '../../src/providers/kit/json.ts'
import { assertSameHoweverCut } from '../kit/cuts.ts'
import { type Compared, compareWithGolden, type Golden, goldens } from '../kit/golden.ts'
import { recordings, withoutTestData as skip } from '../kit/recordings.ts'
import { bytesOf, replay } from '../kit/replay.ts'

// Not served: interactions, batches, count_tokens, Imagen's predict; chat.completions is OpenAI's dialect.
const apis = new Set(['generateContent', 'streamGenerateContent'])
const answers = ['gemini', 'vertex', 'local-openai-compatible']
  .flatMap(recordings)
  .filter(recording => apis.has(recording.api))

/** Answers of status 200 that are failures. The oracle takes them for whole. */
const failures = new Map<string, readonly [kind: string, code?: string]>([
  // No answer in it.
  ['vertex-0006', ['MALFORMED_ANSWER']],
  // A stream whose only candidate is never finished.
  ['vertex-0096', ['INCOMPLETE_STREAM']],
  // An error behind the text, outside of the stream's framing.
  ['vertex-0097', ['MID_STREAM_ERROR', 'CANCELLED']],
])

/** Where we are right, and the oracle is not. */
const differences = new Map<string, readonly Compared[]>([
  // toolUsePromptTokenCount, what Google's own tools put into the prompt, is billed input; the oracle drops it.
  ['gemini-0043', ['usage']],
  ['gemini-0072', ['usage']],
  ['gemini-0097', ['usage']],
  ['gemini-0098', ['usage']],
  ['gemini-0099', ['usage']],
  ['vertex-0017', ['usage']],
  // The prompt was blocked: promptFeedback without a candidate.
  ['gemini-0049', ['finish']],
  ['gemini-0100', ['finish']],
  ['vertex-0082', ['finish']],
  // A stream as one JSON array, with numbers for names; the oracle does not read it.
  ['gemini-0133', ['text', 'finish']],
  ['gemini-0134', ['text', 'finish']],
])

/** The oracle also lists what Google has run itself; those calls are not for the caller to answer. */
const callersOwn = (golden: Golden): Golden => ({
  ...golden,
  toolCalls: (golden.toolCalls ?? []).filter(
    ({ name }) => name !== 'code_execution' && !name.startsWith('server:'),
  ),
})

test('every recorded answer is read as its oracle reads it', { skip }, () => {
  const oracles = goldens()
  for (const recording of answers.filter(({ id, status }) => status < 400 && !failures.has(id))) {
    const chunks = replay(gemini, recording)
    const golden = oracles.get(recording.id)
    if (golden && !golden.suspectParser) {
      compareWithGolden(chunks, callersOwn(golden), differences.get(recording.id))
    }
  }
})

test('what is used adds up to the total that Google reports', { skip }, () => {
  for (const recording of answers.filter(({ id, status }) => status < 400 && !failures.has(id))) {
    const finish = replay(gemini, recording).at(-1)
    assert.equal(finish?.type, 'finish')
    const totals = [
      ...bytesOf(recording)
        .toString()
        .matchAll(/"totalTokenCount": ?(\d+)/g),
    ]
    const total = totals.at(-1)?.[1]
    if (finish?.type === 'finish' && total)
      assert.equal(totalTokens(finish.usage), Number(total), recording.id)
  }
})

test('answers of status 200 that are no answers are failures', { skip }, () => {
  for (const [id, [kind, code]] of failures) {
    const recording = answers.find(answer => answer.id === id)
    assert.ok(recording)
    assert.throws(
      () => replay(gemini, recording),
      error => error instanceof ProviderFailure && error.kind === kind && error.code === code,
    )
  }
})

test('every recorded error has its code and is retryable or not as its oracle says', { skip }, () => {
  const oracles = goldens()
  const failed = answers.filter(({ status }) => status >= 400)
  assert.ok(failed.length >= 15)
  for (const recording of failed) {
    const error = fieldsOf(fieldsOf(JSON.parse(bytesOf(recording).toString())).error)
    const delay = listOf(error.details)
      .map(detail => fieldsOf(detail).retryDelay)
      .find(Boolean)
    assert.throws(
      () => replay(gemini, recording),
      failure =>
        failure instanceof ProviderFailure &&
        failure.status === recording.status &&
        failure.code === error.status &&
        failure.retryable === oracles.get(recording.id)?.throws?.retryable &&
        failure.retryAfterMs === (delay === undefined ? undefined : Number.parseFloat(String(delay)) * 1000),
    )
  }
})

test('recorded embeddings have their vectors, and their usage where it is told', { skip }, () => {
  const embeddings = ['gemini', 'vertex']
    .flatMap(recordings)
    .filter(({ api, status }) => api === 'embeddings' && status < 400)
  assert.ok(embeddings.length >= 4)
  for (const recording of embeddings) {
    const chunks = replay(gemini, recording)
    const vectors = chunks.filter(chunk => chunk.type === 'embedding')
    assert.equal(vectors.length, bytesOf(recording).toString().split('"values"').length - 1)
    const finish = chunks.at(-1)
    const counted = /promptTokenCount|token_count/.test(bytesOf(recording).toString())
    assert.equal(finish?.type === 'finish' && finish.usage.source, counted ? 'PROVIDER' : 'ESTIMATED')
  }
})

test('an answer is read alike wherever it is cut', { skip }, () => {
  const short = answers.filter(recording => bytesOf(recording).length < 8_000)
  const sample = [
    short.find(({ api, tags }) => api === 'streamGenerateContent' && tags.includes('tool-call')),
    short.find(({ api, tags }) => api === 'streamGenerateContent' && tags.includes('reasoning')),
    short.find(({ id }) => id === 'gemini-0104'),
    short.find(({ id }) => id === 'gemini-0133'),
    short.find(({ id }) => id === 'vertex-0097'),
    short.find(({ api, status }) => api === 'generateContent' && status === 200),
  ].filter(recording => recording !== undefined)
  assert.ok(sample.length >= 5)
  for (const recording of sample) assertSameHoweverCut(gemini, recording)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gather } from '../../src/core/stream.ts'
import { fieldsOf } from '../../src/providers/kit/json.ts'
import { ollama } from '../../src/providers/ollama.ts'
import { assertSameHoweverCut } from '../kit/cuts.ts'
import { type Recording, recordings, withoutTestData as skip } from '../kit/recordings.ts'
import { bytesOf, replay } from '../kit/replay.ts'

// chat.completions is OpenAI's dialect; /api/generate is not asked, but its answers are read.
const own = recordings('ollama').filter(({ api }) => api.startsWith('ollama.') || api === 'embeddings')
const chats = own.filter(({ api }) => api !== 'embeddings')

const linesOf = (recording: Recording) =>
  bytesOf(recording)
    .toString()
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => fieldsOf(JSON.parse(line)))

test('every recorded chat is read: text, finish reason, usage', { skip }, () => {
  assert.ok(chats.length >= 11)
  for (const recording of chats) {
    const answer = gather()
    for (const chunk of replay(ollama, recording)) answer.add(chunk)
    const { text, finish, start } = answer.whole()
    const lines = linesOf(recording)
    const last = lines.at(-1)
    assert.equal(
      text,
      lines.map(line => fieldsOf(line.message).content ?? line.response).join(''),
      recording.id,
    )
    assert.equal(start?.model, last?.model)
    assert.equal(finish.reason, 'STOP')
    const counted = last?.prompt_eval_count !== undefined
    assert.equal(finish.usage.source, counted ? 'PROVIDER' : 'ESTIMATED')
    assert.equal(finish.usage.inputTokens, last?.prompt_eval_count ?? 0)
    assert.equal(finish.usage.outputTokens, counted ? last?.eval_count : 0)
  }
})

test('every recorded embedding is read', { skip }, () => {
  const embeddings = own.filter(({ api }) => api === 'embeddings')
  assert.ok(embeddings.length >= 4)
  for (const recording of embeddings) {
    const [document] = linesOf(recording)
    const answer = gather()
    for (const chunk of replay(ollama, recording)) answer.add(chunk)
    const { embeddings: vectors, finish } = answer.whole()
    assert.deepEqual(vectors, document?.embeddings)
    assert.equal(finish.usage.inputTokens, document?.prompt_eval_count)
  }
})

test('an answer is read alike wherever it is cut', { skip }, () => {
  const short = chats.filter(recording => bytesOf(recording).length < 8_000)
  const sample = [
    short.find(({ api, tags }) => api === 'ollama.chat' && tags.includes('stream')),
    short.find(({ api, tags }) => api === 'ollama.chat' && !tags.includes('stream')),
  ].filter(recording => recording !== undefined)
  assert.equal(sample.length, 2)
  for (const recording of sample) assertSameHoweverCut(ollama, recording)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Chunk, noUsage } from '../../src/core/chunk.ts'
import type { Detector } from '../../src/core/guardrail.ts'
import type { CompletionInput } from '../../src/core/request.ts'
import { collect } from '../../src/core/stream.ts'
import { detectors } from '../../src/guardrails/index.ts'
import { guard } from '../../src/pipeline/guard.ts'
import { stretchUnits } from '../../src/pipeline/stretches.ts'
import { answering, callOf, question, snapshot } from '../kit/call.ts'
import { silentLog } from '../kit/log.ts'

const { log } = silentLog()
const finish: Chunk = { type: 'finish', reason: 'STOP', usage: noUsage }

const governed = (input: CompletionInput, action: 'REDACT' | 'BLOCK' = 'REDACT', signal?: AbortSignal) =>
  callOf({
    input,
    snapshot: {
      ...snapshot,
      guardrails: [{ name: 'default', detectors: ['EMAIL', 'PAYMENT_CARD'], direction: 'BOTH', action }],
    },
    ...(signal && { signal }),
  })

/** Does the work, and counts the turns of the event loop meanwhile. */
const turnsOf = async <Result>(work: () => Promise<Result>): Promise<{ turns: number; result: Result }> => {
  let turns = 0
  let counting = true
  const count = (): void => {
    turns++
    if (counting) setImmediate(count)
  }
  setImmediate(count)
  try {
    return { result: await work(), turns }
  } finally {
    counting = false
  }
}

/** The real detectors, and the most that they were given at a time. */
const watched = () => {
  const most = { units: 0 }
  const see = (text: string): string => {
    most.units = Math.max(most.units, text.length)
    return text
  }
  const all = detectors.map(
    ({ kind, find, unsettled }): Detector => ({
      kind,
      find: text => find(see(text)),
      unsettled: text => unsettled(see(text)),
    }),
  )
  return { most, detectors: all }
}

/** Words that made one call hold the event loop for seconds, and what is left of them. */
const words = {
  'ａ@b.cc ': '[EMAIL] ',
  'ab@cd.ef ': '[EMAIL] ',
  '4111111111111111 ': '[PAYMENT_CARD] ',
  '\u00a0': '\u00a0',
  '²': '²',
  '\\': '\\',
}

for (const [word, left] of Object.entries(words))
  test(`a long text of ${JSON.stringify(word)} is screened a stretch at a time and masked as a short one`, async () => {
    const stretches = 12
    const count = Math.ceil((stretches * stretchUnits) / word.length)
    const end = answering(finish)
    const { most, detectors } = watched()
    const call = governed(question(word.repeat(count)))
    const { turns } = await turnsOf(() => collect(guard({ detectors, log })(end)(call)))
    assert.deepEqual(end.calls[0]?.input, question(left.repeat(count)))
    assert.ok(turns >= stretches - 1, `${turns} turns`)
    assert.ok(most.units < 2 * stretchUnits, `${most.units} units at a time`)
    assert.equal(
      call.record.verdicts.reduce((sum, verdict) => sum + verdict.count, 0),
      left === word ? 0 : count,
    )
  })

test('many short texts take turns as one long one does', async () => {
  const list = Array.from({ length: 10_000 }, () => 'bob@example.com')
  const end = answering(finish)
  const call = governed({ ...question('hi'), providerOptions: { fake: { list } } })
  const { turns } = await turnsOf(() => collect(guard({ detectors, log })(end)(call)))
  assert.deepEqual(end.calls[0]?.input.providerOptions, { fake: { list: list.map(() => '[EMAIL]') } })
  assert.ok(turns >= 150_000 / stretchUnits, `${turns} turns`)
})

test('a short input is screened at once', () => {
  const end = answering(finish)
  guard({ detectors, log })(end)(governed(question('I am bob@example.com')))
    [Symbol.asyncIterator]()
    .next()
  assert.deepEqual(end.calls[0]?.input, question('I am [EMAIL]'))
})

const late = `${'word '.repeat(stretchUnits)}bob@example.com`

test('what a long text holds at its end blocks the call before the provider is asked', async () => {
  const end = answering(finish)
  await assert.rejects(collect(guard({ detectors, log })(end)(governed(question(late), 'BLOCK'))), {
    code: 'CONTENT_BLOCKED',
  })
  assert.equal(end.calls.length, 0)
})

test('a caller who leaves ends the screening of a long text', async () => {
  const leaving = new AbortController()
  const end = answering(finish)
  const { most, detectors } = watched()
  const answer = collect(guard({ detectors, log })(end)(governed(question(late), 'REDACT', leaving.signal)))
  leaving.abort(new Error('left'))
  most.units = 0
  await assert.rejects(answer, /left/)
  assert.deepEqual([end.calls.length, most.units], [0, 0])
})

test('an answer that comes in one long chunk leaves in several, with turns between them', async () => {
  const text = 'bob@example.com '.repeat(10_000)
  const json = JSON.stringify({ text })
  const end = answering(
    { type: 'reasoning', index: 0, text },
    { type: 'text', index: 0, text },
    { type: 'tool-call', index: 0, id: 'c1', name: 'send', arguments: json },
    finish,
  )
  const { most, detectors } = watched()
  const { result, turns } = await turnsOf(() =>
    collect(guard({ detectors, log })(end)(governed(question('hi')))),
  )
  const masked = text.replaceAll('bob@example.com', '[EMAIL]')
  assert.equal(result.reasoning, masked)
  assert.equal(result.text, masked)
  assert.deepEqual(result.toolCalls, [
    { id: 'c1', name: 'send', arguments: JSON.stringify({ text: masked }) },
  ])
  assert.ok(turns >= (3 * text.length) / stretchUnits, `${turns} turns`)
  assert.ok(most.units < 2 * stretchUnits, `${most.units} units at a time`)
})

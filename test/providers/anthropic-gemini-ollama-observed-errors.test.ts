import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anthropic } from '../../src/providers/anthropic.ts'
import { gemini } from '../../src/providers/gemini.ts'
import type { Adapter } from '../../src/providers/kit/adapter.ts'
import { ollama } from '../../src/providers/ollama.ts'
import { failureOf, heard } from '../kit/dialect.ts'
import { lines, withoutTestData as skip } from '../kit/recordings.ts'

/** An error that people have quoted in public: as an answer with a status, or within a stream. */
interface Observed {
  readonly provider: string
  readonly status?: number
  readonly body?: unknown
  readonly data?: object
  readonly line?: object
}

const adapters = new Map<string, Adapter>([
  ['anthropic', anthropic],
  ['anthropic-on-vertex', anthropic],
  ['gemini', gemini],
  ['ollama', ollama],
  ['vertex', gemini],
])

test('errors that others have met are failures that may be tried again, with their code', { skip }, () => {
  const observed = lines<Observed>('recordings/observed-errors.jsonl.gz').filter(({ provider }) =>
    adapters.has(provider),
  )
  assert.ok(observed.length >= 8)
  for (const { provider, status, body, data, line } of observed) {
    const adapter = adapters.get(provider)
    assert.ok(adapter)
    const event = data ?? line
    const failure =
      event === undefined
        ? adapter.failure(status ?? 0, {}, JSON.stringify(body))
        : failureOf(() => heard(adapter, [event]))
    const known = /overloaded_error|rate_limit_error|RESOURCE_EXHAUSTED/.exec(
      JSON.stringify(body ?? event),
    )?.[0]
    assert.equal(failure.kind, event === undefined ? 'HTTP_STATUS' : 'MID_STREAM_ERROR')
    assert.equal(failure.code, known)
    assert.equal(failure.retryable, true)
    const wait = /retry in ([\d.]+)s/.exec(JSON.stringify(body))?.[1]
    assert.equal(failure.retryAfterMs, wait && Math.ceil(Number(wait) * 1000))
  }
})

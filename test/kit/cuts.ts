import assert from 'node:assert/strict'
import type { Adapter } from '../../src/providers/kit/adapter.ts'
import type { Recording } from './recordings.ts'
import { bytesOf, replay } from './replay.ts'

/** Asserts that an answer is read alike wherever it is cut in two, and byte by byte. */
export function assertSameHoweverCut(adapter: Adapter, recording: Recording): void {
  const whole = outcome(adapter, recording, [])
  const positions = Array.from({ length: bytesOf(recording).length }, (_, position) => position)
  for (const cut of positions) {
    assert.deepEqual(outcome(adapter, recording, [cut]), whole, `${recording.id} cut at byte ${cut}`)
  }
  assert.deepEqual(outcome(adapter, recording, positions), whole, `${recording.id} byte by byte`)
}

/** The chunks, or the failure where the answer is one. */
const outcome = (adapter: Adapter, recording: Recording, cuts: readonly number[]): unknown => {
  try {
    return replay(adapter, recording, cuts)
  } catch (failure) {
    return failure
  }
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTypicalOutput } from '../../src/pipeline/typical-output.ts'

test('however many names are asked for, only so many lengths are kept, and the newest of them', () => {
  const { note, of } = createTypicalOutput()
  const beforeTheFirst = of('nobody')
  note('first', 7)
  assert.equal(of('first'), 7)
  for (let turn = 0; turn < 10_000; turn++) note(`model-${turn}`, 9)
  assert.equal(of('first'), beforeTheFirst)
  assert.equal(of('model-9999'), 9)
})

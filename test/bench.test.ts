import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startOptions } from '../bench/weir.ts'

test('the bench starts Weir as `npm start` does', () => {
  const options = startOptions()
  assert.ok(options.length > 0 && options.every(option => option.startsWith('--')), options.join(' '))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byteSize } from '../../src/api/byte-size.ts'

test('a size is told in the largest unit that fits it exactly', () => {
  for (const [bytes, text] of [
    [8 * 1024 * 1024, '8 MiB'],
    [1536 * 1024, '1536 KiB'],
    [1_000_000, '1000000 bytes'],
    [0, '0 bytes'],
  ] as const)
    assert.equal(byteSize(bytes), text)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nanosFromUsd, usdFromNanos } from '../../src/core/money.ts'

test('nano-dollars are written as a plain decimal and read back exactly', () => {
  for (const [nanos, usd] of [
    [0n, '0'],
    [1n, '0.000000001'],
    [1_500_000n, '0.0015'],
    [12_000_000_000n, '12'],
    [-250_000_000n, '-0.25'],
  ] as const) {
    assert.equal(usdFromNanos(nanos), usd)
    assert.equal(nanosFromUsd(usd), nanos)
  }
})

test('what is no plain decimal of dollars is refused', () => {
  for (const usd of ['', '1e3', '.5', '1.', '0.0000000001', ' 1', '٣'])
    assert.equal(nanosFromUsd(usd), undefined)
})

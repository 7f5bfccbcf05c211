import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noUsage } from '../../src/core/chunk.ts'
import { configuredPricing } from '../../src/models/rates.ts'
import { chargeFor } from '../../src/pipeline/charge.ts'

test('no call costs more than a million dollars, whatever a provider reports and somebody has set as its price', () => {
  const dollarAToken = configuredPricing({ input: 10n ** 15n, output: 10n ** 15n })
  const cost = (inputTokens: number, adjustment = 0) =>
    chargeFor(dollarAToken, { ...noUsage, inputTokens }, { at: 0, adjustment })
  assert.equal(cost(1_000), 10n ** 12n)
  assert.equal(cost(1_000, -5_000), 10n ** 12n / 2n)
  assert.equal(cost(999_999_999, 100_000), 10n ** 15n)
})

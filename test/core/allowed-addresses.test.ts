import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAllowedAddress } from '../../src/core/allowed-addresses.ts'

test('an address is allowed if it lies in one of the ranges', () => {
  const ranges = ['10.1.0.0/16', '192.0.2.7', '2001:db8:7::/48', '::1']
  for (const address of [
    '10.1.255.255',
    '192.0.2.7',
    '2001:db8:7:ffff::1',
    '2001:DB8:7::',
    '::1',
    '::ffff:10.1.0.1',
  ])
    assert.ok(isAllowedAddress(ranges, address), address)
  for (const address of ['10.2.0.0', '192.0.2.8', '2001:db8:8::', '::2', '::ffff:10.2.0.1', 'localhost', ''])
    assert.ok(!isAllowedAddress(ranges, address), address)
})

test('an unknown address, an empty list and a range that is none allow nothing', () => {
  assert.ok(!isAllowedAddress(['0.0.0.0/0'], undefined))
  assert.ok(!isAllowedAddress([], '10.0.0.1'))
  for (const range of ['10.0.0.1/33', '10.0.0.1/', '10.0.0', 'anywhere', '::/129', '10.0.0.1/8/8', ''])
    assert.ok(!isAllowedAddress([range], '10.0.0.1'), range)
  assert.ok(isAllowedAddress(['0.0.0.0/0'], '10.0.0.1'))
})

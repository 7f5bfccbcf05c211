import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { describe, test } from 'node:test'
import { clientAddresses } from '../../src/api/client-address.ts'
import { isAllowedAddress } from '../../src/core/allowed-addresses.ts'
import fc from '../kit/fast-check.ts'

const proxies = ['10.0.0.0/8', '2001:db8:aa::/48']

const addressOf = (remoteAddress: string | undefined, forwarded?: string, trusted = proxies) =>
  clientAddresses(trusted)({
    socket: { remoteAddress },
    headers: { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) },
  } as unknown as IncomingMessage)

describe('the address of a client', () => {
  test('is that of the connection, whatever a stranger or nobody says', () => {
    for (const forwarded of [undefined, '', '192.0.2.1', '192.0.2.1, 10.0.0.2', 'x'.repeat(16_000)]) {
      assert.equal(addressOf('203.0.113.9', forwarded), '203.0.113.9')
      assert.equal(addressOf('10.0.0.1', forwarded, []), '10.0.0.1')
      assert.equal(addressOf(undefined, forwarded), undefined)
    }
    assert.equal(addressOf('10.0.0.1'), '10.0.0.1')
    assert.equal(addressOf('10.0.0.1', ''), '10.0.0.1')
  })

  for (const [forwarded, expected] of [
    ['192.0.2.1', '192.0.2.1'],
    ['198.51.100.7, 192.0.2.1', '192.0.2.1'],
    ['198.51.100.7,192.0.2.1 , 10.3.0.1,10.2.0.1', '192.0.2.1'],
    ['2001:DB8::7', '2001:DB8::7'],
    ['2001:db8::7, 2001:db8:aa::1', '2001:db8::7'],
    ['::ffff:192.0.2.1, ::ffff:10.0.0.3', '::ffff:192.0.2.1'],
    ['192.0.2.1:4711', '192.0.2.1'],
    ['[2001:db8::7]:4711', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['10.7.0.1, 10.2.0.1', '10.7.0.1'],
  ] as const)
    test(`is ${expected} where our proxy says ${forwarded}`, () => {
      for (const proxy of ['10.0.0.1', '::ffff:10.0.0.1', '2001:db8:aa::7'])
        assert.equal(addressOf(proxy, forwarded), expected)
    })

  test('is unknown where the proxy says something that is none', () => {
    for (const last of [
      'unknown',
      '_hidden',
      '',
      '192.0.2.1:',
      '192.0.2',
      '[10.0.0.1',
      'fe80::1%eth0',
      '<b>',
    ])
      assert.equal(addressOf('10.0.0.1', `10.0.0.2, ${last}, 10.0.0.3`), undefined, last)
  })

  test('never depends on what stands before the last address that is no proxy of ours', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6())
    const foreign = address.filter(one => !isAllowedAddress(proxies, one))
    const ours = fc.integer({ min: 0, max: 255 }).map(last => `10.1.2.${last}`)
    fc.assert(
      fc.property(fc.string(), foreign, fc.array(ours, { maxLength: 4 }), (before, client, chain) => {
        assert.equal(addressOf('10.0.0.1', [before, client, ...chain].join(', ')), client)
      }),
    )
  })
})

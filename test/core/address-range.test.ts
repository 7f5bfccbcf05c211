import assert from 'node:assert/strict'
import { isIPv6 } from 'node:net'
import { test } from 'node:test'
import { addressRange, isWithinRanges } from '../../src/core/address-range.ts'
import { isAllowedAddress } from '../../src/core/allowed-addresses.ts'
import fc from '../kit/fast-check.ts'

test('a range has one spelling', () => {
  for (const [text, range] of [
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7/32', '192.0.2.7'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8:0:0::/32', '2001:db8::/32'],
    ['::1/128', '::1'],
    ['::/0', '::/0'],
    ['::ffff:10.1.0.0/112', '10.1.0.0/16'],
    ['::ffff:10.1.0.7', '10.1.0.7'],
    ['0:0:0:0:0:ffff:0a01:0007', '10.1.0.7'],
  ] as const)
    assert.deepEqual(addressRange(text), { range })
})

test('what is no range is refused, and what has more bits than it says is told which range it lies in', () => {
  for (const text of [
    '',
    'localhost',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '::/129',
    'fe80::1%eth0',
    '1:2:3:4:5:6:7:8:9',
    '[::1]',
    ' 10.0.0.1',
    "10.0.0.1' OR '1",
  ]) {
    const read = addressRange(text)
    assert.ok('fault' in read && read.fault.startsWith('must be an address'), text)
  }
  for (const [text, range] of [
    ['10.0.0.1/8', '10.0.0.0/8'],
    ['2001:db8::1/32', '2001:db8::/32'],
    ['::ffff:10.1.0.7/112', '10.1.0.0/16'],
  ] as const) {
    const read = addressRange(text)
    assert.ok('fault' in read && read.fault.endsWith(`is ${range}`), text)
  }
})

test('one range is within another, or not', () => {
  for (const [outer, inner, expected] of [
    [['10.0.0.0/8'], '10.1.0.0/16', true],
    [['10.0.0.0/8'], '10.0.0.0/8', true],
    [['10.0.0.0/8'], '10.0.0.0/7', false],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['2001:db8::/32', '10.0.0.0/8'], '10.0.0.1', true],
    [['::/0'], '10.0.0.1', false],
    [[], '10.0.0.1', false],
    [['10.0.0.0/8'], 'anything', false],
  ] as const)
    assert.equal(isWithinRanges(outer, inner), expected, `${inner} in ${outer}`)
})

const address = fc.oneof(fc.ipV4(), fc.ipV6().filter(isIPv6))

/** The range of so many bits that an address lies in. */
const around = (text: string, bits: number): string => {
  const read = addressRange(`${text}/${bits}`)
  return 'range' in read ? read.range : (/ is (\S+)$/.exec(read.fault)?.[1] ?? assert.fail(read.fault))
}

test('a range that is within another one admits no address that the other does not', () => {
  const bits = fc.integer({ min: 0, max: 128 })
  fc.assert(
    fc.property(address, bits, bits, address, (text, some, more, stranger) => {
      const width = text.includes(':') ? 128 : 32
      const [few = 0, many = 0] = [some % (width + 1), more % (width + 1)].toSorted((a, b) => a - b)
      const [outer, inner] = [around(text, few), around(text, many)]
      const isMapped = width === 128 && outer.includes(':') !== inner.includes(':')
      assert.equal(isWithinRanges([outer], inner), !isMapped, `${inner} in ${outer}`)
      assert.ok(isAllowedAddress([inner], text) && isAllowedAddress([outer], text), text)
      if (isAllowedAddress([inner], stranger)) assert.ok(isAllowedAddress([outer], stranger), stranger)
      if (inner !== outer && !isMapped) assert.ok(!isWithinRanges([inner], outer), `${outer} in ${inner}`)
    }),
  )
})

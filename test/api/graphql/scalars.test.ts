import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type GraphQLScalarType, isScalarType, parseValue } from 'graphql'
import { schema } from '../../kit/graphql.ts'

const scalar = (name: string): GraphQLScalarType => {
  const type = schema.getType(name)
  assert.ok(isScalarType(type))
  return type
}
const literal = (name: string, text: string) => scalar(name).parseLiteral(parseValue(text))
const variable = (name: string, value: unknown) => scalar(name).parseValue(value)

test('a Decimal keeps every digit, as text and as a number of the document', () => {
  assert.equal(literal('Decimal', '0.1000000000000000001'), '0.1000000000000000001')
  assert.equal(literal('Decimal', '"12"'), '12')
  assert.equal(literal('Decimal', '-3'), '-3')
  assert.equal(variable('Decimal', '0.25'), '0.25')
  assert.equal(variable('Decimal', 0.25), '0.25')
  assert.equal(scalar('Decimal').serialize('0.000125'), '0.000125')
})

test('what is no plain decimal is refused', () => {
  for (const value of [
    '',
    '1e3',
    '.5',
    '1.',
    ' 1',
    '0x10',
    '٣',
    '1'.repeat(31),
    1e30,
    Number.NaN,
    true,
    null,
    {},
  ])
    assert.throws(() => variable('Decimal', value), /Decimal must be a plain decimal/)
  for (const text of ['1e3', '"x"', 'true', '[1]', 'null']) assert.throws(() => literal('Decimal', text))
})

test('a DateTime is read with any offset and written in UTC', () => {
  const noon = Date.UTC(2026, 0, 31, 12)
  for (const text of ['2026-01-31T12:00:00Z', '2026-01-31T13:30:00.000+01:30', '2026-01-31t12:00:00z'])
    assert.equal(variable('DateTime', text), noon)
  assert.equal(literal('DateTime', '"2026-01-31T12:00:00Z"'), noon)
  assert.equal(variable('DateTime', '2024-02-29T00:00:00Z'), Date.UTC(2024, 1, 29))
  assert.equal(scalar('DateTime').serialize(noon), '2026-01-31T12:00:00.000Z')
})

test('a moment that does not exist, or lacks its offset, is refused', () => {
  for (const value of [
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T12:00:60Z',
    '2026-01-31T12:00:00',
    '2026-01-31',
    'yesterday',
    1_700_000_000_000,
    null,
  ])
    assert.throws(() => variable('DateTime', value), /DateTime must be a moment with its offset/)
  assert.throws(() => literal('DateTime', '1700000000000'))
})

test('JSON takes any value of the document, variables within it included', () => {
  const value = scalar('JSON').parseLiteral(parseValue('{ a: [1, 2.5, "x", true, null, { b: $b }] }'), {
    b: 'y',
  })
  assert.equal(JSON.stringify(value), '{"a":[1,2.5,"x",true,null,{"b":"y"}]}')
  assert.deepEqual(variable('JSON', [{ a: 1 }]), [{ a: 1 }])
})

test('JSON that is nested without end is refused', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  assert.throws(() => variable('JSON', deep), /nested 64 deep at most/)
  assert.throws(() => variable('JSON', () => 1), /JSON must be a JSON value/)
})

test('a SafeInt goes beyond 32 bits and stays exact', () => {
  assert.equal(scalar('SafeInt').serialize(9_007_199_254_740_991n), 9_007_199_254_740_991)
  assert.equal(literal('SafeInt', '4294967296'), 4_294_967_296)
  for (const value of [9_007_199_254_740_992n, 0.5, '1', null])
    assert.throws(() => scalar('SafeInt').serialize(value), /SafeInt must be a whole number/)
})

test('a value that is refused is not repeated at length', () => {
  assert.throws(
    () => variable('Decimal', 'x'.repeat(1000)),
    ({ message }: Error) => message.length < 150,
  )
})

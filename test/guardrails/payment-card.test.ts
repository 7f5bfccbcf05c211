import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paymentCard } from '../../src/guardrails/payment-card.ts'

const found = (text: string) => paymentCard.find(text).map(({ start, end }) => text.slice(start, end))

const held = (text: string) => text.slice(paymentCard.unsettled(text))

test('finds the numbers of every large issuer, in one piece or in groups', () => {
  for (const card of [
    '4111111111111111',
    '4222222222222',
    '5555555555554444',
    '2223000048400011',
    '378282246310005',
    '3782 822463 10005',
    '30569309025904',
    '3056 930902 5904',
    '6011111111111117',
    '3530111333300000',
    '6200000000000005',
    '501864667909',
    '4012-8888-8888-1881',
    '4111 1111 1111 1111',
    '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
    '4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1',
    '4111  1111  1111  1111',
    '4111 - 1111 - 1111 - 1111',
    '4111.1111.1111.1111',
    '4111/1111/1111/1111',
    '4111_1111_1111_1111',
    '4111\t1111\t1111\t1111',
    '4111\n1111\n1111\n1111',
    '4111\r\n1111\r\n1111\r\n1111',
    '3782.822463.10005',
  ]) {
    assert.deepEqual(found(card), [card])
    assert.deepEqual(found(`my card (${card}), valid until 12/27`), [card])
  }
})

test('a number next to others is found, and the others are left', () => {
  assert.deepEqual(found('order 12345 4111 1111 1111 1111 2027'), ['4111 1111 1111 1111'])
  assert.deepEqual(found('4111111111111111 123'), ['4111111111111111'])
  assert.deepEqual(found('4111111111111111, 5555555555554444'), ['4111111111111111', '5555555555554444'])
  assert.deepEqual(found('visa4111111111111111'), ['4111111111111111'])
  assert.deepEqual(found('x4111111111111111y'), ['4111111111111111'])
  assert.deepEqual(found('7 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1'), ['4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1'])
  assert.deepEqual(found('12 4111/1111/1111/1111 12'), ['4111/1111/1111/1111'])
  assert.deepEqual(found('卡号4111111111111111。'), ['4111111111111111'])
})

test('what is no card number is left', () => {
  for (const text of [
    '4111111111111112',
    '9111111111111111',
    '41111111111111110000',
    '0.4111111111111111',
    '4111111111111111.5',
    'a4111111111111111b',
    '1 7 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
    '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 9',
    '4\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1',
    '1234\n4111\n1111\n1111\n1111',
    '4111\n1111\n1111\n1111\n1234',
    '4111/1111.1111_1111',
    '4111    1111    1111    1111',
    '4111..1111..1111..1111',
    '41 11 11 11 11 11 11 11',
    '2024 2025 2026 2027',
    '1700000000000',
  ])
    assert.deepEqual(found(text), [], text)
})

test('a number in disguise is found where it stands', () => {
  for (const disguised of [
    '４１１１１１１１１１１１１１１１',
    '4111\u200b1111\u200b1111\u200b1111',
    '4111\u00a01111\u00a01111\u00a01111',
    '4111–1111–1111–1111',
    '\\u0034111111111111111',
    '4111\\t1111\\t1111\\t1111',
    '4111%201111%201111%201111',
    '4111&nbsp;1111&nbsp;1111&nbsp;1111',
    '4111\u00001111\u00001111\u00001111',
    '٤١١١١١١١١١١١١١١١',
  ])
    assert.deepEqual(found(`no ${disguised} ok`), [disguised], disguised)
})

test('holds back what may still become a card number, and no more', () => {
  for (const [text, pending] of [
    ['it costs ', ''],
    ['in 2024 ', ''],
    ['in 2024 we ', ''],
    ['pay 4111 1111 ', '4111 1111 '],
    ['pay 4111 1111 1111 1111', '4111 1111 1111 1111'],
    ['pay 4111 1111 1111 1111 ', '4111 1111 1111 1111 '],
    ['pay 4111 1111 1111 1111 n', ''],
    ['pay 4111 1111 1111 1111 a', 'a'],
    ['in 1990\n', '90\n'],
    ['on 17/', '17/'],
    ['at 5. ', ''],
    ['pay 4111111111111111 ', ''],
    ['pay 4111111111111111.', '4111111111111111.'],
    ['pay 5555555555554444\n', ''],
  ] as const)
    assert.equal(held(text), pending, text)
})

test('endless digits make it hold back no more than a card number is long', () => {
  for (const piece of ['4', '4 ', '41 ', '4111 ', '4-', '4.', '4a', '4   ', '4111\n', '41\r\n', '4 - '])
    assert.ok(held(piece.repeat(5000)).length <= 100, `${piece}: ${held(piece.repeat(5000)).length}`)
})

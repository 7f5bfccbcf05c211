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
    '1 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
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
    ['pay 4111 1111 1111 1111 n', 'n'],
    ['pay 4111111111111111 ', ''],
    ['pay 4111111111111111.', '4111111111111111.'],
    ['pay 5555555555554444\n', ''],
  ] as const)
    assert.equal(held(text), pending, text)
})

test('endless digits make it hold back no more than a card number is long', () => {
  for (const piece of ['4', '4 ', '41 ', '4111 ', '4-', '4.', '4a'])
    assert.ok(held(piece.repeat(5000)).length <= 41, `${piece}: ${held(piece.repeat(5000)).length}`)
})

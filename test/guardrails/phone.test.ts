import assert from 'node:assert/strict'
import { test } from 'node:test'
import { phone } from '../../src/guardrails/phone.ts'

const found = (text: string) => phone.find(text).map(({ start, end }) => text.slice(start, end))

/** What a stream would hold back of the text. */
const held = (text: string) => text.slice(phone.unsettled(text))

test('finds numbers as people of many countries write them, and nothing around them', () => {
  for (const number of [
    '+41 44 668 18 00',
    '+41 (0)44 668 18 00',
    '+14155552671',
    '+1-415-555-2671',
    '+1 (415) 555-2671',
    '+44 20 7946 0958',
    '+905321234567',
    '+90 (532) 123 45 67',
    '+49-30-12345678',
    '0041 44 668 18 00',
    '001-415-555-2671',
    '(415) 555-2671',
    '(415)555-2671',
    '415-555-2671',
    '415.555.2671',
    '415 555 2671',
    '1-800-555-0199',
    '415-555-2671 ext. 12',
    '415.555.2671x89902',
    '020 7946 0958',
    '07700 900123',
    '0161 496 0000',
    '06 12 34 56 78',
    '01.23.45.67.89',
    '06-10446904',
    '030 12345678',
    '0341/8387176',
    '0532 123 45 67',
    '05321234567',
    '(08) 8747 6301',
    '0412 345 678',
    '03-1234-5678',
    '(11) 4706-6184',
    '138 0013 8000',
  ]) {
    assert.deepEqual(found(number), [number])
    assert.deepEqual(found(`Reach us (${number}), please.`), [number])
    assert.deepEqual(found(`a\n${number}\nb`), [number])
    assert.deepEqual(found(`电话${number}。`), [number])
  }
})

test('a number that could be anything is found behind a word that announces it', () => {
  for (const [text, number] of [
    ['Phone: 780 6326', '780 6326'],
    ['phone number is 9493 7477.', '9493 7477'],
    ['Tel.: 5403926876', '5403926876'],
    ['Please call me at 75 196 772', '75 196 772'],
    ['Téléphone : 28-81-33-70', '28-81-33-70'],
    ['Handy 17612345678', '17612345678'],
    ['Телефон: 495 1234567', '495 1234567'],
  ] as const) {
    assert.deepEqual(found(text), [number], text)
    assert.deepEqual(found(number), [], number)
  }
  for (const text of [
    'cellar 780 6326',
    'recall 780 6326',
    'I called 780 6326',
    'phone it in, all 12 of you',
  ])
    assert.deepEqual(found(text), [], text)
})

test('what is no telephone number is left', () => {
  for (const text of [
    '05.12.1999',
    '2024-01-15',
    'call 2024-01-15',
    'call 20240115',
    '2024-01-15T10:30:00',
    '192.168.100.200',
    '3.14159265358979',
    '0.0612345678',
    '1,234,567.89',
    '123 456 789',
    '078-05-1120',
    '4111 1111 1111 1111',
    'DE89 3704 0044 0532 0130 00',
    '1700000000',
    '1700000000000',
    '978-3-16-148410-0',
    'INV-415-555-2671',
    'v415.555.2671',
    '415-555-2671-9',
    '415-555-2671abc',
    '01100001 01110100',
    '+1 2',
    '+0123456789',
    '00000000-0000-0000-0000-000000000000',
    'a0612345678',
  ])
    assert.deepEqual(found(text), [], text)
})

test('several numbers are found, each by itself', () => {
  assert.deepEqual(found('415-555-2671, 415-555-2672'), ['415-555-2671', '415-555-2672'])
  assert.deepEqual(found('415-555-2671 415-555-2672'), ['415-555-2671', '415-555-2672'])
  assert.deepEqual(found('12 415-555-2671'), ['415-555-2671'])
})

test('a number in disguise is found where it stands', () => {
  for (const disguised of [
    '＋４１ ４４ ６６８ １８ ００',
    '+41\u00a044\u00a0668\u00a018\u00a000',
    '415\u2011555\u20112671',
    '415\u200b-555-2671',
  ])
    assert.deepEqual(found(`call ${disguised} now`), [disguised], disguised)
})

test('a stream holds back a number that may go on, or what may announce one, and lets the rest pass', () => {
  for (const [text, rest] of [
    ['The number is 415-555', '415-555'],
    ['The number is 415-555-2671', '415-555-2671'],
    ['The number is 415-555-2671 e', '415-555-2671 e'],
    ['The number is 415-555-2671 for', 'r'],
    ['Write to (', '('],
    ['My pho', 'pho'],
    ['My phone: ', 'phone: '],
    ['My phone is somewhere else today ', ''],
    ['Nothing to hide ', ''],
  ] as const)
    assert.equal(held(text), rest, text)
})

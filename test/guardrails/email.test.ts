import assert from 'node:assert/strict'
import { test } from 'node:test'
import { email } from '../../src/guardrails/email.ts'

const found = (text: string) => email.find(text).map(({ start, end }) => text.slice(start, end))

/** What a stream would hold back of the text. */
const held = (text: string) => text.slice(email.unsettled(text))

test('finds addresses as people write them, and nothing around them', () => {
  for (const [text, ...addresses] of [
    ['write to bob@example.com.', 'bob@example.com'],
    ['<first.last+tag@mail.example.co.uk>, please', 'first.last+tag@mail.example.co.uk'],
    ["'o'brien@example.ie'", "o'brien@example.ie"],
    ['mailto:a@b.co?subject=x', 'a@b.co'],
    ['https://x.example/?email=bob@example.com&y', 'bob@example.com'],
    ['bob@example.com,eve@example.org', 'bob@example.com', 'eve@example.org'],
    ['user@xn--80ak6aa92e.com', 'user@xn--80ak6aa92e.com'],
    ['müller@bücher.example', 'müller@bücher.example'],
    ['请联系bob@example.com。谢谢', 'bob@example.com'],
    ['@bob@mastodon.example', 'bob@mastodon.example'],
    ['bob@example.com-', 'bob@example.com'],
    ['of "bob"@example.com,', '"bob"@example.com'],
    ['{"to":"\\"bob\\"@example.com"}', '\\"bob\\"@example.com'],
    ['{"a":"bob","b":"eve@example.com"}', 'eve@example.com'],
    ['at bob@[127.0.0.1] or bob@[IPv6:2001:db8::1]', 'bob@[127.0.0.1]', 'bob@[IPv6:2001:db8::1]'],
    ['bob@example。com', 'bob@example。com'],
    ['写信给bob@example.com。Thanks', 'bob@example.com'],
  ] as const)
    assert.deepEqual(found(text), addresses, text)
})

test('what only looks like an address is none', () => {
  for (const text of [
    'info@presidio.',
    'icon@2x.png',
    'a @ b.co',
    '@override.me',
    'user@10.0.0.1',
    'pkg@1.2.3',
    'a@b..co',
    'weights@[1:2]',
    'weights@[0.5]',
    '{"name":"@override.me"}',
    '""@example.com',
    'Tom & Jerry@home',
  ])
    assert.deepEqual(found(text), [], text)
})

test('an address in disguise is found where it stands', () => {
  for (const disguised of [
    'bob＠example．com',
    'bob\u200b@\u200bexample.com',
    'bob\\u0040example.com',
    'bob\\\\u0040example.com',
    'bob%40example.com',
    'bob%2540example%2Ecom',
    'bob&#64;example.com',
    'bob&#x40;example&period;com',
    'bob&amp;commat;example.com',
    'bob@exam\u0000ple.com',
    'bob@exam\\u0000ple.com',
    `b${'\u00ad'.repeat(30)}ob@example.com`,
    '𝐛ob@example.com',
  ])
    assert.deepEqual(found(`to ${disguised} now`), [disguised], disguised)
  assert.deepEqual(found('"Hello,\\nbob@example.com"'), ['bob@example.com'], 'an escape is no part of it')
})

test('holds back what may still become part of an address, and no more', () => {
  for (const [text, pending] of [
    ['hello ', ''],
    ['hello bob', 'bob'],
    ['hello bob@exam', 'bob@exam'],
    ['hello bob@example.co', 'bob@example.co'],
    ['hello bob@example.com.', 'bob@example.com.'],
    ['hello bob@example.com ', ''],
    ['hello bob@example.com, ', ''],
    ['hello (', ''],
    ['联系我们', ''],
    ['hello bob\\u00', 'bob\\u00'],
    ['hello bob%4', 'bob%4'],
    ['hello b\u200b', 'b\u200b'],
    ['hello bob%', 'bob%'],
    ['hello 20% ', ''],
    ['hello bob&#6', 'bob&#6'],
    ['this & ', ''],
    ['say "hel', '"hel'],
    ['say "hello"', '"hello"'],
    ['say "hello" ', ''],
    ['bob@[127.0', 'bob@[127.0'],
  ] as const)
    assert.equal(held(text), pending, text)
})

test('an endless word, domain or chain of addresses makes it hold back no more than an address is long', () => {
  for (const piece of ['a', '@', 'a.', 'b@a.', 'a@b.co', 'a\u200b']) {
    const text = `bob@${piece.repeat(5000)}`
    assert.ok(held(text).length <= 2 * 254, `${piece}: ${held(text).length}`)
    assert.ok(held(piece.repeat(5000)).length <= 2 * 254, piece)
  }
})

test('of a local part longer than any address has, the end is taken', () => {
  assert.deepEqual(found(`${'a'.repeat(100)}@example.com`), [`${'a'.repeat(64)}@example.com`])
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { canonical } from '../../src/audit/canonical.ts'
import { masked } from '../../src/audit/masked.ts'
import { createSubjectKeys } from '../../src/audit/subject-keys.ts'
import { secret } from '../kit/audit-chain.ts'
import fc from '../kit/fast-check.ts'

const secrets = (words: string) => ({
  indexKey: secret(`${words} index`),
  wrappingKey: secret(`${words} wrapping`),
})
const random = randomBytes

describe('the keys of persons', () => {
  const keys = createSubjectKeys({ ...secrets('first'), random })

  test('open what they have sealed, in its place only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const sealed = keys.create()
        const box = keys.unseal(sealed)?.seal(text.toWellFormed(), 'event-1') ?? ''
        assert.equal(keys.unseal(sealed)?.open(box, 'event-1'), text.toWellFormed())
        assert.equal(keys.unseal(sealed)?.open(box, 'event-2'), undefined)
        assert.equal(keys.unseal(keys.create())?.open(box, 'event-1'), undefined)
      }),
    )
  })

  test('find a person again, but not in another tenant', () => {
    const [ada] = keys.lookups('default', 'subject', 'user:ada')
    assert.deepEqual(keys.lookups('default', 'subject', 'user:ada'), [ada])
    assert.notDeepEqual(keys.lookups('acme', 'subject', 'user:ada'), [ada])
    assert.notDeepEqual(keys.lookups('default', 'address', 'user:ada'), [ada])
  })

  test('open and find what was kept before the master key was changed', () => {
    const later = createSubjectKeys({ ...secrets('second'), previous: [secrets('first')], random })
    const sealed = keys.create()
    const box = keys.unseal(sealed)?.seal('Ada', 'event-1') ?? ''
    assert.equal(later.unseal(sealed)?.open(box, 'event-1'), 'Ada')
    const [known] = keys.lookups('default', 'subject', 'user:ada')
    assert.deepEqual(later.lookups('default', 'subject', 'user:ada')[1], known)
    const stranger = createSubjectKeys({ ...secrets('third'), random })
    assert.equal(stranger.unseal(sealed), undefined)
  })
})

describe('the text of an event', () => {
  test('is one, in whatever order its members come', () => {
    assert.equal(
      canonical({ b: 1, a: [true, null, { d: 'é', c: 1e21 }] }),
      '{"a":[true,null,{"c":1e+21,"d":"é"}],"b":1}',
    )
    // RFC 8785, section 3.2.3: by UTF-16 code units, numbers as names too.
    assert.equal(
      canonical({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }),
      `{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}`,
    )
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = canonical(value as never)
        assert.equal(canonical(JSON.parse(text)), text)
      }),
    )
  })

  test('shows no secret, by its name or by its looks', () => {
    const row = {
      apiKey: 'x',
      secrets: { apiKey: 'sealed' },
      spec: { headers: { authorization: 'x' }, note: 'use sk-live_0123456789abcdef here', password: ['x'] },
      name: 'a weir_0123456789012345678901234567890123456789012345678 b',
      maxTokens: 5,
    }
    assert.deepEqual(masked('', row), {
      apiKey: '***',
      secrets: '***',
      spec: { headers: { authorization: '***' }, note: 'use *** here', password: '***' },
      name: 'a *** b',
      maxTokens: 5,
    })
    assert.ok(JSON.stringify(masked('', { text: 'x'.repeat(1_000_000) })).length < 2_100)
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detectors } from '../../src/guardrails/index.ts'
import fc from '../kit/fast-check.ts'
import { lines, withoutTestData } from '../kit/recordings.ts'

test('the list of detectors is sorted and names each kind once', () => {
  const kinds = detectors.map(({ kind }) => kind)
  assert.deepEqual(kinds, [...new Set(kinds)].sort())
})

/** Words that begin, continue, disguise and end findings. */
const words = fc.constantFrom(
  ...[
    'bob',
    'x',
    '@',
    '.',
    '-',
    '_',
    '%',
    ' ',
    '\n',
    'example.com',
    '.uk',
    'xn--',
    '@2x.png',
    'é',
    '联',
    '—',
  ],
  ...[
    '"',
    '\\"',
    '[',
    '127.0.0.1',
    ']',
    ':',
    '。',
    '\u0000',
    '&',
    '&#',
    '64',
    ';',
    '&amp;',
    'commat',
    '&#x40;',
    '%25',
  ],
  ...[
    '4111',
    '1111',
    '/',
    '\t',
    '\r',
    '4111.1111.1111.1111',
    '7 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
    '4/1/1/1/1/1/1/1',
  ],
  ...[
    '+',
    '(',
    ')',
    '+41',
    '44 668 18 00',
    '415',
    '555-2671',
    '0',
    '061',
    'x12',
    ' ext. 7',
    'phone',
    'tel: ',
    '00',
  ],
  ...['4', '1', '9', '12', '1.', '4111', '4111111111111111', '3782 822463 10005', '501864667909', '\u00a0'],
  ...['\\', '\\\\', '\\u0040', '\\u00', '\\n', 'u', '%40', '\u200b', '\u200b'.repeat(8), '４', '𝟒', '\ud835'],
  ...['4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1', '1 '.repeat(20), 'a'.repeat(60), 'a.'.repeat(50)],
)

const texts = fc.array(words, { maxLength: 12 }).map(list => list.join(''))

for (const { kind, find, unsettled } of detectors) {
  test(`${kind}: what stands before the unsettled part is decided, and what follows needs nothing of it`, () => {
    fc.assert(
      fc.property(texts, texts, (text, more) => {
        const cut = unsettled(text)
        const whole = find(text + more)
        const settled = find(text).filter(({ start }) => start < cut)
        const later = find(text.slice(cut) + more).map(finding => ({
          ...finding,
          start: finding.start + cut,
          end: finding.end + cut,
        }))
        assert.deepEqual([...settled, ...later], whole)
        assert.ok(settled.every(({ end }) => end <= cut))
      }),
      { numRuns: 2000 },
    )
  })

  test(`${kind}: what it holds back is bounded, whatever the text`, () => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 3 }), list => {
        const text = list.join('').repeat(2000)
        assert.ok(text.length - unsettled(text) <= 10_000)
      }),
    )
  })

  test(`${kind}: findings are in order and do not overlap`, () => {
    fc.assert(
      fc.property(texts, text => {
        let behind = 0
        for (const { start, end } of find(text)) {
          assert.ok(start >= behind && end > start && end <= text.length)
          behind = end
        }
      }),
    )
  })
}

interface Labelled {
  readonly text: string
  readonly spans: readonly { readonly start: number; readonly end: number; readonly type: string }[]
}

/** Least precision and recall on labelled texts that others have collected. */
const quality = [
  { kind: 'EMAIL', labels: ['EMAIL_ADDRESS'], precision: 1, recall: 1 },
  // Missed: a UATP number and four that begin with 35 but lie outside of JCB's range. Found too: an IBAN.
  { kind: 'PAYMENT_CARD', labels: ['CREDIT_CARD'], precision: 0.99, recall: 0.97 },
  // Missed: digits that nothing tells from others. Found too: numbers of other registers that are grouped alike.
  {
    kind: 'PHONE',
    labels: ['PHONE_NUMBER', 'PH_MOBILE_NUMBER', 'TR_PHONE_NUMBER'],
    precision: 0.93,
    recall: 0.88,
  },
]

for (const { kind, labels, precision, recall } of quality) {
  test(`${kind}: precision and recall on labelled texts (F18)`, { skip: withoutTestData }, t => {
    const detector = detectors.find(detector => detector.kind === kind)
    let right = 0
    let found = 0
    let labelled = 0
    for (const { text, spans } of lines<Labelled>('guards/pii.jsonl.gz')) {
      const expected = spans.filter(({ type }) => labels.includes(type))
      const findings = detector?.find(text) ?? []
      labelled += expected.length
      found += findings.length
      right += findings.filter(f => expected.some(s => s.start === f.start && s.end === f.end)).length
    }
    t.diagnostic(`precision ${right}/${found}, recall ${right}/${labelled}`)
    assert.ok(
      right / found >= precision && right / labelled >= recall,
      `${right} of ${found} and ${labelled}`,
    )
  })
}

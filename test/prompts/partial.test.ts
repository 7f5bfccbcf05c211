import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../kit/fast-check.ts'
import { answering } from '../kit/prompts.ts'

const types = `
  type A { text: String! long: [String!]! mood: Mood! count: Int ratio: Float sure: Boolean! id: ID! day: DateTime
    parts: [Part!]! pick: Pick either: [Pick!]! }
  enum Mood { GOOD GOODNESS BAD }
  type Part { name: String! size: Int! mood: Mood }
  type Left { name: String! } type LeftHand { name: String! size: Int }
  union Pick = Left | LeftHand
`
const prompt = answering('A!', types)

const part = fc.record({
  name: fc.string({ unit: 'grapheme' }),
  size: fc.integer({ min: -9999, max: 9999 }),
  mood: fc.constantFrom('GOOD', 'GOODNESS', 'BAD', null),
})
const pick = fc.oneof(
  fc.record({ __typename: fc.constant('Left'), name: fc.string() }),
  fc.record({
    __typename: fc.constant('LeftHand'),
    name: fc.string(),
    size: fc.option(fc.integer({ min: 0, max: 99 })),
  }),
)
const answers = fc.record({
  text: fc.string({ unit: 'grapheme' }),
  long: fc.array(fc.string({ unit: 'grapheme' })),
  mood: fc.constantFrom('GOOD', 'GOODNESS', 'BAD'),
  count: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  ratio: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  sure: fc.boolean(),
  id: fc.string(),
  day: fc.constantFrom('2026-01-31T12:00:00.000Z', null),
  parts: fc.array(part, { maxLength: 4 }),
  pick: fc.option(pick),
  either: fc.array(pick, { maxLength: 3 }),
})

/** Whether what there is so far may become the whole: texts begin alike, everything else is the same or not there. */
const growsInto = (partial: unknown, whole: unknown, at: string): void => {
  if (partial === null || partial === undefined) return
  if (Array.isArray(partial) && Array.isArray(whole)) {
    assert.ok(partial.length <= whole.length, at)
    for (const [index, item] of partial.entries()) {
      assert.notEqual(item, null, at)
      growsInto(item, whole[index], `${at}[${index}]`)
    }
  } else if (typeof partial === 'object' && typeof whole === 'object' && whole !== null)
    for (const [key, value] of Object.entries(partial))
      growsInto(value, Reflect.get(whole, key), `${at}.${key}`)
  else if (typeof partial === 'string' && typeof whole === 'string' && isText.test(at))
    assert.ok(whole.startsWith(partial), `${at}: ${partial} of ${whole}`)
  else assert.deepEqual(partial, whole, at)
}

const isText = /\.(?:text|name|long\[\d+\])$/

test('wherever an answer breaks off, what there is of it may become the whole, and only grows', () => {
  fc.assert(
    fc.property(answers, fc.constantFrom(undefined, 2), fc.boolean(), (answer, indent, escaped) => {
      const json = JSON.stringify(answer, null, indent)
      const text = escaped
        ? json.replaceAll(/[^ -~\n]/g, sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
        : json
      const read = prompt.readAnswer(text)
      assert.ok('value' in read)
      const whole = prompt.toJson(read.value)
      let before: unknown
      for (let end = 0; end <= text.length; end++) {
        const value = prompt.readPartial(text.slice(0, end))
        if (value === undefined) {
          assert.equal(before, undefined)
          continue
        }
        const partial = prompt.toJson(value)
        growsInto(partial, whole, '')
        growsInto(before, partial, '')
        before = partial
      }
      assert.deepEqual(before, whole)
    }),
    { numRuns: 60 },
  )
})

test('what stands around the JSON, and values that do not fit, are left out', () => {
  const partial = (text: string) => {
    const value = prompt.readPartial(text)
    return value === undefined ? undefined : prompt.toJson(value)
  }
  const nothing = Object.fromEntries(
    Object.keys(prompt.answerSchema.properties ?? {}).map(key => [key, null]),
  )
  assert.equal(partial(''), undefined)
  assert.equal(partial('Certainly'), undefined)
  assert.deepEqual(partial('Certainly!\n```json\n{ "text": "Hel'), { ...nothing, text: 'Hel' })
  assert.deepEqual(
    partial('{"mood": "SAD", "count": "many", "text": ["x"], "parts": {}, "pick": {"name": "x"}'),
    {
      ...nothing,
    },
  )
  assert.deepEqual(partial('{"mood": "good", "unheard": {"of": "'), { ...nothing, mood: 'GOOD' })
  assert.deepEqual(partial('{"text": "a"} and more {'), { ...nothing, text: 'a' })
})

test('answers that are no objects grow too', () => {
  const list = answering('[String!]!')
  assert.deepEqual(list.readPartial('{"answer": ["one", "tw'), ['one', 'tw'])
  assert.equal(list.readPartial('{"ans'), undefined)
  assert.equal(answering('Int').readPartial('{"answer": 12'), undefined)
  assert.equal(answering('Int').readPartial('{"answer": 12}'), 12)
})

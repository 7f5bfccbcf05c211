import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import o200k from 'tiktoken/encoders/o200k_base.json' with { type: 'json' }
import { Tiktoken } from 'tiktoken/lite'
import { encodingOf } from '../../src/models/encodings.ts'
import { maxSliceLength, slicesOf } from '../../src/models/slices.ts'
import { createTokenizer, type Tokenizer } from '../../src/models/tokenizer.ts'
import fc from '../kit/fast-check.ts'

const exact = new Tiktoken(o200k.bpe_ranks, o200k.special_tokens, o200k.pat_str)
const quiet = { info() {}, warn() {}, error() {} }
const tokenizer = createTokenizer({ clock: () => 0, log: quiet })
after(async () => {
  await tokenizer.close()
  exact.free()
})

test('a model is counted with the encoding of its family', () => {
  for (const [model, encoding] of [
    ['gpt-4', 'cl100k_base'],
    ['gpt-4-turbo-2024-04-09', 'cl100k_base'],
    ['gpt-3.5-turbo', 'cl100k_base'],
    ['text-embedding-3-large', 'cl100k_base'],
    ['ft:gpt-3.5-turbo-0125:acme::x', 'cl100k_base'],
    ['gpt-4o', 'o200k_base'],
    ['gpt-4.1-mini', 'o200k_base'],
    ['openai/gpt-5.1', 'o200k_base'],
    ['o3-mini', 'o200k_base'],
    ['claude-sonnet-4-5', 'o200k_base'],
    ['gemini-2.5-pro', 'o200k_base'],
  ] as const)
    assert.equal(encodingOf(model), encoding, model)
})

test('text is counted exactly', async () => {
  // The cookbook's own examples for cl100k_base and o200k_base.
  assert.equal(await tokenizer.count('tiktoken is great!', 'gpt-4'), 6)
  assert.equal(await tokenizer.count('antidisestablishmentarianism', 'gpt-4o'), 6)
  assert.equal(await tokenizer.count('お誕生日おめでとう', 'gpt-4o'), 8)
  assert.equal(await tokenizer.count('', 'gpt-4o'), 0)
  assert.deepEqual(await tokenizer.measure(['two', 'texts'], 'gpt-4o'), { tokens: 2, source: 'COUNTED' })
})

test('special tokens in a text are text', async () => {
  assert.ok((await tokenizer.count('<|endoftext|>', 'gpt-4o')) > 1)
})

test('half a surrogate pair is counted, not choked on', async () => {
  assert.ok((await tokenizer.count('\ud83d', 'gpt-4o')) >= 1)
})

test('slices are short, whole, and never cut a character in two', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('😀', 'a', ' ', '中', '\n', 'word ', '1'), { maxLength: 5000, size: 'max' }),
      parts => {
        const text = parts.join('')
        const { pieces } = slicesOf(text)
        assert.equal(pieces.join(''), text)
        for (const piece of pieces) {
          assert.ok(piece.length <= maxSliceLength)
          assert.ok(piece.isWellFormed())
        }
      },
    ),
    { numRuns: 50 },
  )
})

test('prose is cut where the count stays exact', () => {
  const words = fc.constantFrom(
    'the ',
    'Quick',
    ' brown',
    "'s",
    '12345',
    ' 中文',
    ', ',
    '\n\n',
    '  ',
    'fox',
    '-- ',
    'é',
  )
  fc.assert(
    fc.property(fc.array(words, { minLength: 900, maxLength: 1500, size: 'max' }), parts => {
      const text = parts.join('')
      const { pieces, roughCuts } = slicesOf(text)
      fc.pre(roughCuts === 0 && pieces.length > 1)
      const counted = pieces.reduce((sum, piece) => sum + exact.encode_ordinary(piece).length, 0)
      assert.equal(counted, exact.encode_ordinary(text).length)
    }),
    { numRuns: 100 },
  )
})

test('a long run without a boundary is never counted below its true count, and little above', async () => {
  const alphabets = [
    'a',
    'ab',
    'etaoinshr',
    'ETAOIN',
    '中文字的一是在',
    '-=',
    '<>/="',
    '\n\r',
    '😀',
    'กขค',
    ' ',
    '/+aZ09',
  ]
  for (const alphabet of alphabets) {
    const signs = [...alphabet]
    const text = fc
      .sample(fc.array(fc.constantFrom(...signs), { minLength: 4000, maxLength: 4000, size: 'max' }), {
        numRuns: 1,
        seed: 7,
      })
      .flat()
      .join('')
    const truth = exact.encode_ordinary(text).length
    const counted = await tokenizer.count(text, 'gpt-4o')
    const cuts = Math.floor(text.length / maxSliceLength) + 1
    assert.ok(counted >= truth, `${alphabet}: ${counted} is below ${truth}`)
    assert.ok(counted <= truth + 10 * cuts, `${alphabet}: ${counted} is far above ${truth}`)
  }
})

test('a megabyte of one character is counted while the event loop keeps turning', async () => {
  let turns = 0
  let counting = true
  const turn = () => {
    turns++
    if (counting) setImmediate(turn)
  }
  setImmediate(turn)
  const text = 'a'.repeat(1_000_000)
  const { tokens, source } = await tokenizer.measure([text], 'gpt-4o')
  counting = false
  assert.equal(source, 'COUNTED')
  assert.ok(tokens >= 125_000 && tokens <= 130_000, String(tokens))
  // The tokenizer needs over half a second for it; a loop that it held would have turned once or twice.
  assert.ok(turns > 1000, `the event loop turned ${turns} times`)
})

test('a short text overtakes a long one', async () => {
  const order: string[] = []
  await Promise.all([
    tokenizer.count('x'.repeat(500_000), 'gpt-4o').then(() => order.push('long')),
    tokenizer.count('short', 'gpt-4o').then(() => order.push('short')),
  ])
  assert.deepEqual(order, ['short', 'long'])
})

test('the upper bound is the number of bytes, and no tokenizer finds more', () => {
  assert.equal(tokenizer.upperBound('añ😀'), 7)
  assert.equal(tokenizer.upperBound(''), 0)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), text => {
      assert.ok(exact.encode_ordinary(text).length <= tokenizer.upperBound(text))
    }),
  )
})

const frailWorker = new URL('./frail-worker.ts', import.meta.url)

const withFrail = async (
  run: (frail: Tokenizer, about: { now: number; readonly errors: unknown[] }) => Promise<void>,
): Promise<void> => {
  const about = { now: 0, errors: [] as unknown[] }
  const log = { ...quiet, error: (fields: unknown) => about.errors.push(fields) }
  const frail = createTokenizer({ clock: () => about.now, log, worker: frailWorker })
  try {
    await run(frail, about)
  } finally {
    await frail.close()
  }
}

test('when the worker dies, counts are estimated, and a second later it is there again', () =>
  withFrail(async (frail, about) => {
    assert.deepEqual(await frail.measure(['fine'], 'gpt-4o'), { tokens: 7, source: 'COUNTED' })
    const [waiting, dying] = await Promise.all([
      frail.measure(['wait for it'], 'gpt-4o'),
      frail.measure(['die'], 'gpt-4o'),
    ])
    assert.deepEqual(waiting, { tokens: 4, source: 'ESTIMATED' })
    assert.deepEqual(dying, { tokens: 1, source: 'ESTIMATED' })
    assert.deepEqual(about.errors, [{ error: 'the worker has died' }])
    assert.equal((await frail.measure(['fine'], 'gpt-4o')).source, 'ESTIMATED')
    about.now = 1000
    assert.equal((await frail.measure(['fine'], 'gpt-4o')).source, 'COUNTED')
  }))

test('what does not fit the queue is estimated at once', () =>
  withFrail(async frail => {
    const held = frail.measure([`wait${'x'.repeat(3_999_000)}`], 'gpt-4o')
    assert.deepEqual(await frail.measure(['y'.repeat(3000)], 'gpt-4o'), {
      tokens: 1000,
      source: 'ESTIMATED',
    })
    assert.equal((await frail.measure(['short'], 'gpt-4o')).source, 'COUNTED')
    await frail.close()
    assert.equal((await held).source, 'ESTIMATED')
  }))

test('after closing, counts are estimated and no worker is started', () =>
  withFrail(async frail => {
    await frail.close()
    assert.deepEqual(await frail.measure(['a text'], 'gpt-4o'), { tokens: 2, source: 'ESTIMATED' })
  }))

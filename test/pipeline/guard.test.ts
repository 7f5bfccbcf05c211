import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Chunk, noUsage } from '../../src/core/chunk.ts'
import { GatewayError } from '../../src/core/error.ts'
import type { GuardrailRule } from '../../src/core/guardrail.ts'
import { ProviderFailure } from '../../src/core/provider.ts'
import type { Call, CompletionInput } from '../../src/core/request.ts'
import { collect } from '../../src/core/stream.ts'
import { detectors } from '../../src/guardrails/index.ts'
import { guard } from '../../src/pipeline/guard.ts'
import { all, answering, callOf, policy, question, silentAfter, snapshot } from '../kit/call.ts'
import fc from '../kit/fast-check.ts'
import { silentLog } from '../kit/log.ts'

const rule = (about: Partial<GuardrailRule> = {}): GuardrailRule => ({
  name: 'default',
  detectors: ['EMAIL', 'PAYMENT_CARD'],
  direction: 'BOTH',
  action: 'REDACT',
  ...about,
})

const governed = (rules: readonly GuardrailRule[], about: Partial<Call> = {}): Call =>
  callOf({ snapshot: { ...snapshot, guardrails: rules }, ...about })

const text = (text: string, index = 0): Chunk => ({ type: 'text', index, text })
const reasoning = (text: string, providerState?: string): Chunk => ({
  type: 'reasoning',
  index: 0,
  text,
  ...(providerState !== undefined && { providerState }),
})
const args = (text: string, index = 0): Chunk => ({ type: 'tool-call', index, arguments: text })
const finish: Chunk = { type: 'finish', reason: 'STOP', usage: noUsage }

const { log } = silentLog()
const through = (chunks: readonly Chunk[], call = governed([rule()])) =>
  guard({ detectors, log })(answering(...chunks, finish))(call)

/** What the provider gets of an input. */
const sent = (input: Call['input'], rules = [rule()]) => {
  const end = answering(finish)
  const call = governed(rules, { input })
  guard({ detectors, log })(end)(call)[Symbol.asyncIterator]().next()
  return { input: end.calls[0]?.input, record: call.record }
}

const blocked = (direction: 'INPUT' | 'OUTPUT') => (error: unknown) =>
  error instanceof GatewayError &&
  error.code === 'CONTENT_BLOCKED' &&
  error.details.direction === direction &&
  error.details.verdicts?.length === 1 &&
  !/bob|4111/.test(error.message + JSON.stringify(error.details))

test('a call that nothing governs passes untouched', () => {
  const end = answering(finish)
  const stream = end(callOf())
  for (const call of [
    callOf(),
    governed([rule()], { policy: { operation: 'complete', roles: [], quota: true } }),
  ]) {
    let passed: Call | undefined
    const guarded = guard({ detectors, log })(inner => {
      passed = inner
      return stream
    })
    assert.equal(guarded(call), stream)
    assert.equal(passed, call)
  }
})

test('every text that the provider would see is masked (F18)', () => {
  const mail = 'bob@example.com'
  const input: CompletionInput = {
    task: 'completion',
    messages: [
      { role: 'SYSTEM', parts: [{ type: 'text', text: `You are ${mail}` }] },
      {
        role: 'USER',
        parts: [
          { type: 'text', text: 'I am bob@exa' },
          { type: 'text', text: 'mple.com, hello' },
          { type: 'image', url: `https://img.example/?of=${mail}` },
        ],
      },
      {
        role: 'ASSISTANT',
        parts: [
          { type: 'reasoning', text: `It is ${mail}`, providerState: 'signed' },
          { type: 'reasoning', text: 'Hm', providerState: 'signed' },
        ],
        toolCalls: [
          { id: '1', name: 'send', arguments: '{"to":"bob\\u0040example.com","card":4111111111111111}' },
        ],
      },
      { role: 'TOOL', toolCallId: '1', parts: [{ type: 'text', text: `sent to ${mail}` }] },
    ],
    tools: [
      {
        name: 'send',
        description: `asks ${mail}`,
        parameters: { type: 'object', properties: { to: { enum: [mail, 4111111111111111] } } },
      },
    ],
    stop: [mail],
    responseFormat: { type: 'JSON_SCHEMA', name: 'x', schema: { title: mail } },
    providerOptions: { openai: { user: mail, [mail]: [mail] } },
    tags: [mail],
  }
  const masked = sent(input).input
  assert.deepEqual(masked, {
    task: 'completion',
    messages: [
      { role: 'SYSTEM', parts: [{ type: 'text', text: 'You are [EMAIL]' }] },
      {
        role: 'USER',
        parts: [
          { type: 'text', text: 'I am [EMAIL]' },
          { type: 'text', text: ', hello' },
          { type: 'image', url: 'https://img.example/?of=[EMAIL]' },
        ],
      },
      {
        role: 'ASSISTANT',
        parts: [
          { type: 'reasoning', text: 'It is [EMAIL]' },
          { type: 'reasoning', text: 'Hm', providerState: 'signed' },
        ],
        toolCalls: [{ id: '1', name: 'send', arguments: '{"to":"[EMAIL]","card":"[PAYMENT_CARD]"}' }],
      },
      { role: 'TOOL', toolCallId: '1', parts: [{ type: 'text', text: 'sent to [EMAIL]' }] },
    ],
    tools: [
      {
        name: 'send',
        description: 'asks [EMAIL]',
        parameters: { type: 'object', properties: { to: { enum: ['[EMAIL]', '[PAYMENT_CARD]'] } } },
      },
    ],
    stop: ['[EMAIL]'],
    responseFormat: { type: 'JSON_SCHEMA', name: 'x', schema: { title: '[EMAIL]' } },
    providerOptions: { openai: { user: '[EMAIL]', '[EMAIL]': ['[EMAIL]'] } },
    tags: [mail],
  })
  assert.deepEqual(sent({ task: 'embedding', texts: ['of bob@example.com', 'of nobody'] }).input, {
    task: 'embedding',
    texts: ['of [EMAIL]', 'of nobody'],
  })
})

test('an address that an image cuts in two is masked, and a part of which nothing is left is left out', () => {
  const image = { type: 'image' as const, url: 'https://img.example/a.png' }
  const input: CompletionInput = {
    task: 'completion',
    messages: [
      {
        role: 'USER',
        parts: [{ type: 'text', text: 'I am bob@exam' }, image, { type: 'text', text: 'ple.com, hello' }],
      },
      {
        role: 'USER',
        parts: [{ type: 'text', text: 'I am bob@exam' }, image, { type: 'text', text: 'ple.com' }],
      },
    ],
  }
  const masked = sent(input).input
  assert.deepEqual(masked?.task === 'completion' && masked.messages, [
    {
      role: 'USER',
      parts: [{ type: 'text', text: 'I am [EMAIL]' }, image, { type: 'text', text: ', hello' }],
    },
    { role: 'USER', parts: [{ type: 'text', text: 'I am [EMAIL]' }, image] },
  ])
})

test('ids of tool calls are masked so that calls and results still match, and different ones differ', async () => {
  const toolCall = (id: string) => ({ id, name: 'f', arguments: '{}' })
  const result = (toolCallId: string) => ({ role: 'TOOL' as const, toolCallId, parts: [] })
  const input: CompletionInput = {
    task: 'completion',
    messages: [
      {
        role: 'ASSISTANT',
        parts: [],
        toolCalls: ['call_carol@example.com', 'call_dave@example.com', 'call_7'].map(toolCall),
      },
      ...['call_dave@example.com', 'call_carol@example.com', 'call_7'].map(result),
    ],
  }
  const masked = sent(input).input
  assert.deepEqual(masked?.task === 'completion' && masked.messages, [
    { role: 'ASSISTANT', parts: [], toolCalls: ['EMAIL_1', 'EMAIL_2', 'call_7'].map(toolCall) },
    ...['EMAIL_2', 'EMAIL_1', 'call_7'].map(result),
  ])
  const ids = ['call_carol@example.com', 'call_7', 'call_dave@example.com']
  const answer = await collect(
    through(ids.map((id, index) => ({ type: 'tool-call', index, id, name: 'f', arguments: '{}' }))),
  )
  assert.deepEqual(answer.toolCalls, ['EMAIL_1', 'call_7', 'EMAIL_2'].map(toolCall))
})

test('a JSON value without end is refused', () => {
  const deep: CompletionInput = {
    ...question('hi'),
    providerOptions: JSON.parse(`{"x":${'['.repeat(1000)}${']'.repeat(1000)}}`),
  }
  assert.throws(() => sent(deep), { code: 'INVALID_INPUT' })
})

test('a call is refused before the provider is asked, and the verdict says why (F17)', () => {
  const end = answering(finish)
  const call = governed([rule({ action: 'BLOCK' })], { input: question('I am bob@example.com') })
  assert.throws(() => guard({ detectors, log })(end)(call), blocked('INPUT'))
  assert.equal(end.calls.length, 0)
  assert.deepEqual(call.record.verdicts, [
    { guardrail: 'default', kind: 'EMAIL', direction: 'INPUT', action: 'BLOCK', count: 1 },
  ])
})

test('all rules are applied and recorded in their order, and the severest action is done (P24)', async () => {
  const { log, events } = silentLog()
  const rules = [
    rule({ name: 'watch', action: 'FLAG' }),
    rule({ name: 'mask', detectors: ['EMAIL'] }),
    rule({ name: 'out', direction: 'OUTPUT', detectors: ['EMAIL'], action: 'BLOCK' }),
  ]
  const call = governed(rules, {
    policy: { ...policy, redact: { kinds: ['PAYMENT_CARD'] } },
    input: question('bob@example.com, eve@example.com, 4111111111111111'),
  })
  const end = answering(text('All clear'), finish)
  await collect(guard({ detectors, log })(end)(call))
  assert.deepEqual(end.calls[0]?.input, question('[EMAIL], [EMAIL], [PAYMENT_CARD]'))
  const verdict = { direction: 'INPUT' as const, count: 1 }
  assert.deepEqual(call.record.verdicts, [
    { ...verdict, guardrail: 'watch', kind: 'EMAIL', action: 'FLAG', count: 2 },
    { ...verdict, guardrail: 'mask', kind: 'EMAIL', action: 'REDACT', count: 2 },
    { ...verdict, guardrail: '@redact', kind: 'PAYMENT_CARD', action: 'REDACT' },
    { ...verdict, guardrail: 'watch', kind: 'PAYMENT_CARD', action: 'FLAG' },
  ])
  assert.equal(events.length, 2)
})

test('what is only flagged passes', async () => {
  const call = governed([rule({ action: 'FLAG' })])
  const answer = await collect(through([text('bob@exa'), text('mple.com')], call))
  assert.equal(answer.text, 'bob@example.com')
  assert.equal(call.record.verdicts[0]?.count, 1)
})

test('a rule that names an unknown detector stops the call instead of doing nothing (P44)', () => {
  const call = governed([rule({ detectors: ['EMIAL'] })])
  assert.throws(() => through([], call), { code: 'INTERNAL', message: /EMIAL/ })
})

/** The answer's texts as the caller puts them together, and how many notices came. */
const put = async (chunks: readonly Chunk[], call?: Call) => {
  const seen = await all(through(chunks, call))
  const of = (type: 'text' | 'reasoning') =>
    seen.reduce((joined, chunk) => (chunk.type === type ? joined + chunk.text : joined), '')
  const calls: string[] = []
  for (const chunk of seen)
    if (chunk.type === 'tool-call') calls[chunk.index] = (calls[chunk.index] ?? '') + chunk.arguments
  return {
    text: of('text'),
    reasoning: of('reasoning'),
    calls,
    redactions: seen.filter(({ type }) => type === 'redaction').length,
  }
}

const whole = 'Ask bob@example.com, or pay with 4111 1111 1111 1111. Not 4111 1111 1111 1112!'
const masked = 'Ask [EMAIL], or pay with [PAYMENT_CARD]. Not 4111 1111 1111 1112!'

test('an answer is masked the same however it is cut: in two, in three, sign by sign (F19, P21)', async () => {
  const cuts: string[][] = [[...whole]]
  for (let one = 0; one <= whole.length; one++)
    for (let two = one; two <= whole.length; two++)
      cuts.push([whole.slice(0, one), whole.slice(one, two), whole.slice(two)])
  for (const pieces of cuts) {
    const seen = await put(pieces.map(piece => text(piece)))
    assert.deepEqual(
      { text: seen.text, redactions: seen.redactions },
      { text: masked, redactions: 2 },
      pieces.join('|'),
    )
  }
})

test('reasoning and the arguments of interleaved tool calls are masked the same, sign by sign (P23)', async () => {
  const json = JSON.stringify({
    to: 'bob@example.com',
    text: 'Hello,\nbob@example.com',
    card: 4111111111111111,
  })
  const seen = await put([
    ...[...whole].map(sign => reasoning(sign)),
    ...[...json].flatMap(sign => [args(sign, 0), args(sign, 1)]),
  ])
  const clean = '{"to":"[EMAIL]","text":"Hello,\\n[EMAIL]","card":"[PAYMENT_CARD]"}'
  assert.deepEqual(seen, { text: '', reasoning: masked, calls: [clean, clean], redactions: 8 })
})

test('an answer in JSON stays JSON', async () => {
  const call = governed([rule()], { input: { ...question('hi'), responseFormat: { type: 'JSON' } } })
  const seen = await put([text('{"n":41111111'), text('11111111,"s":"4111111111111111"}')], call)
  assert.deepEqual(JSON.parse(seen.text), { n: '[PAYMENT_CARD]', s: '[PAYMENT_CARD]' })
})

/** Texts with values planted in them, cut anywhere. */
const planted = fc.constantFrom(
  'bob@example.com',
  '4111 1111 1111 1111',
  '5555555555554444',
  'a.b@mail.example.org',
)
const around = fc.constantFrom(' ', ', ', ' and ', '(', '. ', '\n', ' 联 ', ' 12 ', ' “')
const answers = fc.array(fc.tuple(around, fc.option(planted, { nil: 'word' })), { maxLength: 8 })
const positions = fc.array(fc.nat(200), { maxLength: 8 })

const cutAt = (text: string, cuts: readonly number[]): readonly string[] => {
  const at = [0, ...cuts.map(cut => cut % (text.length + 1)).sort((one, other) => one - other), text.length]
  return at.slice(1).map((end, piece) => text.slice(at[piece], end))
}

test('whatever the answer and however it is cut, no planted value leaves and the rest is as it was', async () => {
  await fc.assert(
    fc.asyncProperty(answers, positions, fc.nat(2), async (parts, cuts, kind) => {
      const answer = parts.flat().join('')
      const values = parts.map(([, value]) => value).filter(value => value !== 'word')
      const expected = parts
        .map(
          ([before, value]) =>
            `${before}${value === 'word' ? value : /@/.test(value) ? '[EMAIL]' : '[PAYMENT_CARD]'}`,
        )
        .join('')
      const pieces = cutAt(answer, cuts)
      const chunk = kind === 0 ? text : kind === 1 ? (piece: string) => reasoning(piece) : args
      const seen = await put(pieces.map(piece => chunk(piece, 0)))
      const joined = kind === 0 ? seen.text : kind === 1 ? seen.reasoning : (seen.calls[0] ?? '')
      // A mask outside of a string is quoted in arguments.
      assert.equal(kind === 2 ? joined.replace(/"(\[\w+\])"/g, '$1') : joined, expected)
      assert.equal(seen.redactions, values.length)
    }),
    { numRuns: 500 },
  )
})

test('no piece of a value leaves because a tool call or a thought came in between', async () => {
  const call = governed([rule()])
  const chunks = [text('Let me ask bob'), args('{}'), text('@example.com now)'), finish]
  const seen = await all(through(chunks.slice(0, 3), call))
  assert.deepEqual(seen, [
    text('Let me ask '),
    args('{}'),
    { type: 'redaction', kind: 'EMAIL', count: 1 },
    text('[EMAIL]'),
    text(' now)'),
    finish,
  ])
})

test('a card is whole to its reader, whatever comes between its digits', async () => {
  const pieces = [text('Pay with 4111 1111 '), reasoning('hm'), text('1111 11'), args('{}'), text('11 now.')]
  assert.equal((await put(pieces)).text, 'Pay with [PAYMENT_CARD] now.')
})

test('the words of a provider that refuses are masked, too', async () => {
  const cause = new ProviderFailure('HTTP_STATUS', 'no', { retryable: false, status: 400 })
  const fault = new GatewayError('PROVIDERS_FAILED', 'it says: bob@example.com is no model', { cause })
  const stream = guard({ detectors, log })(answering(text('a '), fault))(governed([rule()]))
  await assert.rejects(all(stream), { code: 'PROVIDERS_FAILED', message: 'it says: [EMAIL] is no model' })
})

test('a value at the end of a text is masked when a tool call follows', async () => {
  const seen = await put([text('to bob@example.com'), args('{"a":1}'), text('.uk and more')])
  assert.deepEqual(seen, { text: 'to [EMAIL] and more', reasoning: '', calls: ['{"a":1}'], redactions: 1 })
})

test('texts of several indices are one text to their reader, and keep their index', async () => {
  const seen = await all(through([text('to bob@exa', 0), text('mple.com now)', 1)]))
  assert.deepEqual(seen.slice(0, -1), [
    text('to ', 0),
    { type: 'redaction', kind: 'EMAIL', count: 1 },
    text('[EMAIL]', 0),
    text(' now)', 1),
  ])
})

test('a signature over reasoning passes where nothing is masked, and is dropped where it fits no more', async () => {
  const clean = await collect(through([reasoning('Think '), reasoning('hard', 'sig'), text('42')]))
  assert.deepEqual([clean.reasoning, clean.reasoningState], ['Think hard', 'sig'])
  const altered = await collect(through([reasoning('Ask bob@example.com', 'sig'), text('42')]))
  assert.deepEqual([altered.reasoning, altered.reasoningState], ['Ask [EMAIL]', undefined])
})

test('the name and id of a tool call leave at once', async () => {
  const first: Chunk = { type: 'tool-call', index: 0, id: 'c1', name: 'send', arguments: '{"to":"bob' }
  const seen = await all(through([first]))
  assert.deepEqual(seen[0], { ...first, arguments: '' })
})

test('words without anything suspicious are held no longer than to their end', async () => {
  const words = [
    'Light ',
    'scatters',
    ' more,',
    ' the',
    ' shorter',
    ' its',
    ' wave',
    'length',
    '.',
    ' Really!',
    '\n',
  ]
  const stages = guard({ detectors, log })
  const pushed: string[] = []
  const left: string[] = []
  const lag: number[] = []
  const source = async function* (): AsyncGenerator<Chunk> {
    for (const word of words) {
      lag.push(pushed.join('').length - left.join('').length)
      pushed.push(word)
      yield text(word)
    }
    yield finish
  }
  for await (const chunk of stages(source)(governed([rule()])))
    if (chunk.type === 'text') left.push(chunk.text)
  assert.equal(left.join(''), words.join(''))
  assert.ok(Math.max(...lag) <= 'wavelength.'.length, `held ${Math.max(...lag)} characters`)
})

test('an answer is blocked in mid-stream: what stands before has left, nothing more comes, the provider is closed', async () => {
  for (const pieces of [['Ask bob@example.com now'], ['Ask bob@exa', 'mple.com now']]) {
    let closed = false
    const provider = async function* (): AsyncGenerator<Chunk> {
      try {
        for (const piece of pieces) yield text(piece)
        yield finish
      } finally {
        closed = true
      }
    }
    const call = governed([rule({ action: 'BLOCK', direction: 'OUTPUT' })])
    const seen: Chunk[] = []
    await assert.rejects(async () => {
      for await (const chunk of guard({ detectors, log })(provider)(call)) seen.push(chunk)
    }, blocked('OUTPUT'))
    assert.deepEqual(seen, [text('Ask ')])
    assert.ok(closed)
    assert.equal(call.record.verdicts[0]?.action, 'BLOCK')
  }
})

test('a reader who leaves ends a silent provider through the signal', async () => {
  const leaving = new AbortController()
  const stream = guard({ detectors, log })(silentAfter(text('Hello ')))(
    governed([rule()], { signal: leaving.signal }),
  )
  const reader = stream[Symbol.asyncIterator]()
  await reader.next()
  const pending = reader.next()
  leaving.abort(new Error('left'))
  await assert.rejects(pending, /left/)
})

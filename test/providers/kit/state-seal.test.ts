import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Chunk } from '../../../src/core/chunk.ts'
import type { Message } from '../../../src/core/message.ts'
import type { CompletionInput, Input } from '../../../src/core/request.ts'
import { readState, writeState } from '../../../src/providers/kit/provider-state.ts'
import { stateSeal } from '../../../src/providers/kit/state-seal.ts'

const key = new Uint8Array(32).fill(7)
const seal = stateSeal({ key, tenant: 'acme' })

const reasoning = (providerState: string): Chunk => ({ type: 'reasoning', index: 0, text: '', providerState })
const sealedState = (state: string, by = seal): string => {
  const chunk = by.sealed(reasoning(state))
  assert.ok(chunk.type === 'reasoning' && chunk.providerState !== undefined)
  return chunk.providerState
}

const conversation = (state: string): CompletionInput => ({
  task: 'completion',
  messages: [
    { role: 'USER', parts: [{ type: 'text', text: 'Hi' }] },
    {
      role: 'ASSISTANT',
      parts: [
        { type: 'reasoning', text: 'They greet', providerState: state },
        { type: 'text', text: 'Hello' },
      ],
      toolCalls: [{ id: 'a', name: 'f', arguments: '{}', providerState: state }],
    },
  ],
})

/** The states that are left in the input, of its reasoning and of its tool calls. */
const statesIn = (input: Input): readonly (string | undefined)[] => {
  assert.ok(input.task === 'completion')
  return input.messages.flatMap(({ parts, toolCalls = [] }: Message) => [
    ...parts.flatMap(part => (part.type === 'reasoning' ? [part.providerState] : [])),
    ...toolCalls.map(call => call.providerState),
  ])
}

const state = writeState('anthropic', { signature: 'Zm9v', text: 'two\nlines\u2028and more' })

test('a state comes back as the provider wrote it, alone and joined with others', () => {
  assert.deepEqual(statesIn(seal.unsealed(conversation(sealedState(state)))), [state, state])
  const second = writeState('anthropic', { signature: 'YmFy' })
  const joined = sealedState(state) + sealedState(second)
  const [left] = statesIn(seal.unsealed(conversation(joined)))
  assert.equal(left, state + second)
  assert.deepEqual(
    readState('anthropic', left).map(({ signature }) => signature),
    ['Zm9v', 'YmFy'],
  )
  assert.equal(sealedState(state + second), joined)
})

test('what the gateway has not sealed is dropped: written by a caller, changed, of another tenant or key', () => {
  const sealed = sealedState(state)
  for (const forged of [
    state,
    `${'A'.repeat(43)} ${state}`,
    sealed.replace('Zm9v', 'Zm9w'),
    sealed.replace('anthropic', 'gemini'),
    sealedState(state, stateSeal({ key, tenant: 'other' })),
    sealedState(state, stateSeal({ key, tenant: undefined })),
    sealedState(state, stateSeal({ key: new Uint8Array(32), tenant: 'acme' })),
    '',
    '\n',
    'x',
  ])
    assert.deepEqual(statesIn(seal.unsealed(conversation(forged))), [undefined, undefined], forged)
  const [left] = statesIn(seal.unsealed(conversation(state + sealed)))
  assert.equal(left, state, 'the genuine line stays beside a forged one')
})

test('a state of more than a million characters is not taken back', () => {
  const long = (chars: number): string => writeState('gemini', { signature: 'x'.repeat(chars) })
  assert.deepEqual(statesIn(seal.unsealed(conversation(sealedState(long(1_000_000))))), [
    long(1_000_000),
    long(1_000_000),
  ])
  assert.deepEqual(statesIn(seal.unsealed(conversation(sealedState(long(1 << 20))))), [undefined, undefined])
})

test('what has no state passes as it is', () => {
  const plain: Chunk = { type: 'text', index: 0, text: 'Hi' }
  assert.equal(seal.sealed(plain), plain)
  const input: CompletionInput = {
    task: 'completion',
    messages: [{ role: 'USER', parts: [{ type: 'text', text: 'Hi' }] }],
  }
  assert.equal(seal.unsealed(input), input)
})

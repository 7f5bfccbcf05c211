import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prompt as stage } from '../../src/pipeline/prompt.ts'
import { all, answer, answering, callOf, question } from '../kit/call.ts'
import { promptOf, reviewSdl } from '../kit/prompts.ts'

const prompt = promptOf(reviewSdl)
const call = (followUp?: Parameters<typeof stageCall>[0]) => stageCall(followUp)
const stageCall = (followUp?: readonly { readonly role: 'USER'; readonly parts: [] }[]) =>
  callOf({
    input: prompt.input,
    prompt: { prompt, variables: { text: 'Nice.', tone: 'FRIENDLY' }, ...(followUp && { followUp }) },
  })

test('fills a prompt’s call with its messages', async () => {
  const end = answering(...answer('Fine.'))
  await all(stage(end)(call()))
  assert.deepEqual(end.calls[0]?.input, {
    ...prompt.input,
    messages: [
      { role: 'SYSTEM', parts: [{ type: 'text', text: 'You summarise reviews. Tone: FRIENDLY.' }] },
      { role: 'USER', parts: [{ type: 'text', text: 'Nice.' }] },
    ],
  })
})

test('puts what follows behind the messages', async () => {
  const end = answering(...answer('Fine.'))
  await all(stage(end)(call([{ role: 'USER', parts: [] }])))
  const { input } = end.calls[0] ?? assert.fail()
  assert.equal(input.task === 'completion' && input.messages.length, 3)
})

test('leaves other calls alone', async () => {
  const end = answering(...answer('Fine.'))
  await all(stage(end)(callOf({ input: question('Why?') })))
  assert.deepEqual(end.calls[0]?.input, question('Why?'))
})

test('refuses what cannot be rendered before anything is asked', () => {
  const end = answering(...answer('Fine.'))
  const empty = callOf({ input: prompt.input, prompt: { prompt, variables: { text: '', tone: null } } })
  assert.throws(() => stage(end)(empty), { code: 'INVALID_INPUT' })
  assert.equal(end.calls.length, 0)
})

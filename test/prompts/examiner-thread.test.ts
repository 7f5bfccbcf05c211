import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createExaminer } from '../../src/prompts/life/examine.ts'
import { openExaminerThread } from '../../src/prompts/life/examiner-thread.ts'
import { silentLog } from '../kit/log.ts'
import { composer, moduleOf, reviewSdl } from '../kit/prompts.ts'

const { log } = silentLog()
const open = () => openExaminerThread(new URL('../../src/app/examine-prompts.ts', import.meta.url), log)

describe('the thread that examines prompts', () => {
  const thread = open()
  after(() => thread.close())
  const here = createExaminer(composer)

  test('finds what is found here, and knows the scalars of the contract', async () => {
    const sound = [moduleOf(reviewSdl, { template: 'reviews' })]
    for (const sdl of [
      'extend type Prompts { ask: Int @prompt(model: "small", user: "Hi") }',
      'extend type Prompts { ask: Tone @prompt(model: "small", user: "{{ nothing }}") } enum Tone { A }',
      'extend type Prompts { ask: Int @prompt(model: "small", user: "Hi", maxCostUsd: "much") }',
      'extend type Prompts { ask: Int @prompt(model: "small", user: "Hi") @redact(kinds: [MOOD]) }',
      'extend type Product @key(fields: "id") { id: ID! @external a: String @prompt(model: "small", user: "{{ id }}") }',
      'type Query { a: Int }',
    ])
      assert.deepEqual(
        await thread.faults(sound, moduleOf(sdl)),
        await here.faults(sound, moduleOf(sdl)),
        sdl,
      )
  })

  test('tells what a version changes', async () => {
    const before = { ...moduleOf(reviewSdl), semanticVersion: '1.2.3' }
    const next = moduleOf(reviewSdl.replace('keyPoints: [String!]!', ''), { version: 2 })
    const change = await thread.change(before, next)
    assert.equal(change.semanticVersion, '2.0.0')
    assert.deepEqual(change, await here.change(before, next))
  })

  test('answers everybody who asks at once', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => thread.faults([], moduleOf(reviewSdl))))
    assert.deepEqual(all, [[], [], [], [], []])
  })

  test('ends with who has opened it, and then answers nobody', async () => {
    const other = open()
    const asked = other.faults([], moduleOf(reviewSdl))
    const refused = assert.rejects(asked, { code: 'UNAVAILABLE' })
    await other.close()
    await refused
    await assert.rejects(other.faults([], moduleOf(reviewSdl)), { code: 'UNAVAILABLE' })
  })
})

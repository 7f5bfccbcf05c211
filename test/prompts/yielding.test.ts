import assert from 'node:assert/strict'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { test } from 'node:test'
import type { LabelledModule } from '../../src/core/prompt-version.ts'
import { createCatalogue } from '../../src/prompts/catalogue.ts'
import { inTurns, type Yielding } from '../../src/prompts/yielding.ts'
import { silentLog } from '../kit/log.ts'
import { composer } from '../kit/prompts.ts'

/** A module of 50 prompts, as many as one may have. */
const large = (letter: string): LabelledModule => ({
  label: 'production',
  template: letter,
  version: 1,
  sdl: `extend type Prompts {
    ${Array.from(
      { length: 50 },
      (
        _,
        index,
      ) => `${letter}${index}(text: String!, tone: ${letter}Tone = PLAIN): ${letter}Answer${index % 10}
        @prompt(model: "small", system: "Be {% if tone == 'PLAIN' %}plain{% else %}kind{% endif %}.", user: "{{ text }}")
        @quota(tokens: 50000, per: DAY) @redact(kinds: [EMAIL])`,
    ).join('\n')}
  }
  enum ${letter}Tone { PLAIN KIND }
  ${Array.from({ length: 10 }, (_, index) => `type ${letter}Answer${index} { summary: String! points: [String!]! }`).join('\n')}`,
})

const modules = ['a', 'b', 'c', 'd'].map(large)

/** Runs the steps one after the other; the longest in milliseconds of CPU, which no other process on the machine adds to. */
const longestOf = <Result>(work: Yielding<Result>): { readonly ms: number; readonly count: number } => {
  for (let ms = 0, count = 1; ; count++) {
    const before = process.threadCpuUsage()
    const { done } = work.next()
    const { user, system } = process.threadCpuUsage(before)
    ms = Math.max(ms, (user + system) / 1_000)
    if (done) return { ms, count }
  }
}

test('200 prompts are composed in steps none of which holds the event loop for long', t => {
  const whole = process.threadCpuUsage()
  composer.compose(modules)
  const { user, system } = process.threadCpuUsage(whole)
  // The best of some: a collection of garbage may fall into any step.
  const found = Array.from({ length: 5 }, () => longestOf(composer.composing(modules)))
  const best = Math.min(...found.map(({ ms }) => ms))
  t.diagnostic(
    `at once: ${((user + system) / 1_000).toFixed(0)} ms of CPU; in ${found[0]?.count} steps of at most ${best.toFixed(1)} ms`,
  )
  assert.ok(best < 40, `${best} ms`)
})

test('what is composed in steps is what is composed at once', async () => {
  const [first] = modules
  assert.ok(first)
  const set = await inTurns(composer.composing([first]))
  assert.deepEqual([...set.prompts.keys()], [...composer.compose([first]).prompts.keys()])
})

test('other work is done between the steps, and what was in force before is served until all of them are done', async t => {
  let labelled: readonly LabelledModule[] = modules.slice(0, 1)
  const { log } = silentLog()
  const catalogue = createCatalogue({
    composer,
    labelled: () => labelled,
    demandsApproval: async () => undefined,
    onHeld: () => undefined,
    store: { templates: async () => [], version: async () => undefined },
    log,
  })
  await catalogue.ready('acme')
  const before = catalogue.setOf('acme')
  assert.equal(before?.prompts.size, 50)
  labelled = modules
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  let turns = 0
  let isDone = false
  const others = (): void => {
    turns++
    if (isDone) return
    assert.equal(catalogue.setOf('acme'), before)
    setImmediate(others)
  }
  catalogue.moved(['acme'])
  setImmediate(others)
  await catalogue.current('acme').then(() => {
    isDone = true
  })
  delay.disable()
  assert.equal(catalogue.setOf('acme')?.prompts.size, 200)
  t.diagnostic(
    `${turns} turns of the event loop; held for ${(delay.max / 1e6).toFixed(0)} ms at most, on this machine`,
  )
  assert.ok(turns > 10, `${turns}`)
})

test('tenants that nobody asks for any more are dropped, the latest are kept', async () => {
  const { log } = silentLog()
  const lists = new Map<string, readonly LabelledModule[]>()
  const labelled = (tenant: string) => {
    const known = lists.get(tenant) ?? modules.slice(0, 1)
    lists.set(tenant, known)
    return known
  }
  const catalogue = createCatalogue({
    composer,
    labelled,
    demandsApproval: async () => undefined,
    onHeld: () => undefined,
    store: { templates: async () => [], version: async () => undefined },
    log,
    mostSets: 2,
  })
  const [one, two] = ['one', 'two'].map(catalogue.setOf)
  assert.equal(catalogue.setOf('one'), one)
  catalogue.setOf('three')
  assert.equal(catalogue.ready('one'), undefined, 'it was asked for lately')
  assert.equal(catalogue.setOf('one'), one)
  assert.notEqual(catalogue.ready('two'), undefined)
  assert.notEqual(catalogue.setOf('two'), two)
})

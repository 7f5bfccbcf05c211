import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { Policy } from '../../src/core/policy.ts'
import type { LabelledModule } from '../../src/core/prompt-version.ts'
import type { PromptAuthor, Publication } from '../../src/core/prompts.ts'
import { chanceBytes, uuidV7 } from '../../src/core/uuid.ts'
import { createCatalogue } from '../../src/prompts/catalogue.ts'
import { createApprovalDemand } from '../../src/prompts/life/approval-demand.ts'
import { createExaminer } from '../../src/prompts/life/examine.ts'
import { createRegistry } from '../../src/prompts/life/registry.ts'
import { createPromptReading } from '../../src/stores/postgres/prompt-reading.ts'
import { createPromptStore } from '../../src/stores/postgres/prompt-store.ts'
import { startDatabase, type TestDatabase } from '../kit/database.ts'
import { silentLog } from '../kit/log.ts'
import { composer, reviewSdl } from '../kit/prompts.ts'

const ask = (rest: string, model = 'small') =>
  `extend type Prompts { ask${rest} @prompt(model: "${model}", user: "Hi") }`
const asking = (argument: string, user: string, types: string) =>
  `extend type Prompts { ask(${argument}): A @prompt(model: "small", user: "${user}") } ${types}`

describe('prompts that are published', () => {
  let server: TestDatabase
  before(async () => {
    server = await startDatabase()
  })
  after(() => server.close())

  let now = 0
  let kit: ReturnType<typeof open>
  const open = () => {
    const store = createPromptStore({ pool: server.appPool, clock: () => ++now, random: randomBytes })
    const reading = createPromptReading()
    let labelled: ReadonlyMap<string, readonly LabelledModule[]> = new Map()
    const settled = async () => {
      const client = await server.pool.connect()
      await client.query("SET weir.system = 'on'")
      ;({ labelled } = await reading(client))
      client.release(true)
      await catalogue.current(tenant)
    }
    const demandsApproval = createApprovalDemand({ store, promptApproval: 'NONE' })
    const registry = createRegistry({
      store,
      examiner: createExaminer(composer),
      modelFault: (_tenant, model) => (model === 'small' ? undefined : `There is no model \`${model}\``),
      prove: async () => undefined,
      demandsApproval,
      settled,
      clock: () => ++now,
      newId: () => uuidV7(++now, randomBytes(chanceBytes)),
    })
    const { log, events } = silentLog()
    /** What came to hold of a tenant's @quota, each time. */
    const held: string[] = []
    const limitsIn = (policies: readonly Policy[]) =>
      policies.flatMap(({ operation, limits = [] }) => limits.map(({ meter }) => `${operation} ${meter}`))
    const catalogue = createCatalogue({
      composer,
      onHeld: (_tenant, { before, now }) =>
        void held.push(`${limitsIn(before).join()} -> ${limitsIn(now).join()}`),
      labelled: tenant => labelled.get(tenant) ?? [],
      demandsApproval,
      store,
      log,
    })
    const publish = (sdl: string, about: Partial<Publication> = {}, author: PromptAuthor = ada) =>
      registry.publish(author, { sdl, labels: ['production'], ...about })
    return { store, registry, catalogue, publish, settled, events, held }
  }
  /** Of its own for each test. */
  let tenant = ''
  let ada: PromptAuthor
  const authorOf = (name: string, of = tenant): PromptAuthor => ({
    tenant: of,
    name,
    actor: { credential: `${name}s-key`, user: name },
  })
  const found = (name: string) =>
    server.pool.query("INSERT INTO tenant (id, name, title, created_at) VALUES ($1, $1, 'a test', now())", [
      name,
    ])
  beforeEach(async () => {
    tenant = `tenant-${++now}`
    ada = authorOf('ada')
    await found(tenant)
    kit = open()
  })

  const inForce = (of = tenant) =>
    Object.fromEntries(
      [...(kit.catalogue.setOf(of)?.prompts ?? [])].map(([name, { version }]) => [name, version]),
    )

  test('are in force as soon as that is said, under the name of their first prompt', async () => {
    const { template, version } = await kit.publish(reviewSdl, { message: 'first' })
    assert.deepEqual(inForce(), { summarizeReview: 1 })
    assert.equal(template.name, 'summarizeReview')
    assert.deepEqual(
      template.labels.map(({ name, version, movedBy }) => ({ name, version, movedBy })),
      [{ name: 'production', version: 1, movedBy: 'ada' }],
    )
    const { semanticVersion, change, author, message, state, sdl } = version
    assert.deepEqual(
      { semanticVersion, change, author, message, state, sdl },
      {
        semanticVersion: '1.0.0',
        change: 'FIRST',
        author: 'ada',
        message: 'first',
        state: 'PUBLISHED',
        sdl: reviewSdl,
      },
    )
  })

  test('tell which of their limits hold, before and after each change of what is in force', async () => {
    const ask = (limits: string) =>
      `extend type Prompts { ask: String @prompt(model: "small", user: "Hi") ${limits} }`
    await kit.publish(ask('@quota(requests: 1)'))
    await kit.publish(ask(''), { labels: [] })
    await kit.registry.moveLabel(ada, { template: 'ask', label: 'production', version: 2 })
    await kit.registry.rollback(ada, { template: 'ask', label: 'production' })
    const limit = 'prompts.ask REQUESTS'
    assert.deepEqual(kit.held, [` -> ${limit}`, `${limit} -> `, ` -> ${limit}`])
  })

  test('get semantic versions out of what changes for callers', async () => {
    const versions = []
    for (const sdl of [
      asking('a: Int', '{{ a }}', 'type A { b: Int } enum M { X }'),
      asking('a: Int', 'Now: {{ a }}', '"Said better." type A { b: Int } enum M { X }'),
      asking('a: Int', '{{ a }}', 'type A { b: Int c: Int } enum M { X }'),
      asking('a: Int', '{{ a }}', 'type A { b: Int c: Int } enum M { X Y }'),
      asking('a: Int!', '{{ a }}', 'type A { b: Int } enum M { X Y }'),
    ]) {
      const { version } = await kit.publish(sdl)
      versions.push(`${version.semanticVersion} ${version.change}`)
    }
    assert.deepEqual(versions, [
      '1.0.0 FIRST',
      '1.0.1 NONE',
      '1.1.0 SAFE',
      '1.2.0 DANGEROUS',
      '2.0.0 BREAKING',
    ])
    const latest = await kit.store.version(tenant, 'ask', 5)
    assert.match(latest?.changes.join(' ') ?? '', /Prompts.ask arg a has changed type.*A.c was removed/s)
  })

  test('that say the same again are the version that is there', async () => {
    await kit.publish(reviewSdl)
    const again = await kit.publish(reviewSdl)
    assert.equal(again.version.version, 1)
    assert.deepEqual(again.template.labels[0]?.trail, [])
  })

  test('can stay drafts, or stand at labels of their own, without being in force', async () => {
    const draft = await kit.publish(reviewSdl, { labels: [] })
    assert.equal(draft.version.state, 'DRAFT')
    assert.deepEqual(inForce(), {})
    assert.equal((await kit.catalogue.find(tenant, 'summarizeReview', '1'))?.version, 1)
    const staged = await kit.publish(reviewSdl, { labels: ['staging'] })
    assert.equal(staged.version.state, 'PUBLISHED')
    assert.deepEqual(inForce(), {})
    assert.equal((await kit.catalogue.find(tenant, 'summarizeReview', 'staging'))?.version, 1)
    assert.equal(await kit.catalogue.find(tenant, 'summarizeReview', 'elsewhere'), undefined)
    assert.equal(await kit.catalogue.find(tenant, 'summarizeReview'), undefined)
  })

  test('go back step by step, and old versions stay callable by their numbers', async () => {
    for (const type of ['Int', 'Float', 'Boolean']) await kit.publish(ask(`: ${type}`))
    assert.deepEqual(inForce(), { ask: 3 })
    const back = await kit.registry.rollback(ada, { template: 'ask', label: 'production' })
    assert.equal(back.version.version, 2)
    assert.deepEqual(inForce(), { ask: 2 })
    await kit.registry.rollback(ada, { template: 'ask', label: 'production' })
    assert.deepEqual(inForce(), { ask: 1 })
    await assert.rejects(kit.registry.rollback(ada, { template: 'ask', label: 'production' }), {
      code: 'CONFLICT',
      message: /stood nowhere before/,
    })
    assert.equal((await kit.catalogue.find(tenant, 'ask', '3'))?.version, 3)
    assert.equal((await kit.catalogue.find(tenant, 'ask', '1'))?.version, 1)
    assert.equal(await kit.catalogue.find(tenant, 'ask', '4'), undefined)
  })

  test('leave the schema with their label, and cannot be called any more once they are retired', async () => {
    await kit.publish(ask(': Int'))
    await kit.publish(ask(': Float'))
    await assert.rejects(kit.registry.retire(ada, 'ask', 2), { code: 'CONFLICT' })
    await kit.registry.moveLabel(ada, { template: 'ask', label: 'production' })
    assert.equal(kit.catalogue.setOf(tenant), undefined)
    const { version } = await kit.registry.retire(ada, 'ask', 2)
    assert.equal(version.state, 'RETIRED')
    assert.equal(await kit.catalogue.find(tenant, 'ask', '2'), undefined)
    await assert.rejects(kit.registry.moveLabel(ada, { template: 'ask', label: 'production', version: 2 }), {
      code: 'NOT_FOUND',
      message: /retired/,
    })
  })

  test('that do not fit change nothing', async () => {
    await kit.publish(reviewSdl)
    for (const sdl of [
      'extend type Query { a: Int }',
      ask(': Int', 'unheard-of'),
      `${ask(': Int')} enum Tone { LOUD }`,
    ])
      await assert.rejects(kit.publish(sdl), { code: 'INVALID_PROMPT' })
    assert.deepEqual(inForce(), { summarizeReview: 1 })
    assert.equal((await kit.store.templates(tenant, { limit: 10 })).length, 1)
  })

  test('tell every fault with its place', async () => {
    await assert.rejects(kit.publish(ask(': Int', 'unheard-of')), {
      message: 'The prompt cannot be published. line 1, column 47: There is no model `unheard-of`',
      details: {
        path: 'sdl',
        faults: [{ line: 1, column: 47, message: 'There is no model `unheard-of`' }],
      },
    })
  })

  test('cannot be brought back beside what has taken their names since', async () => {
    await kit.publish(`${ask(': A')} type A { b: Int }`)
    await kit.publish(ask(': Int'))
    await kit.publish(
      'extend type Prompts { other: A @prompt(model: "small", user: "Hi") } type A { c: Int }',
    )
    await assert.rejects(kit.registry.rollback(ada, { template: 'ask', label: 'production' }), {
      code: 'INVALID_PROMPT',
      message: /Type "A" already exists/,
    })
    assert.deepEqual(inForce(), { ask: 2, other: 1 })
  })

  test('by two authors at once are two versions, or a conflict where they say what they have seen', async () => {
    await kit.publish(ask(': Int'))
    const [one, two] = await Promise.all([kit.publish(ask(': Float')), kit.publish(ask(': Boolean'))])
    assert.deepEqual([one.version.version, two.version.version].sort(), [2, 3])
    const results = await Promise.allSettled(
      ['String', 'ID'].map(type => kit.publish(ask(`: ${type}`), { expectedVersion: 3 })),
    )
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const refused = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult
    assert.equal(refused.reason.code, 'CONFLICT')
    await assert.rejects(kit.publish(ask(': Int'), { expectedVersion: 0 }), { code: 'CONFLICT' })
  })

  test('of two authors who take the same name at once, one alone is in force', async () => {
    const results = await Promise.allSettled([
      kit.publish(`${ask(': A')} type A { b: Int }`, { name: 'one' }),
      kit.publish('extend type Prompts { other: A @prompt(model: "small", user: "Hi") } type A { c: Int }'),
    ])
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.equal(Object.keys(inForce()).length, 1)
  })

  test('belong to their tenant', async () => {
    const rival = `${tenant}-rival`
    await found(rival)
    await kit.publish(reviewSdl)
    assert.deepEqual(inForce(rival), {})
    assert.deepEqual(await kit.store.templates(rival, { limit: 10 }), [])
    assert.equal(await kit.store.version(rival, 'summarizeReview', 1), undefined)
    assert.equal(await kit.catalogue.find(rival, 'summarizeReview', '1'), undefined)
    await assert.rejects(
      kit.registry.rollback(authorOf('eve', rival), { template: 'summarizeReview', label: 'production' }),
      { code: 'NOT_FOUND' },
    )
    await kit.publish(ask(': Int'), {}, authorOf('eve', rival))
    assert.deepEqual(inForce(rival), { ask: 1 })
    assert.deepEqual(inForce(), { summarizeReview: 1 })
  })

  test('that were published never change', async () => {
    await kit.publish(reviewSdl)
    const client = await server.appPool.connect()
    try {
      await client.query("SELECT set_config('weir.tenant', $1, false)", [tenant])
      await assert.rejects(client.query("UPDATE prompt_version SET sdl = 'other'"), /permission denied/)
      await assert.rejects(client.query('DELETE FROM prompt_version'), /permission denied/)
    } finally {
      client.release(true)
    }
  })

  test('are composed once and kept until they change', async () => {
    await kit.publish(reviewSdl)
    const set = kit.catalogue.setOf(tenant)
    assert.equal(kit.catalogue.setOf(tenant), set)
    await kit.publish(reviewSdl, { labels: ['staging'] })
    assert.equal(kit.catalogue.setOf(tenant), set)
    await kit.publish(ask(': Int'))
    assert.notEqual(kit.catalogue.setOf(tenant), set)
  })

  test('of a contract that has grown into their names are left out, and the others are served', async () => {
    await kit.publish(reviewSdl)
    await kit.publish(ask(': Int'))
    await server.pool.query(
      `UPDATE prompt_version SET sdl = sdl || ' type Team { a: Int }' WHERE template = 'ask' AND tenant = $1`,
      [tenant],
    )
    kit = open()
    await kit.settled()
    assert.deepEqual(inForce(), { summarizeReview: 1 })
    assert.equal(kit.events.length, 1)
  })

  for (const [what, about, path] of [
    ['a name that is none', { name: '1st' }, 'name'],
    ['a label that looks like a version', { labels: ['2'] }, 'labels[0]'],
    ['a label that is none', { labels: ['a b'] }, 'labels[0]'],
  ] as const)
    test(`are refused with ${what}`, async () => {
      await assert.rejects(kit.publish(reviewSdl, about), { code: 'INVALID_INPUT', details: { path } })
    })

  test('are listed by name, and their versions newest first, a page at a time', async () => {
    for (const name of ['b', 'a', 'c']) await kit.publish(ask(': Int').replace('ask', name))
    for (const type of ['Float', 'Boolean']) await kit.publish(ask(`: ${type}`).replace('ask', 'a'))
    const page = await kit.store.templates(tenant, { limit: 2, after: 'a' })
    assert.deepEqual(
      page.map(({ name }) => name),
      ['b', 'c'],
    )
    const [a, none, b] = await kit.store.versions(tenant, { templates: ['a', 'x', 'b'], limit: 2, before: 3 })
    assert.deepEqual(
      a?.map(({ version }) => version),
      [2, 1],
    )
    assert.deepEqual(none, [])
    assert.deepEqual(
      b?.map(({ version }) => version),
      [1],
    )
  })
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { GatewayError } from '../../../src/core/error.ts'
import type { Organisation } from '../../../src/core/organisation.ts'
import { createOrganisationStore, declareTeams } from '../../../src/stores/postgres/organisation-store.ts'
import { createPayerHistory } from '../../../src/stores/postgres/payer-history.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { noon } from './records.ts'

const tenant = 'default'

/** That the work is refused with this code, naming this field. */
const refused = (work: Promise<unknown>, code: string, path: string) =>
  assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof GatewayError, String(error))
    assert.deepEqual([error.code, error.details.path], [code, path])
    return true
  })

describe('the store of the organisation', () => {
  let server: TestDatabase
  let pool: TestDatabase['appPool']
  let now = noon
  const about = () => ({ pool, clock: () => now, random: randomBytes })
  let store: Organisation
  before(async () => {
    server = await startDatabase()
  })
  beforeEach(async () => {
    pool = (await server.fresh()).appPool
    now = noon
    store = createOrganisationStore(about())
  })
  after(() => server.close())

  const newTeam = (name: string, parent?: string) =>
    store.teams.create(tenant, { name, title: name, ...(parent !== undefined && { parent }) })
  const namesOf = (entities: readonly { readonly name: string }[]) => entities.map(({ name }) => name)

  test('keeps what is said of an entity, and gives it a version and a time', async () => {
    const team = await store.teams.create(tenant, { name: 'search', title: 'Search', description: 'finds' })
    assert.deepEqual(team, {
      id: team.id,
      tenant,
      name: 'search',
      title: 'Search',
      description: 'finds',
      version: 1,
      createdAt: noon,
    })
    const application = await store.applications.create(tenant, { name: 'web', title: 'Web', team: 'search' })
    const user = await store.users.create(tenant, { name: 'ada', title: 'Ada', email: 'ada@example.com' })
    assert.deepEqual(await store.teams.find(tenant, [team.id, user.id]), [team])
    assert.deepEqual(await store.applications.named(tenant, ['web', 'none']), [application])
    assert.deepEqual(await store.users.find(tenant, [user.id]), [user])
  })

  test('refuses a name that another one has, in another case or archived too', async () => {
    const search = await newTeam('search')
    await refused(newTeam('search'), 'INVALID_INPUT', 'name')
    await refused(newTeam('SEARCH'), 'INVALID_INPUT', 'name')
    await store.teams.archive(tenant, search)
    await refused(newTeam('Search'), 'INVALID_INPUT', 'name')
    await store.users.create(tenant, { name: 'search', title: 'another kind of thing' })
  })

  test('changes what is said, and takes away what is null', async () => {
    const user = await store.users.create(tenant, { name: 'ada', title: 'Ada', email: 'a@b.c' })
    const second = await store.users.update(tenant, { ...user, to: { title: 'Ada Lovelace' } })
    assert.deepEqual(second, { ...user, title: 'Ada Lovelace', version: 2 })
    const third = await store.users.update(tenant, { id: user.id, version: 2, to: { email: null } })
    assert.deepEqual([third?.email, third?.title, third?.version], [undefined, 'Ada Lovelace', 3])
  })

  test('lets one of those win who change the same version, and tells the others', async () => {
    const team = await newTeam('search')
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map(title => store.teams.update(tenant, { ...team, to: { title } })),
    )
    const lost = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []))
    assert.equal(lost.length, 3)
    for (const error of lost) await refused(Promise.reject(error), 'CONFLICT', 'version')
    assert.match(lost[0].message, /`search` has version 2 now, not 1/)
    await refused(store.teams.archive(tenant, team), 'CONFLICT', 'version')
  })

  test('knows nothing of ids that are another tenant’s, or nobody’s', async () => {
    const team = await newTeam('search')
    for (const [whose, id] of [
      ['acme', team.id],
      [tenant, 'nobody'],
    ] as const) {
      const entity = { id, version: 1 }
      assert.equal(await store.teams.update(whose, { ...entity, to: { title: 'stolen' } }), undefined)
      assert.equal(await store.teams.archive(whose, entity), undefined)
      assert.deepEqual(await store.teams.find(whose, [id]), [])
    }
    assert.deepEqual(await store.teams.list('acme', { limit: 9, filter: {} }), [])
    assert.deepEqual(await store.teams.find(tenant, [team.id]), [team])
  })

  test('lets no team become part of itself, however far down, and not by two who move at once', async () => {
    const [one, two] = [await newTeam('one'), await newTeam('two', 'one')]
    await newTeam('three', 'two')
    await refused(store.teams.update(tenant, { ...one, to: { parent: 'one' } }), 'INVALID_INPUT', 'parent')
    await refused(store.teams.update(tenant, { ...one, to: { parent: 'three' } }), 'INVALID_INPUT', 'parent')
    const [left, right] = [await newTeam('left'), await newTeam('right')]
    const moves = await Promise.allSettled([
      store.teams.update(tenant, { ...left, to: { parent: 'right' } }),
      store.teams.update(tenant, { ...right, to: { parent: 'left' } }),
    ])
    assert.deepEqual(moves.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const moved = await store.teams.update(tenant, { ...two, to: { parent: null } })
    assert.equal(moved?.parent, undefined)
  })

  test('binds nothing to a team that is not there or archived', async () => {
    await store.teams.archive(tenant, await newTeam('gone'))
    for (const team of ['gone', 'none']) {
      await refused(newTeam('part', team), 'INVALID_INPUT', 'parent')
      await refused(
        store.applications.create(tenant, { name: 'web', title: '', team }),
        'INVALID_INPUT',
        'team',
      )
    }
  })

  test('archives once, keeps the moment, and changes nothing afterwards', async () => {
    const user = await store.users.create(tenant, { name: 'ada', title: 'Ada' })
    const archived = await store.users.archive(tenant, user)
    assert.deepEqual(archived, { ...user, version: 2, archivedAt: noon })
    now += 1000
    assert.deepEqual(await store.users.archive(tenant, user), archived)
    await refused(
      store.users.update(tenant, { id: user.id, version: 2, to: { title: 'x' } }),
      'INVALID_INPUT',
      'id',
    )
  })

  test('archives no team that still has teams or applications in use', async () => {
    const top = await newTeam('top')
    const part = await newTeam('part', 'top')
    const application = await store.applications.create(tenant, { name: 'web', title: '', team: 'part' })
    await refused(store.teams.archive(tenant, top), 'INVALID_INPUT', 'id')
    await refused(store.teams.archive(tenant, part), 'INVALID_INPUT', 'id')
    await store.applications.archive(tenant, application)
    assert.ok(await store.teams.archive(tenant, part))
    assert.ok(await store.teams.archive(tenant, top))
  })

  test('lists by name in pages, and filters by text, use and team', async () => {
    await newTeam('top')
    for (const name of ['delta', 'alpha', 'charlie', 'bravo']) await newTeam(name, 'top')
    await store.teams.archive(tenant, { ...(await newTeam('echo', 'top')) })
    await store.teams.update(tenant, {
      ...((await store.teams.named(tenant, ['delta']))[0] ?? assert.fail()),
      to: { title: '100% River_Delta' },
    })
    const list = async (filter: object, range: object = {}) =>
      namesOf(await store.teams.list(tenant, { limit: 10, filter, ...range }))
    assert.deepEqual(await list({}, { limit: 2 }), ['alpha', 'bravo'])
    assert.deepEqual(await list({}, { limit: 3, after: 'bravo' }), ['charlie', 'delta', 'echo'])
    assert.deepEqual(await list({ search: 'L' }), ['alpha', 'charlie', 'delta'])
    assert.deepEqual(await list({ search: '% river_' }), ['delta'])
    assert.deepEqual(await list({ search: "'; DROP TABLE team; --" }), [])
    assert.deepEqual(await list({ state: 'ARCHIVED' }), ['echo'])
    assert.deepEqual(await list({ team: null }), ['top'])
    assert.deepEqual(await list({ team: 'top', state: 'ACTIVE' }), ['alpha', 'bravo', 'charlie', 'delta'])
  })

  test('lists what belongs to many teams at once, a page for each', async () => {
    for (const team of ['a', 'b', 'c']) await newTeam(team)
    for (const [team, names] of [
      ['a', ['a3', 'a1', 'a2']],
      ['b', ['b1']],
    ] as const)
      for (const name of names) await store.applications.create(tenant, { name, title: '', team })
    const page = { limit: 2, filter: { state: 'ACTIVE' }, teams: ['b', 'c', 'a'] } as const
    assert.deepEqual((await store.applications.listByTeam(tenant, page)).map(namesOf), [
      ['b1'],
      [],
      ['a1', 'a2'],
    ])
    assert.deepEqual((await store.applications.listByTeam(tenant, { ...page, after: 'a2' })).map(namesOf), [
      ['b1'],
      [],
      ['a3'],
    ])
    assert.deepEqual((await store.applications.listByTeam('acme', page)).map(namesOf), [[], [], []])
  })

  test('has what the configuration declares, however often and by how many gateways it is said', async () => {
    const teams = [
      { name: 'search', applications: [{ name: 'web' }, { name: 'ios' }] },
      { name: 'ads', applications: [] },
    ]
    await Promise.all([1, 2, 3].map(() => declareTeams(tenant, teams, about())))
    const [web] = await store.applications.named(tenant, ['web'])
    assert.deepEqual([web?.team, web?.version, web?.createdAt], ['search', 1, noon])
    await store.applications.archive(tenant, web ?? assert.fail())
    await declareTeams(tenant, teams, about())
    const [again] = await store.applications.named(tenant, ['web'])
    assert.deepEqual([again?.id, again?.archivedAt, again?.version], [web?.id, undefined, 3])
    assert.deepEqual(namesOf(await store.teams.list(tenant, { limit: 9, filter: {} })), ['ads', 'search'])
  })

  test('puts declared teams where they say, under the titles that they say', async () => {
    const teams = [
      { name: 'web', parent: 'product', applications: [{ name: 'shop', title: 'The Shop' }] },
      { name: 'product', title: 'Product', applications: [] },
    ]
    await declareTeams(tenant, teams, about())
    await declareTeams(tenant, teams, about())
    const placed = async () =>
      (await store.teams.named(tenant, ['web', 'product'])).map(({ name, title, parent, version }) => [
        name,
        title,
        parent,
        version,
      ])
    const before = [
      ['product', 'Product', undefined, 1],
      ['web', 'web', 'product', 2],
    ]
    assert.deepEqual((await placed()).sort(), before)
    assert.equal((await store.applications.named(tenant, ['shop']))[0]?.title, 'The Shop')
    for (const [parent, why] of [
      ['web', /`product` would become part of itself|`web` would become part of itself/],
      ['nowhere', /part of the team `nowhere`, which is not in use/],
    ] as const)
      await assert.rejects(
        declareTeams(tenant, [{ name: 'product', parent, applications: [] }], about()),
        why,
      )
    // What is not said stays.
    await declareTeams(tenant, [{ name: 'web', applications: [] }], about())
    assert.deepEqual((await placed()).sort(), before)
  })

  test('keeps since when who pays, whoever changes it, and what a transaction changes as of one moment', async () => {
    const history = createPayerHistory(pool)
    const teams = [
      { name: 'lab', costCentre: 'CC-1', applications: [{ name: 'robot', costCentre: 'CC-2' }] },
      { name: 'hall', applications: [] },
    ]
    await declareTeams(tenant, teams, about())
    await declareTeams(tenant, teams, about())
    await declareTeams(
      tenant,
      [
        {
          name: 'lab',
          costCentre: 'CC-3',
          parent: 'hall',
          applications: [{ name: 'robot', title: 'The Robot' }],
        },
        { name: 'hall', costCentre: 'CC-4', applications: [] },
      ],
      about(),
    )
    const [robot] = await store.applications.named(tenant, ['robot'])
    await store.applications.update(tenant, { ...(robot ?? assert.fail()), to: { costCentre: null } })
    const all = (await history(tenant)).filter(({ name }) => ['lab', 'hall', 'robot'].includes(name))
    assert.deepEqual(
      all.slice(0, 3).map(state => [state.name, state.since, state.costCentre]),
      [
        ['robot', noon, 'CC-2'],
        ['hall', noon, undefined],
        ['lab', noon, 'CC-1'],
      ],
    )
    const later = all.slice(3)
    assert.deepEqual(
      later.map(({ name, costCentre, parent }) => [name, costCentre, parent]),
      [
        ['hall', 'CC-4', undefined],
        ['lab', 'CC-3', 'hall'],
        ['robot', undefined, 'lab'],
      ],
    )
    assert.equal(later[0]?.since, later[1]?.since)
    assert.ok((later[2]?.since ?? 0) > (later[1]?.since ?? 0))
    assert.deepEqual(
      (await history('elsewhere')).filter(({ name }) => name === 'lab'),
      [],
    )
  })

  test('refuses declarations that contradict it, in one line and as a whole', async () => {
    await declareTeams(tenant, [{ name: 'search', applications: [{ name: 'web' }] }], about())
    await assert.rejects(
      declareTeams(tenant, [{ name: 'ads', applications: [{ name: 'web' }] }], about()),
      /^Error: teams: the application `web` belongs to the team `search`, not `ads`$/,
    )
    await assert.rejects(
      declareTeams(tenant, [{ name: 'Search', applications: [] }], about()),
      /^Error: teams: holds a name that the database has in another case$/,
    )
    assert.deepEqual(namesOf(await store.teams.list(tenant, { limit: 9, filter: {} })), ['search'])
  })
})

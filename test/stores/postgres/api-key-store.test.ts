import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { ApiKey, ApiKeyStore } from '../../../src/core/api-key.ts'
import { GatewayError } from '../../../src/core/error.ts'
import type { Organisation } from '../../../src/core/organisation.ts'
import { createApiKeyStore } from '../../../src/stores/postgres/api-key-store.ts'
import { createOrganisationStore, declareTeams } from '../../../src/stores/postgres/organisation-store.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { noon } from './records.ts'

const keyOf = (id: string, about: Partial<ApiKey> = {}): ApiKey => ({
  id,
  tenant: 'default',
  name: `key ${id}`,
  prefix: 'weir_3fGh',
  roles: ['DEVELOPER'],
  createdAt: noon,
  ...about,
})
const hashOf = (secret: string) => createHash('sha256').update(secret).digest()

describe('the store of API keys', () => {
  let database: TestDatabase
  let store: ApiKeyStore
  let organisation: Organisation
  before(async () => {
    database = await startDatabase()
    store = createApiKeyStore(database.appPool)
    for (const tenant of ['others', 'pages'])
      await store.insertFirst(
        { id: tenant, tenant, name: tenant, title: tenant, version: 1, createdAt: noon },
        keyOf(`first of ${tenant}`, { tenant, createdAt: noon - 1 }),
        hashOf(`first of ${tenant}`),
      )
    const about = { pool: database.appPool, clock: () => noon, random: randomBytes }
    await declareTeams(
      'default',
      [
        { name: 'search', applications: [{ name: 'web' }] },
        { name: 'ads', applications: [] },
      ],
      about,
    )
    organisation = createOrganisationStore(about)
    await organisation.users.create('default', { name: 'ada', title: 'Ada' })
  })
  after(() => database.close())

  test('finds a key by the hash of its secret, with all that was said of it', async () => {
    const key = keyOf('full', {
      team: 'search',
      application: 'web',
      user: 'ada',
      roles: ['ADMIN', 'DEVELOPER'],
      models: ['small'],
      operations: [],
      allowedAddresses: ['10.0.0.0/8'],
      expiresAt: noon + 1,
      revokedAt: noon + 2,
      replaces: 'an older one',
      replacedBy: 'a newer one',
      lastUsedAt: noon,
    })
    await store.insert(key, hashOf('full'))
    assert.deepEqual(await store.findByHash(hashOf('full')), key)
    assert.equal(await store.findByHash(hashOf('another')), undefined)
  })

  test('tells a key without limits from one that may do nothing', async () => {
    await store.insert(keyOf('free'), hashOf('free'))
    await store.insert(keyOf('bound', { models: [], operations: [] }), hashOf('bound'))
    assert.deepEqual(await store.findByHash(hashOf('free')), keyOf('free'))
    assert.deepEqual(await store.findByHash(hashOf('bound')), keyOf('bound', { models: [], operations: [] }))
  })

  test('keeps two keys of one secret out', async () => {
    await store.insert(keyOf('one'), hashOf('same'))
    await assert.rejects(store.insert(keyOf('two'), hashOf('same')))
  })

  test('lists the newest first, page by page, without those of others', async () => {
    const tenant = 'pages'
    const ids = ['a', 'b', 'c', 'd', 'e']
    // Two of the same moment: the id decides.
    for (const [index, id] of ids.entries()) {
      await store.insert(keyOf(id, { tenant, createdAt: noon + Math.floor(index / 2) }), hashOf(id))
    }
    const first = await store.list(tenant, { limit: 2 })
    const second = await store.list(tenant, { limit: 2, after: 'd' })
    const third = await store.list(tenant, { limit: 2, after: 'b' })
    assert.deepEqual(
      [...first, ...second, ...third].map(key => key.id),
      ['e', 'd', 'c', 'b', 'a', 'first of pages'],
    )
    assert.deepEqual(await store.list('stranger', { limit: 2, after: 'd' }), [])
    assert.deepEqual(await store.list(tenant, { limit: 2, after: 'nothing' }), [])
  })

  test('finds keys by id within their tenant only', async () => {
    await store.insert(keyOf('mine'), hashOf('mine'))
    await store.insert(keyOf('theirs', { tenant: 'others' }), hashOf('theirs'))
    const found = await store.find('default', ['mine', 'theirs', 'none'])
    assert.deepEqual(
      found.map(key => key.id),
      ['mine'],
    )
  })

  test('gives a key the team of its application, and lists the keys of one holder', async () => {
    const stored = await store.insert(keyOf('app', { application: 'web' }), hashOf('app'))
    assert.equal(stored.team, 'search')
    await store.insert(keyOf('person', { user: 'ada' }), hashOf('person'))
    for (const [kind, name, wanted] of [
      ['application', 'web', ['full', 'app']],
      ['team', 'search', ['full', 'app']],
      ['user', 'ada', ['person', 'full']],
      ['team', 'ads', []],
    ] as const) {
      const [none, listed] = await store.listByHolder('default', { limit: 9, kind, names: ['none', name] })
      assert.deepEqual([none, listed?.map(({ id }) => id).sort()], [[], [...wanted].sort()])
    }
    const page = { kind: 'team', names: ['search', 'ads'], limit: 1 } as const
    const [[first] = []] = await store.listByHolder('default', page)
    const [[second] = []] = await store.listByHolder('default', { ...page, after: first?.id ?? '' })
    assert.deepEqual([first?.id, second?.id].sort(), ['app', 'full'])
  })

  test('keeps a key out that belongs to what is not there, is archived, or is of another team', async () => {
    await organisation.users.archive('default', {
      ...(await organisation.users.create('default', { name: 'bob', title: 'Bob' })),
    })
    for (const [about, path] of [
      [{ team: 'sales' }, 'team'],
      [{ application: 'ios' }, 'application'],
      [{ team: 'ads', application: 'web' }, 'application'],
      [{ user: 'bob' }, 'user'],
      [{ tenant: 'others', team: 'search' }, 'team'],
    ] as const)
      await assert.rejects(store.insert(keyOf('lost', about), hashOf('lost')), (error: unknown) => {
        assert.ok(error instanceof GatewayError)
        assert.deepEqual([error.code, error.details.path], ['INVALID_INPUT', path])
        return true
      })
    assert.equal(await store.findByHash(hashOf('lost')), undefined)
  })

  test('takes a key for revoked since its holder was archived', async () => {
    const user = await organisation.users.create('default', { name: 'eve', title: 'Eve' })
    await store.insert(keyOf('leaver', { user: 'eve' }), hashOf('leaver'))
    assert.equal((await store.findByHash(hashOf('leaver')))?.revokedAt, undefined)
    await organisation.users.archive('default', user)
    assert.equal((await store.findByHash(hashOf('leaver')))?.revokedAt, noon)
  })

  test('founds a tenant with its first key, or refuses a name that is taken in any case', async () => {
    const tenant = { id: 'twin', tenant: 'OTHERS', name: 'OTHERS', title: '', version: 1, createdAt: noon }
    await assert.rejects(
      store.insertFirst(tenant, keyOf('twin', { tenant: 'OTHERS' }), hashOf('twin')),
      /name is taken/,
    )
    assert.equal(await store.findByHash(hashOf('twin')), undefined)
  })

  test('revokes a key once, and keeps the moment at which that was', async () => {
    await store.insert(keyOf('gone'), hashOf('gone'))
    assert.equal((await store.revoke('default', 'gone', noon + 5))?.revokedAt, noon + 5)
    assert.equal((await store.revoke('default', 'gone', noon + 9))?.revokedAt, noon + 5)
    assert.equal((await store.findByHash(hashOf('gone')))?.revokedAt, noon + 5)
    assert.equal(await store.revoke('others', 'gone', noon), undefined)
    assert.equal(await store.revoke('default', 'nothing', noon), undefined)
  })

  test('puts a key in the place of another one, once', async () => {
    const old = await store.insert(keyOf('old', { expiresAt: noon + 50 }), hashOf('old'))
    const successor = (id: string) => ({ ...keyOf(id), replaces: 'old' })
    const outcomes = await Promise.all([
      store.replace(successor('new 1'), hashOf('new 1'), { endsAt: noon + 10 }),
      store.replace(successor('new 2'), hashOf('new 2'), { endsAt: noon + 10 }),
    ])
    const [replacement, ...more] = outcomes.filter(outcome => outcome !== undefined)
    assert.ok(replacement && more.length === 0)
    const { key, replaced } = replacement
    assert.deepEqual(replaced, { ...old, replacedBy: key.id, expiresAt: noon + 10 })
    assert.deepEqual(await store.findByHash(hashOf('old')), replaced)
    assert.deepEqual(await store.findByHash(hashOf(key.id)), key)
    const other = key.id === 'new 1' ? 'new 2' : 'new 1'
    assert.equal(await store.findByHash(hashOf(other)), undefined)
  })

  test('never puts a key in the place of one that is revoked, or of another tenant, nor gives it more time', async () => {
    await store.insert(keyOf('dead', { revokedAt: noon }), hashOf('dead'))
    await store.insert(keyOf('short', { expiresAt: noon + 1 }), hashOf('short'))
    const put = (replaces: string, tenant = 'default') =>
      store.replace({ ...keyOf(`for ${replaces}`, { tenant }), replaces }, hashOf(`for ${replaces}`), {
        endsAt: noon + 9,
      })
    assert.equal(await put('dead'), undefined)
    assert.equal(await put('short', 'others'), undefined)
    assert.equal((await put('short'))?.replaced.expiresAt, noon + 1)
  })

  test('revokes what has leaked: in one tenant, or in all of them', async () => {
    const prefix = 'weir_LeakedX'
    for (const [id, about] of [
      ['leaked', { prefix }],
      ['leaked before', { prefix, revokedAt: noon - 1 }],
      ['leaked by others', { prefix, tenant: 'others' }],
      ['alike', { prefix: 'weir_LeakedY' }],
      ['in another case', { prefix: 'weir_leakedX' }],
    ] as const)
      await store.insert(keyOf(id, about), hashOf(id))
    const idsOf = (keys: readonly ApiKey[]) => keys.map(({ id }) => id).sort()
    assert.deepEqual(idsOf(await store.revokeByPrefix({ prefix: `${prefix}0`, tenant: 'default' }, noon)), [])
    assert.deepEqual(idsOf(await store.revokeByPrefix({ prefix, tenant: 'default' }, noon)), ['leaked'])
    assert.deepEqual(idsOf(await store.revokeByPrefix({ prefix: 'weir_Leaked' }, noon)), [
      'alike',
      'leaked by others',
    ])
    assert.equal((await store.findByHash(hashOf('leaked')))?.revokedAt, noon)
    assert.equal((await store.findByHash(hashOf('leaked before')))?.revokedAt, noon - 1)
    assert.equal((await store.findByHash(hashOf('in another case')))?.revokedAt, undefined)
  })

  test('notes when a key was used, of all tenants at once, and at most once a minute', async () => {
    await store.insert(keyOf('used'), hashOf('used'))
    await store.insert(keyOf('used too', { tenant: 'others' }), hashOf('used too'))
    const used = async () => (await store.findByHash(hashOf('used')))?.lastUsedAt
    await store.noteUsed(
      new Map([
        ['used', noon],
        ['used too', noon + 1],
        ['nothing', noon],
      ]),
    )
    assert.equal(await used(), noon)
    assert.equal((await store.findByHash(hashOf('used too')))?.lastUsedAt, noon + 1)
    await store.noteUsed(new Map([['used', noon + 59_999]]))
    assert.equal(await used(), noon)
    await store.noteUsed(new Map([['used', noon + 60_000]]))
    assert.equal(await used(), noon + 60_000)
  })

  test('finds the keys that are asked for', async () => {
    const tenant = 'filters'
    await store.insertFirst(
      { id: tenant, tenant, name: tenant, title: tenant, version: 1, createdAt: noon },
      keyOf('owner', { tenant }),
      hashOf('owner'),
    )
    await declareTeams(tenant, [{ name: 'search', applications: [{ name: 'web' }] }], {
      pool: database.appPool,
      clock: () => noon,
      random: randomBytes,
    })
    for (const [id, about] of [
      ['nightly', { name: 'Nightly %_ batch', prefix: 'weir_3fGhAAA', expiresAt: noon + 10 }],
      ['past', { prefix: 'weir_3fGhAAB', expiresAt: noon }],
      ['revoked', { team: 'search', application: 'web', expiresAt: noon + 9, revokedAt: noon }],
    ] as const)
      await store.insert(keyOf(id, { tenant, ...about }), hashOf(id))
    const at = noon
    for (const [filter, wanted] of [
      [{}, ['nightly', 'owner', 'past', 'revoked']],
      [{ prefix: 'weir_3fGhA' }, ['nightly', 'past']],
      [{ search: 'nIGHTLY' }, ['nightly']],
      [{ search: '%_' }, ['nightly']],
      [{ search: "' OR 1=1 --" }, []],
      [{ team: 'search' }, ['revoked']],
      [{ application: 'web' }, ['revoked']],
      [{ user: 'ada' }, []],
      [{ state: { is: 'ACTIVE', at } }, ['nightly', 'owner']],
      [{ state: { is: 'EXPIRED', at } }, ['past']],
      [{ state: { is: 'REVOKED', at } }, ['revoked']],
      [{ expiresBefore: noon + 10 }, ['past', 'revoked']],
      [{ expiresBefore: noon + 10, state: { is: 'EXPIRED', at } }, ['past']],
    ] as const)
      assert.deepEqual((await store.list(tenant, { limit: 9, filter })).map(({ id }) => id).sort(), wanted)
  })

  test('says UNAVAILABLE, not "no such key", while the database is away', async () => {
    const away = await database.fresh()
    const there = createApiKeyStore(away.appPool)
    await there.findByHash(hashOf('x'))
    process.kill(database.serverPid(), 'SIGKILL')
    let failure: unknown
    while (failure === undefined) await there.findByHash(hashOf('x')).catch(error => (failure = error))
    assert.ok(failure instanceof GatewayError)
    assert.equal(failure.code, 'UNAVAILABLE')
  })
})

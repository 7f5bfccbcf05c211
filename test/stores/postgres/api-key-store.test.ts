import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { ApiKey, ApiKeyStore } from '../../../src/core/api-key.ts'
import { GatewayError } from '../../../src/core/error.ts'
import { createApiKeyStore } from '../../../src/stores/postgres/api-key-store.ts'
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
  before(async () => {
    database = await startDatabase()
    store = createApiKeyStore(database.pool)
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
      expiresAt: noon + 1,
      revokedAt: noon + 2,
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
      ['e', 'd', 'c', 'b', 'a'],
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

  test('revokes a key once, and keeps the moment at which that was', async () => {
    await store.insert(keyOf('gone'), hashOf('gone'))
    assert.equal((await store.revoke('default', 'gone', noon + 5))?.revokedAt, noon + 5)
    assert.equal((await store.revoke('default', 'gone', noon + 9))?.revokedAt, noon + 5)
    assert.equal((await store.findByHash(hashOf('gone')))?.revokedAt, noon + 5)
    assert.equal(await store.revoke('others', 'gone', noon), undefined)
    assert.equal(await store.revoke('default', 'nothing', noon), undefined)
  })

  test('says UNAVAILABLE, not "no such key", while the database is away', async () => {
    const away = await database.fresh()
    const there = createApiKeyStore(away.pool)
    await there.findByHash(hashOf('x'))
    process.kill(database.serverPid(), 'SIGKILL')
    let failure: unknown
    while (failure === undefined) await there.findByHash(hashOf('x')).catch(error => (failure = error))
    assert.ok(failure instanceof GatewayError)
    assert.equal(failure.code, 'UNAVAILABLE')
  })
})

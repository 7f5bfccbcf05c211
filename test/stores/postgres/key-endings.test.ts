import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { ApiKey, ApiKeyStore, KeyEnding } from '../../../src/core/api-key.ts'
import { createApiKeyStore } from '../../../src/stores/postgres/api-key-store.ts'
import { type Changes, openChanges } from '../../../src/stores/postgres/changes.ts'
import { followKeyEndings } from '../../../src/stores/postgres/key-endings.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'
import { noon } from './records.ts'

const hashOf = (secret: string) => createHash('sha256').update(secret).digest()
const keyOf = (id: string): ApiKey => ({
  id,
  tenant: 'default',
  name: id,
  prefix: 'weir_3fGhXXX',
  roles: ['DEVELOPER'],
  createdAt: noon,
})

describe('what is heard of keys that end', () => {
  let database: TestDatabase
  let store: ApiKeyStore
  let changes: Changes
  const heard: KeyEnding[] = []
  const waiting = new Set<() => void>()
  before(async () => {
    database = await startDatabase()
    store = createApiKeyStore(database.appPool)
    changes = openChanges({ url: database.url, log: silentLog().log })
    await followKeyEndings(changes, ending => {
      heard.push(ending)
      for (const look of waiting) look()
    })
  })
  after(async () => {
    await changes.close()
    await database.close()
  })

  const hears = (wanted: KeyEnding): Promise<void> =>
    new Promise(resolve => {
      const look = (): void => {
        if (!heard.some(ending => JSON.stringify(ending) === JSON.stringify(wanted))) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })

  test('is each revocation and each rotation, with its moment, and nothing else', async () => {
    for (const id of ['revoked', 'leaked', 'rotated', 'used']) await store.insert(keyOf(id), hashOf(id))
    await store.noteUsed(new Map([['used', noon]]))
    await store.replace({ ...keyOf('new'), replaces: 'rotated' }, hashOf('new'), { endsAt: noon + 7 })
    await store.revoke('default', 'revoked', noon + 5)
    await store.revokeByPrefix({ prefix: 'weir_3fGhXXX' }, noon + 6)
    await hears({ id: 'rotated', expiresAt: noon + 7 })
    await hears({ id: 'revoked', revokedAt: noon + 5 })
    await hears({ id: 'leaked', revokedAt: noon + 6 })
    await hears({ id: 'rotated', revokedAt: noon + 6, expiresAt: noon + 7 })
    assert.equal(heard.filter(({ id }) => id === 'revoked').length, 1)
  })

  test('is nothing that anybody else may say on the channel', async () => {
    const before = heard.length
    for (const payload of ['', 'nonsense', '[]', 'null', '{"id":7}'])
      await database.pool.query('SELECT pg_notify($1, $2)', ['weir_api_key_ending', payload])
    await store.insert(keyOf('last'), hashOf('last'))
    await store.revoke('default', 'last', noon)
    await hears({ id: 'last', revokedAt: noon })
    assert.equal(heard.length, before + 1)
  })

  test('comes again after the connection was cut', async () => {
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'weir-changes'",
    )
    const listens = async (): Promise<boolean> => {
      const { rows } = await database.pool.query(
        "SELECT 1 FROM pg_stat_activity WHERE application_name = 'weir-changes' AND query LIKE 'LISTEN%' AND state = 'idle'",
      )
      return rows.length > 0
    }
    while (!(await listens()));
    await store.insert(keyOf('late'), hashOf('late'))
    await store.revoke('default', 'late', noon)
    await hears({ id: 'late', revokedAt: noon })
  })
})

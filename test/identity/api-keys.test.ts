import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { KeyEnding } from '../../src/core/api-key.ts'
import { ensureAdminKey } from '../../src/identity/admin-key.ts'
import { createApiKeys } from '../../src/identity/api-keys.ts'
import { memoryApiKeys } from '../kit/memory-api-keys.ts'

const start = Date.UTC(2026, 0, 2)
const wanted = { tenant: 'acme', name: 'search', roles: ['DEVELOPER'] }

const setUp = () => {
  const store = memoryApiKeys()
  const revoked: KeyEnding[] = []
  let now = start
  const clock = () => now++
  const keys = createApiKeys({
    store,
    clock,
    random: randomBytes,
    onEnding: key => revoked.push(key),
  })
  return { store, keys, revoked }
}

test('the secret is in the answer once, and only its hash in the store (F01)', async () => {
  const { store, keys } = setUp()
  const { key, secret } = await keys.create({ ...wanted, team: 'search', models: ['small'] })
  assert.deepEqual(store.hashes(), [createHash('sha256').update(secret).digest('hex')])
  assert.ok(!JSON.stringify(await keys.list('acme', { limit: 10 })).includes(secret.slice(12)))
  assert.equal(key.prefix, secret.slice(0, 12))
  assert.deepEqual(await keys.find('acme', [key.id]), [key])
  assert.equal(key.createdAt, start)
  assert.deepEqual(key.models, ['small'])
})

test('ids are UUIDs that sort by their time', async () => {
  const { keys } = setUp()
  const ids: string[] = []
  for (let n = 0; n < 20; n++) ids.push((await keys.create(wanted)).key.id)
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.deepEqual(ids.toSorted(), ids)
})

test('a revocation is told at once, and only a key of the own tenant can be revoked', async () => {
  const { keys, revoked } = setUp()
  const { key } = await keys.create(wanted)
  assert.equal(await keys.revoke('other', key.id), undefined)
  assert.deepEqual(revoked, [])
  const gone = await keys.revoke('acme', key.id)
  assert.ok(gone?.revokedAt)
  assert.deepEqual(revoked, [gone])
})

test('a rotated key ends after its grace period, and its successor is the same but for the secret (F03)', async () => {
  const { store, keys, revoked } = setUp()
  const old = await keys.create({
    ...wanted,
    team: 'search',
    models: ['small'],
    allowedAddresses: ['10.0.0.0/8'],
  })
  const { key, replaced, secret } = await keys.rotate(old.key, { graceMs: 60_000 })
  const { id, prefix, createdAt, ...same } = old.key
  assert.deepEqual(key, {
    ...same,
    id: key.id,
    prefix: secret.slice(0, 12),
    createdAt: key.createdAt,
    replaces: id,
    original: id,
  })
  assert.deepEqual(replaced, { ...old.key, replacedBy: key.id, expiresAt: key.createdAt + 60_000 })
  assert.deepEqual(revoked, [replaced])
  assert.equal(store.hashes().length, 2)
  assert.notEqual(secret, old.secret)
  await assert.rejects(keys.rotate(replaced, { graceMs: 60_000 }), { code: 'CONFLICT' })
  await keys.revoke('acme', key.id)
  await assert.rejects(keys.rotate(key, { graceMs: 0 }), { code: 'CONFLICT' })
})

test('a grace period does not make a key live longer', async () => {
  const { keys } = setUp()
  const old = await keys.create({ ...wanted, expiresAt: start + 1_000 })
  const { replaced } = await keys.rotate(old.key, { graceMs: 60_000 })
  assert.equal(replaced.expiresAt, start + 1_000)
})

test('every key that begins so is revoked, and each is told', async () => {
  const { keys, revoked } = setUp()
  const mine = await keys.create(wanted)
  const theirs = await keys.create({ ...wanted, tenant: 'other' })
  const { prefix } = mine.key
  assert.equal(await keys.revokeByPrefix({ prefix, tenant: 'other' }), 0)
  assert.equal(await keys.revokeByPrefix({ prefix, tenant: 'acme' }), 1)
  assert.equal(await keys.revokeByPrefix({ prefix, tenant: 'acme' }), 0)
  assert.equal(await keys.revokeByPrefix({ prefix: 'weir_' }), 1)
  assert.deepEqual(
    revoked.map(({ id }) => id),
    [mine.key.id, theirs.key.id],
  )
})

test('a key that makes no sense is refused, and the path says why', async () => {
  const { store, keys } = setUp()
  for (const [change, path] of [
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ roles: [] }, 'roles'],
    [{ roles: ['KING'] }, 'roles'],
    [{ expiresAt: start - 1 }, 'expiresAt'],
  ] as const)
    await assert.rejects(keys.create({ ...wanted, ...change }), { code: 'INVALID_INPUT', details: { path } })
  assert.deepEqual(store.hashes(), [])
})

const admin = (store = memoryApiKeys()) => ({ store, clock: () => start, random: randomBytes })

test('the first start makes an owner key, the second none', async () => {
  const options = admin()
  const { secret } = await ensureAdminKey(options)
  assert.match(secret ?? '', /^weir_/)
  assert.deepEqual(
    (await options.store.list('default', { limit: 9 })).map(key => key.roles),
    [['OWNER']],
  )
  assert.deepEqual(await ensureAdminKey(options), {})
})

test('the owner is found behind many younger keys', async () => {
  const options = admin()
  await ensureAdminKey(options)
  const keys = createApiKeys({ ...options, onEnding: () => {} })
  for (let n = 0; n < 1000; n++) await keys.create({ ...wanted, tenant: 'default' })
  assert.deepEqual(await ensureAdminKey(options), {})
})

test('who has revoked the last owner key gets a new one at the next start, instead of being locked out', async () => {
  const options = admin()
  const first = await ensureAdminKey(options)
  const [key] = await options.store.list('default', { limit: 1 })
  await options.store.revoke('default', key?.id ?? '', start)
  const second = await ensureAdminKey(options)
  assert.ok(second.secret && second.secret !== first.secret)
})

test('a configured admin key is stored nowhere and must not be weak', async () => {
  const options = admin()
  assert.deepEqual(await ensureAdminKey({ ...options, configured: 'x'.repeat(20) }), {})
  assert.deepEqual(options.store.hashes(), [])
  for (const configured of ['', 'x'.repeat(19), 'x'.repeat(513), 'two words are not one token'])
    await assert.rejects(ensureAdminKey({ ...options, configured }), /WEIR_ADMIN_KEY must have 20/)
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import type { NewApiKey } from '../../src/core/api-key.ts'
import type { Principal } from '../../src/core/principal.ts'
import { createApiKeys } from '../../src/identity/api-keys.ts'
import { createAuthenticator } from '../../src/identity/authenticate.ts'
import { newSecret } from '../../src/identity/secret.ts'
import { silentLog } from '../kit/log.ts'
import { memoryApiKeys } from '../kit/memory-api-keys.ts'

const adminKey = 'correct-horse-battery-staple'
const wanted: NewApiKey = { tenant: 'acme', name: 'search', roles: ['ADMIN'] }

/** A replica: `foreign` keys are managed by another one, of whose revocations this one is not told. */
const replica = (limits = {}, attempts = {}) => {
  const store = memoryApiKeys()
  const time = { now: Date.UTC(2026, 0, 2) }
  const logged: string[] = []
  const used: string[] = []
  const note = (_: unknown, message: string) => logged.push(message)
  const log = { info: note, warn: note, error: note }
  const clock = () => time.now
  const { authenticate: authenticateFrom, ending } = createAuthenticator({
    store,
    clock,
    log,
    adminKey,
    onKeyUsed: id => used.push(id),
    limits: { refreshMs: 60_000, lookupMs: 60_000, ...limits },
    // How guessing is slowed down is told in attempts.test.ts.
    attempts: { addressBurst: 1e6, markBurst: 1e6, ...attempts },
  })
  const own = createApiKeys({ store, clock, random: randomBytes, onEnding: ending })
  const foreign = createApiKeys({ store, clock, random: randomBytes, onEnding: () => {} })
  const authenticate = (authorization: string | undefined) => authenticateFrom({ authorization })
  const call = (secret: string) => authenticate(`Bearer ${secret}`)
  const from = (secret: string, clientAddress: string | undefined) =>
    authenticateFrom({ authorization: `Bearer ${secret}`, clientAddress })
  const again = (secret: string) => authenticateFrom({ authorization: `Bearer ${secret}` }, 'AGAIN')
  return { store, time, logged, used, authenticate, again, ending, own, foreign, call, from }
}

/** Lets everything run that waits for nothing. */
const settle = () => new Promise(resolve => setImmediate(resolve))

const refused = { code: 'UNAUTHENTICATED' }
const unavailable = { code: 'UNAVAILABLE' }

test('a key stands for its principal, implied roles and limits included', async () => {
  const { own, call } = replica()
  const { key, secret } = await own.create({
    ...wanted,
    team: 'search',
    application: 'web',
    user: 'ada',
    models: ['small'],
    operations: ['complete'],
  })
  assert.deepEqual(await call(secret), {
    id: key.id,
    name: 'search',
    tenant: 'acme',
    team: 'search',
    application: 'web',
    user: 'ada',
    roles: new Set(['ADMIN', 'DEVELOPER', 'ANALYST', 'AUDITOR', 'APPROVER']),
    models: new Set(['small']),
    operations: new Set(['complete']),
  })
})

test('no credentials are nobody; the scheme may be in any case', async () => {
  const { authenticate, own } = replica()
  const { secret } = await own.create(wanted)
  assert.equal(await authenticate(undefined), undefined)
  assert.equal((await authenticate(`bEARER ${secret}`))?.name, 'search')
})

test('credentials that are too long are told so, as they may be a genuine token with many claims', async () => {
  const { call } = replica()
  await assert.rejects(call(`eyJ${'a'.repeat(8_190)}`), {
    code: 'UNAUTHENTICATED',
    message: /longer than 8,192 characters/,
  })
  await assert.rejects(call(`eyJ${'a'.repeat(8_189)}`), { code: 'UNAUTHENTICATED', message: /are not valid/ })
})

test('the configured admin key needs no database', async () => {
  const { store, call } = replica()
  store.be('away')
  const principal = await call(adminKey)
  assert.equal(principal?.id, 'admin')
  assert.ok(principal?.roles.has('OWNER'))
  await assert.rejects(call(`${adminKey}x`), refused)
  assert.equal(store.lookups(), 0)
})

test('every wrong credential gets the same answer, and made-up ones never reach the database', async () => {
  const { store, authenticate, own, time } = replica()
  const { secret } = await own.create(wanted)
  const messages = new Set<string>()
  const refuse = async (authorization: string) => {
    const error = await authenticate(authorization).then(
      () => assert.fail(`${authorization} has passed`),
      error => error,
    )
    assert.equal(error.code, 'UNAUTHENTICATED')
    messages.add(JSON.stringify([error.message, error.details]))
  }
  for (const authorization of [
    '',
    'Bearer',
    'Bearer ',
    `Bearer  ${secret}`,
    `Bearer ${secret} `,
    `Basic ${secret}`,
    secret,
    'Bearer weir_x',
    `Bearer ${secret.slice(0, -1)}`,
    `Bearer ${secret}, Bearer ${secret}`,
  ])
    await refuse(authorization)
  assert.equal(store.lookups(), 0)

  await refuse(`Bearer ${newSecret(randomBytes)}`)
  const expiring = await own.create({ ...wanted, expiresAt: time.now + 5 })
  const revoked = await own.create(wanted)
  await own.revoke('acme', revoked.key.id)
  time.now += 5
  await refuse(`Bearer ${expiring.secret}`)
  await refuse(`Bearer ${revoked.secret}`)
  assert.equal(messages.size, 1)
})

test('whether a key still holds is told however many others guess at it, and counts as no guess', async () => {
  const { own, call, again } = replica({}, { markBurst: 3, addressBurst: 3, trustMs: -1 })
  const { key, secret } = await own.create(wanted)
  const bogus = `${secret.slice(0, 12)}${'x'.repeat(secret.length - 12)}`
  for (let guess = 0; guess < 3; guess++) await assert.rejects(call(bogus), refused)
  await assert.rejects(call(secret), { code: 'RATE_LIMITED' })
  assert.equal((await again(secret))?.id, key.id)
  await own.revoke('acme', key.id)
  for (let look = 0; look < 9; look++) await assert.rejects(again(secret), refused)
})

test('a key expires by the clock, also while it is cached', async () => {
  const { own, call, time } = replica()
  const { secret } = await own.create({ ...wanted, expiresAt: time.now + 100 })
  time.now += 99
  assert.ok(await call(secret))
  time.now += 1
  await assert.rejects(call(secret), refused)
})

test('a revocation in this process holds at once, without a look-up', async () => {
  const { store, own, call } = replica()
  const { key, secret } = await own.create(wanted)
  await call(secret)
  await own.revoke('acme', key.id)
  await assert.rejects(call(secret), refused)
  assert.equal(store.lookups(), 1)
})

test('a revocation beats a look-up that was under way', async () => {
  const { store, own, call } = replica()
  const { key, secret } = await own.create(wanted)
  store.be('held')
  const calling = call(secret)
  await own.revoke('acme', key.id)
  store.release()
  await assert.rejects(calling, refused)
  store.be('there')
  await assert.rejects(call(secret), refused)
})

test('what another replica tells of a key ends it at once, and cannot make it live longer', async () => {
  const { store, foreign, call, ending, time } = replica()
  const revoked = await foreign.create(wanted)
  const rotated = await foreign.create({ ...wanted, expiresAt: time.now + 1_000 })
  await call(revoked.secret)
  await call(rotated.secret)
  const lookups = store.lookups()
  ending({ id: revoked.key.id, revokedAt: time.now })
  ending({ id: rotated.key.id, expiresAt: time.now + 10 })
  await assert.rejects(call(revoked.secret), refused)
  assert.ok(await call(rotated.secret))
  ending({ id: rotated.key.id, expiresAt: time.now + 1e6 })
  time.now += 10
  await assert.rejects(call(rotated.secret), refused)
  assert.equal(store.lookups(), lookups)
})

test('a key is good at its addresses only, and its use is noted only where it is good', async () => {
  const { foreign, from, used } = replica()
  const { key, secret } = await foreign.create({
    ...wanted,
    allowedAddresses: ['10.0.0.0/8', '2001:db8::/32'],
  })
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1']) assert.ok(await from(secret, address))
  for (const address of ['11.1.2.3', '::ffff:11.1.2.3', '2001:db9::1', undefined])
    await assert.rejects(from(secret, address), { code: 'FORBIDDEN' })
  assert.deepEqual(used, [key.id, key.id, key.id])
})

test('a revocation elsewhere holds within a second, and no other key is touched (F02)', async () => {
  const { foreign, call, time } = replica()
  const revoked = await foreign.create(wanted)
  const other = await foreign.create(wanted)
  await call(revoked.secret)
  await call(other.secret)
  await foreign.revoke('acme', revoked.key.id)
  time.now += 1001
  await assert.rejects(call(revoked.secret), refused)
  assert.ok(await call(other.secret))
})

test('a fresh key is not looked up; an ageing one is served while one look-up runs', async () => {
  const { store, foreign, call, time } = replica()
  const { key, secret } = await foreign.create(wanted)
  await call(secret)
  time.now += 500
  await Promise.all([call(secret), call(secret)])
  assert.equal(store.lookups(), 1)

  store.be('held')
  await foreign.revoke('acme', key.id)
  time.now += 100
  assert.ok(await call(secret))
  assert.ok(await call(secret))
  assert.equal(store.lookups(), 2)
  store.release()
  await settle()
  await assert.rejects(call(secret), refused)
})

test('many calls with a key not seen before wait for one look-up', async () => {
  const { store, foreign, call } = replica()
  const { secret } = await foreign.create(wanted)
  store.be('held')
  const calls = Array.from({ length: 50 }, () => call(secret))
  await settle()
  store.release()
  assert.equal(new Set(await Promise.all(calls)).size, 1)
  assert.equal(store.lookups(), 1)
})

for (const state of ['away', 'silent'] as const)
  test(`while the database is ${state}, known keys stay good for five minutes, others are told to come back (P30)`, async () => {
    const { store, foreign, call, time, logged } = replica({ refreshMs: 1, lookupMs: 1 })
    const known = await foreign.create(wanted)
    const unseen = await foreign.create(wanted)
    await call(known.secret)
    store.be(state)
    for (let seconds = 0; seconds < 298; seconds += 2) {
      time.now += 2_000
      assert.ok(await call(known.secret))
    }
    await assert.rejects(call(unseen.secret), { ...unavailable, details: { retryAfterMs: 1_000 } })
    time.now += 4_000
    await assert.rejects(call(known.secret), unavailable)
    assert.equal(logged.length, 1)

    store.be('there')
    time.now += 1_000
    assert.ok(await call(known.secret))
    assert.ok(await call(unseen.secret))
    assert.deepEqual(logged.slice(1), ['API keys can be read again'])
  })

test('a database that failed is left alone for a second', async () => {
  const { store, foreign, call, time } = replica()
  const known = await foreign.create(wanted)
  const unseen = await foreign.create(wanted)
  await call(known.secret)
  time.now += 1_001
  store.be('away')
  await call(known.secret)
  const asked = store.lookups()
  for (let n = 0; n < 100; n++) {
    await call(known.secret)
    await assert.rejects(call(unseen.secret), unavailable)
  }
  assert.equal(store.lookups(), asked)
})

test('a key that does not exist is asked for once in two seconds', async () => {
  const { store, call, time } = replica()
  const secret = newSecret(randomBytes)
  for (let n = 0; n < 100; n++) await assert.rejects(call(secret), refused)
  assert.equal(store.lookups(), 1)
  time.now += 2_000
  await assert.rejects(call(secret), refused)
  assert.equal(store.lookups(), 2)
})

test('a flood of well-made keys is bounded, and those who are known do not feel it (F12)', async () => {
  const { store, foreign, call, time } = replica({ lookups: 10 })
  const { secret } = await foreign.create(wanted)
  await call(secret)
  store.be('held')
  const flood = Array.from({ length: 100 }, () =>
    call(newSecret(randomBytes)).catch((error: { code: string }) => error.code),
  )
  await settle()
  assert.equal(store.lookups(), 11)
  time.now += 2_000
  const known = call(secret)
  await settle()
  store.release()
  assert.ok(await known)
  const ends = await Promise.all(flood)
  assert.equal(ends.filter(code => code === 'UNAVAILABLE').length, 90)
  assert.equal(ends.filter(code => code === 'UNAUTHENTICATED').length, 10)
})

test('made-up keys push no real one out of the cache, and the cache is bounded', async () => {
  const { store, foreign, call } = replica({ entries: 3 })
  const secrets: string[] = []
  for (let n = 0; n < 4; n++) secrets.push((await foreign.create(wanted)).secret)
  for (const secret of secrets) await call(secret)
  for (let n = 0; n < 20; n++) await assert.rejects(call(newSecret(randomBytes)), refused)
  const before = store.lookups()
  for (const secret of secrets.slice(1)) await call(secret)
  assert.equal(store.lookups(), before)
  await call(secrets[0] ?? '')
  assert.equal(store.lookups(), before + 1)
})

describe('credentials that may be used from some addresses only', () => {
  const token = 'eyJh.eyJ9.x'
  const principal: Principal = {
    id: 'corp:ada',
    name: 'ada',
    tenant: 'acme',
    roles: new Set(),
    allowedAddresses: ['10.0.0.0/8', '2001:db8::/32'],
  }
  const time = { now: 1_000 }
  const { authenticate } = createAuthenticator({
    store: memoryApiKeys(),
    clock: () => time.now,
    log: silentLog().log,
    tokens: { verify: () => ({ ...principal, expiresAt: 2_000 }) },
  })
  const from = (clientAddress: string | undefined) =>
    authenticate({ authorization: `Bearer ${token}`, clientAddress })

  test('are refused from others, and from nowhere in particular, without doubting who it is', async () => {
    assert.equal((await from('10.1.2.3'))?.name, 'ada')
    assert.equal((await from('2001:db8::7'))?.name, 'ada')
    await assert.rejects(from('192.0.2.1'), { code: 'FORBIDDEN' })
    await assert.rejects(from(undefined), { code: 'FORBIDDEN' })
  })

  test('end when they end, from wherever they come', async () => {
    time.now = 2_000
    await assert.rejects(from('10.1.2.3'), refused)
  })
})

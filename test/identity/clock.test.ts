import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { ApiKey } from '../../src/core/api-key.ts'
import { createKeyCache, keyCacheLimits } from '../../src/identity/key-cache.ts'
import { withTeams } from '../../src/identity/team-chains.ts'
import { silentLog } from '../kit/log.ts'

// A clock that was set back must not make anything that was once read good for as long as it was set back.

const day = 86_400_000
const hash = randomBytes(32).toString('hex')
const key: ApiKey = {
  id: 'k',
  tenant: 'acme',
  name: 'a test',
  prefix: 'weir_1',
  roles: ['DEVELOPER'],
  createdAt: 0,
}

const world = () => {
  const state: { now: number; answer: () => ApiKey | undefined; asked: number } = {
    now: Date.UTC(2026, 0, 2),
    answer: () => key,
    asked: 0,
  }
  const { get } = createKeyCache({
    store: {
      findByHash: async () => {
        state.asked++
        return state.answer()
      },
    },
    clock: () => state.now,
    log: silentLog().log,
    limits: keyCacheLimits,
  })
  return { state, get: async () => get(hash) }
}

test('a key that was read before is read again', async () => {
  const { state, get } = world()
  assert.ok(await get())
  state.now -= day
  state.answer = () => ({ ...key, revokedAt: 1 })
  assert.equal((await get())?.key.revokedAt, 1)
})

test('a key that was not there before is looked for again', async () => {
  const { state, get } = world()
  state.answer = () => undefined
  assert.equal(await get(), undefined)
  assert.equal(await get(), undefined)
  assert.equal(state.asked, 1)
  state.now -= day
  state.answer = () => key
  assert.ok(await get())
})

test('a database that was away before is asked again', async () => {
  const { state, get } = world()
  state.answer = () => assert.fail('away')
  await assert.rejects(get(), { code: 'UNAVAILABLE' })
  await assert.rejects(get(), { code: 'UNAVAILABLE' })
  assert.equal(state.asked, 1)
  state.now -= day
  state.answer = () => key
  assert.ok(await get())
})

test('the teams above a team are read again', async () => {
  let now = Date.UTC(2026, 0, 2)
  let above = ['search', 'before']
  const authenticate = withTeams(
    async () => ({ id: 'k', name: 'a test', tenant: 'acme', team: 'search', roles: new Set<string>() }),
    { chainOf: async () => above, clock: () => now, log: silentLog().log },
  )
  assert.deepEqual((await authenticate({}))?.teams, ['search', 'before'])
  now -= day
  above = ['search', 'after']
  assert.deepEqual((await authenticate({}))?.teams, ['search', 'after'])
})

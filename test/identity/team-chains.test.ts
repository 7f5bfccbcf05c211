import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { GatewayError } from '../../src/core/error.ts'
import { withTeams } from '../../src/identity/team-chains.ts'
import { principal } from '../kit/call.ts'
import { silentLog } from '../kit/log.ts'

const world = () => {
  const { log, events } = silentLog()
  const state = { now: 0, asked: 0, chain: ['search', 'research'], away: false }
  const authenticate = withTeams(async () => principal, {
    chainOf: async (tenant, team) => {
      state.asked++
      assert.deepEqual([tenant, team], ['default', 'search'])
      if (state.away) throw new GatewayError('UNAVAILABLE', 'away')
      return state.chain
    },
    clock: () => state.now,
    log,
  })
  return { state, events, teams: async () => (await authenticate({}))?.teams }
}

describe('the teams above a principal’s own', () => {
  test('are asked for once, and again after half a second', async () => {
    const { state, teams } = world()
    assert.deepEqual(await teams(), ['search', 'research'])
    await teams()
    assert.equal(state.asked, 1)
    state.now = 501
    await teams()
    assert.equal(state.asked, 2)
  })

  test('are those of a second ago at the most', async () => {
    const { state, teams } = world()
    await teams()
    state.chain = ['search', 'sales']
    state.now = 1001
    assert.deepEqual(await teams(), ['search', 'sales'])
  })

  test('stay known while the database is away; who was never known has to wait (P30)', async () => {
    const { state, events, teams } = world()
    state.away = true
    await assert.rejects(teams(), { code: 'UNAVAILABLE' })
    state.away = false
    await teams()
    state.away = true
    state.now = 60_000
    assert.deepEqual(await teams(), ['search', 'research'])
    assert.equal(events.length, 1)
  })

  test('are the same object as long as nothing changes', async () => {
    const authenticate = withTeams(async () => principal, {
      chainOf: async () => ['search'],
      clock: () => 0,
      log: silentLog().log,
    })
    assert.equal(await authenticate({}), await authenticate({}))
  })
})

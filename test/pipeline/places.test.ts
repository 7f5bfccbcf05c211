import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Deployment, ProviderFailure } from '../../src/core/provider.ts'
import { holderKey, type Tier } from '../../src/core/tier.ts'
import { dispatch } from '../../src/pipeline/dispatch.ts'
import { createPlaces } from '../../src/pipeline/places.ts'
import { all, answer, answering, callOf, model, principal, silentAfter, snapshot } from '../kit/call.ts'
import { silentLog } from '../kit/log.ts'

const never = () => () => undefined
const limited: Deployment = {
  name: 'a',
  provider: 'a',
  model: 'm',
  weight: 1,
  maxConcurrency: 1,
  maxQueue: 1,
}

describe('places at a deployment', () => {
  test('go to the application of the dearer tier first', async () => {
    const places = createPlaces(never)
    const tier = (name: string, priority: Tier['priority']): Tier => ({ name, priority, quotas: [] })
    const tiers = new Map([
      [holderKey('application', 'default', 'gold'), tier('gold', 'CRITICAL')],
      [holderKey('team', 'default', 'search'), tier('tin', 'LOW')],
    ])
    const order: string[] = []
    const run = async (application: string) => {
      const call = callOf({ principal: { ...principal, application }, snapshot: { ...snapshot, tiers } })
      const deployment = { ...limited, maxQueue: 10 }
      for await (const chunk of places.hold(call, deployment, () => answering(...answer('yes'))(call)))
        if (chunk.type === 'finish') order.push(application)
    }
    await Promise.all(['web', 'web', 'web', 'gold', 'gold'].map(run))
    assert.deepEqual(order, ['web', 'gold', 'gold', 'web', 'web'])
  })

  test('are refused as UNAVAILABLE when too many wait, or sought at another deployment (F75)', async () => {
    const providers = new Map(
      ['a', 'b'].map(name => [
        name,
        {
          name,
          kind: 'fake',
          run: ({ signal }: { signal: AbortSignal }) =>
            (name === 'a' ? silentAfter() : answering(...answer('b')))(callOf({ signal })),
        },
      ]),
    )
    const run = (...deployments: Deployment[]) => {
      const models = new Map([['small', { ...model, deployments }]])
      return callOf({ snapshot: { ...snapshot, models, providers } })
    }
    const { log } = silentLog()
    const places = createPlaces(never)
    const stage = dispatch({ rank: deployments => deployments, places, clock: () => 0, log })
    const leaving = new AbortController()
    const held = [1, 2].map(() => all(stage({ ...run(limited), signal: leaving.signal })))
    await new Promise(setImmediate)
    const refused = run(limited)
    await assert.rejects(all(stage(refused)), {
      code: 'UNAVAILABLE',
      message: 'The model `small` is busy; try again in a moment',
      details: { attempts: refused.record.attempts, retryAfterMs: 1_000 },
    })
    assert.deepEqual(
      refused.record.attempts.map(({ code }) => code),
      ['SATURATED'],
    )
    // Where there is a place elsewhere, nobody waits.
    const other = { ...limited, name: 'b', provider: 'b' }
    const chunks = await all(stage(run(limited, other)))
    assert.equal(chunks.find(chunk => chunk.type === 'text')?.text, 'b')
    leaving.abort()
    await Promise.all(held.map(one => assert.rejects(one)))
    assert.ok(places.freeFirst([limited, other])[0] === limited)
  })

  test('are free again when a call fails', async () => {
    const places = createPlaces(never)
    const call = callOf()
    const failing = () => answering(new ProviderFailure('TIMEOUT', 'slow', { retryable: true }))(call)
    for (let calls = 0; calls < 3; calls++)
      await assert.rejects(all(places.hold(call, limited, failing)), ProviderFailure)
  })
})

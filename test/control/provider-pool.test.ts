import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createProviderPool } from '../../src/control/provider-pool.ts'
import type { ProviderConfig } from '../../src/core/config.ts'
import type { Provider } from '../../src/core/provider.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const config = (name: string, apiKey: string): ProviderConfig => ({
  name,
  kind: 'openai',
  apiKey,
  allowInsecure: false,
  settings: {},
  offersCatalogue: false,
})

test('a provider goes on while its configuration stays, and is closed once no call holds it any more', async () => {
  const closed: string[] = []
  const pool = createProviderPool(({ name, apiKey = '' }) => ({
    name,
    kind: 'openai',
    async *run() {
      yield* []
    },
    close: () => void closed.push(apiKey),
  }))
  const first = pool.open([config('a', 'one'), config('b', 'two')])
  const second = pool.open([config('a', 'one'), config('b', 'three')])
  assert.equal(second.get('a'), first.get('a'))
  assert.notEqual(second.get('b'), first.get('b'))

  // What a call in flight holds.
  let held: Provider | undefined = first.get('b')
  const passes = async (): Promise<void> => {
    for (let pass = 0; pass < 3; pass++) {
      collectGarbage()
      await new Promise(setImmediate)
    }
  }
  await passes()
  assert.deepEqual(closed, [])
  assert.equal(held?.name, 'b')
  held = undefined
  if (first instanceof Map) first.clear()
  while (closed.length === 0) await passes()
  assert.deepEqual(closed, ['two'])
  assert.equal(second.get('b')?.name, 'b')
})

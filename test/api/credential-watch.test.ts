import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watchCredentials } from '../../src/api/credential-watch.ts'
import { createInFlight } from '../../src/api/in-flight.ts'
import { GatewayError } from '../../src/core/error.ts'
import { eventually } from '../kit/eventually.ts'

test('what goes on for a revoked key ends, also while others guess at that key', async () => {
  const inFlight = createInFlight()
  const { signal } = inFlight.begin({ authorization: 'Bearer weir_x' })
  const watch = watchCredentials({
    inFlight,
    authenticate: async (_, occasion) => {
      throw new GatewayError(occasion === 'AGAIN' ? 'UNAUTHENTICATED' : 'RATE_LIMITED', 'no')
    },
    everyMs: 1,
  })
  await eventually(async () => assert.ok(signal.aborted))
  watch.stop()
})

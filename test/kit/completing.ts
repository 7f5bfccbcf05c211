import type { Chunk } from '../../src/core/chunk.ts'
import type { Quota } from '../../src/core/quota.ts'
import { fakeGateway } from './graphql.ts'

/** A question that any model can answer. */
export const hello = { model: 'small', messages: [{ role: 'USER', content: 'Hello' }] }

/** A quota that refuses. */
export const quota: Quota = {
  name: 'search-monthly',
  scope: {},
  meter: 'COST',
  limit: 2_500_000_000n,
  window: 'MONTH',
  action: 'BLOCK',
}

/** Asks a gateway that answers so, with what `ask` and `listen` take. */
export const completing = (chunks: readonly (Chunk | Error)[], input: object = hello) => {
  const gateway = fakeGateway(chunks)
  return { gateway, asking: { services: { gateway }, variables: { input } } }
}

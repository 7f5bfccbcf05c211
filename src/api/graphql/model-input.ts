import type { SpecChanges } from '../../core/declaration.ts'
import { changesOf } from './declared-input.ts'
import type * as contract from './generated/resolvers.ts'

/** What an input says of a model, as `weir.yaml` would say it; null takes away. */
export const modelChanges = (input: contract.CreateModelInput | contract.UpdateModelInput): SpecChanges => {
  const { cacheTtlSeconds, unpriced, ...rest } = input
  return changesOf({
    id: '',
    version: 0,
    ...rest,
    ...(unpriced !== undefined && { unpriced: unpriced?.toLowerCase() ?? null }),
    ...(cacheTtlSeconds !== undefined && {
      cache: cacheTtlSeconds === null ? null : { ttlSeconds: cacheTtlSeconds },
    }),
  })
}

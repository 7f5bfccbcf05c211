import DataLoader from 'dataloader'
import type { ApiKey } from '../../core/api-key.ts'
import type { StoredCall } from '../../core/ports.ts'
import type { Services } from '../../core/services.ts'

/** Reads by id, each id once an operation and all ids of a moment together. Of one tenant only; null if there is none. */
export interface Loaders {
  readonly call: (id: string) => Promise<StoredCall | null>
  readonly apiKey: (id: string) => Promise<ApiKey | null>
}

/**
 * Loaders for one tenant; without one they find nothing. They remember what they have read, so they must not
 * outlive an operation or an event.
 */
export function createLoaders(
  services: Pick<Services, 'calls' | 'apiKeys'>,
  tenant: string | undefined,
): Loaders {
  if (tenant === undefined) return nobody
  // Made on first use: most operations load nothing.
  let calls: DataLoader<string, StoredCall | null> | undefined
  let apiKeys: DataLoader<string, ApiKey | null> | undefined
  return {
    call: id =>
      (calls ??= new DataLoader(
        inOrder(ids => services.calls.find(tenant, ids)),
        options,
      )).load(id),
    apiKey: id =>
      (apiKeys ??= new DataLoader(
        inOrder(ids => services.apiKeys.find(tenant, ids)),
        options,
      )).load(id),
  }
}

const nobody: Loaders = { call: async () => null, apiKey: async () => null }

const options = { maxBatchSize: 100 }

const inOrder =
  <T extends { readonly id: string }>(find: (ids: readonly string[]) => Promise<readonly T[]>) =>
  async (ids: readonly string[]): Promise<(T | null)[]> => {
    const found = new Map((await find(ids)).map(item => [item.id, item]))
    return ids.map(id => found.get(id) ?? null)
  }

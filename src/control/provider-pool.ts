import type { ProviderConfig } from '../core/config.ts'
import type { Provider } from '../core/provider.ts'

/** Opens the providers of one snapshot after the other. */
export interface ProviderPool {
  /** One provider for each name; one whose configuration is that of the last time goes on as it is. */
  open(configs: Iterable<ProviderConfig>): ReadonlyMap<string, Provider>
}

/**
 * A pool that remembers what the present snapshot uses. A provider that has something to close is closed once
 * nobody holds it any more: a call holds its snapshot, and the snapshot its providers, so no call loses the one that
 * it works with, and nothing is counted for it on the way of a call.
 */
export const createProviderPool = (openProvider: (config: ProviderConfig) => Provider): ProviderPool => {
  let present: ReadonlyMap<string, Provider> = new Map()
  const retired = new FinalizationRegistry<() => void>(close => close())
  return {
    open(configs) {
      const providers = new Map<string, Provider>()
      const used = new Map<string, Provider>()
      for (const config of configs) {
        const key = JSON.stringify(config)
        const known = present.get(key) ?? used.get(key)
        const provider = known ?? openProvider(config)
        if (!known && provider.close) retired.register(provider, provider.close)
        used.set(key, provider)
        providers.set(config.name, provider)
      }
      present = used
      return providers
    },
  }
}

import { setTimeout as wait } from 'node:timers/promises'
import type { ProviderConfig } from '../core/config.ts'
import type { Provider } from '../core/provider.ts'
import { adapters } from './index.ts'
import type { Agents } from './kit/agents.ts'
import { httpProvider } from './kit/http-provider.ts'
import { createSimulator } from './simulator.ts'

/** What all providers share. */
export interface Means {
  readonly agents: Agents
  readonly stateKey: Uint8Array
}

/** The provider that an entry of the configuration describes. Throws an Error of one line. */
export const openProvider = (entry: ProviderConfig, { agents, stateKey }: Means): Provider => {
  const { name, kind, baseUrl, apiKey, settings } = entry
  if (kind === 'simulator')
    return createSimulator({ name, settings, sleep: (ms, signal) => wait(ms, undefined, { signal }) })
  const adapter = adapters.find(adapter => adapter.kind === kind)
  if (!adapter) throw new Error(`There is no adapter of the kind ${kind}`)
  const own = entry.tls && agents.own(entry)
  const provider = httpProvider({
    name,
    adapter,
    dispatcher: own?.dispatcher ?? agents.of(entry),
    settings,
    stateKey,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(apiKey !== undefined && { apiKey }),
  })
  return own ? { ...provider, close: own.close } : provider
}

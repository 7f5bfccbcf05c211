import type { Dispatcher } from 'undici'
import type { ProviderConfig } from '../../core/config.ts'
import { providerAgent, type Reach } from './agent.ts'

/** The connections of the whole gateway to others. Whoever opens them destroys them. */
export interface Agents {
  /** Those that all share who have the same reach. */
  of(about: Pick<ProviderConfig, 'allowInsecure'>): Dispatcher
  /** Those of somebody who shows a certificate, for whoever holds them alone and closes them. */
  own(about: Pick<ProviderConfig, 'allowInsecure' | 'tls'>): {
    readonly dispatcher: Dispatcher
    close(): void
  }
  destroy(): Promise<void>
}

export const openAgents = (): Agents => {
  const shared = { PUBLIC: providerAgent('PUBLIC'), ANY: providerAgent('ANY') }
  const owned = new Set<Dispatcher>()
  return {
    of: about => shared[reachOf(about)],
    own({ tls, ...about }) {
      const dispatcher = providerAgent(reachOf(about), tls && { tls })
      owned.add(dispatcher)
      return {
        dispatcher,
        close() {
          owned.delete(dispatcher)
          void dispatcher.close()
        },
      }
    },
    async destroy() {
      await Promise.all([...Object.values(shared), ...owned].map(agent => agent.destroy()))
    },
  }
}

const reachOf = ({ allowInsecure }: Pick<ProviderConfig, 'allowInsecure'>): Reach =>
  allowInsecure ? 'ANY' : 'PUBLIC'

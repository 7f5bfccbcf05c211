import type { Dispatcher } from 'undici'
import type { ProviderConfig } from '../../core/config.ts'
import { providerAgent } from './agent.ts'

/** The connections of the whole gateway to others. Whoever opens them destroys them. */
export interface Agents {
  /** Those for what has this reach and shows this certificate; the same for all that are alike. */
  of(about: Pick<ProviderConfig, 'allowInsecure' | 'tls'>): Dispatcher
  destroy(): Promise<void>
}

/** Most agents that are kept: each new certificate at run time makes one more. */
const mostAgents = 256

export const openAgents = (): Agents => {
  const agents = new Map<string, Dispatcher>()
  return {
    of({ allowInsecure, tls }) {
      const name = JSON.stringify([allowInsecure, tls])
      const known = agents.get(name)
      if (known) return known
      const agent = providerAgent(allowInsecure ? 'ANY' : 'PUBLIC', tls && { tls })
      agents.set(name, agent)
      const oldest = agents.size > mostAgents ? agents.entries().next().value : undefined
      if (oldest) {
        agents.delete(oldest[0])
        // What is in flight on it comes to its end.
        void oldest[1].close()
      }
      return agent
    },
    async destroy() {
      await Promise.all([...agents.values()].map(agent => agent.destroy()))
    },
  }
}

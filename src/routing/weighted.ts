import { createHash } from 'node:crypto'
import type { Deployment } from '../core/provider.ts'
import type { Call } from '../core/request.ts'

/**
 * Orders deployments by chance, each as likely to be first as its weight says; those of weight 0 come last, as
 * spares. All calls of one session get the same order. `random` answers 0 ≤ x < 1.
 */
export const weighted =
  (random: () => number) =>
  (deployments: readonly Deployment[], call: Call): readonly Deployment[] => {
    if (deployments.length < 2) return deployments
    const { sessionId } = call.input
    const chance = (deployment: Deployment): number =>
      sessionId === undefined
        ? random()
        : fraction(`${call.principal.tenant}\n${sessionId}\n${deployment.name}`)
    return deployments
      .map(deployment => ({ deployment, key: arrival(chance(deployment), deployment.weight) }))
      .sort((a, b) => a.key - b.key)
      .map(({ deployment }) => deployment)
  }

/**
 * Exponential arrival times: who arrives first does so with a chance in proportion to its weight
 * (Efraimidis and Spirakis, Weighted random sampling with a reservoir, 2006).
 */
const arrival = (chance: number, weight: number): number =>
  weight > 0 ? -Math.log(1 - chance) / weight : Infinity

const fraction = (text: string): number =>
  createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32

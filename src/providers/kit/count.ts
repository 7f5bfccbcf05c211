import { noUsage, totalTokens, type Usage } from '../../core/chunk.ts'

/** A number of tokens as a provider reported it; 0 for what is no such number. */
export const tokens = (value: unknown): number =>
  typeof value === 'number' && value > 0 ? Math.round(value) : 0

/** Whether a number is more tokens than any call can use, a thousand times the largest context there is. */
export const isAbsurd = (value: unknown): boolean => typeof value === 'number' && !(value < 1e9)

/** What a failure tells of its usage: what the provider reported, if anything. */
export const reportedOnly = (usage: Usage | undefined): Usage | undefined =>
  usage?.source === 'PROVIDER' ? usage : undefined

/** What a provider that reported nothing has used: unknown, so that the gateway counts for itself. */
export const unreported: Usage = { ...noUsage, source: 'ESTIMATED' }

/** A usage that can be true; `unreported` in place of one with absurd numbers, which tells nothing. */
export const credible = (usage: Usage): Usage => (isAbsurd(totalTokens(usage)) ? unreported : usage)

import { noUsage, type Usage } from '../../core/chunk.ts'

/** A number of tokens as a provider reported it; 0 for what is no sensible number. */
export const tokens = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0

/** What a failure tells of its usage: what the provider reported, if anything. */
export const reportedOnly = (usage: Usage | undefined): Usage | undefined =>
  usage?.source === 'PROVIDER' ? usage : undefined

/** What a provider that reported nothing has used: unknown, so that the gateway counts for itself. */
export const unreported: Usage = { ...noUsage, source: 'ESTIMATED' }

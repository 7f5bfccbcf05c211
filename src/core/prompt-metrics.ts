import type { PromptModule } from './prompt-version.ts'

/** What calls of one version came to. */
export interface PromptMetrics {
  readonly requests: number
  /** Calls that a fault has ended. */
  readonly failures: number
  /** Calls that a policy has refused. */
  readonly refusals: number
  readonly cacheHits: number
  readonly inputTokens: bigint
  readonly outputTokens: bigint
  readonly costNanos: bigint
  /** Of calls that were answered; absent: there are none. */
  readonly latencyMs?: { readonly mean: number; readonly median: number; readonly p95: number }
}

export interface PromptMetricsReader {
  /** Of each version in its order; calls that started from `from` on, before `to`: milliseconds since 1970. */
  metrics(
    tenant: string,
    versions: readonly Omit<PromptModule, 'sdl'>[],
    time: { readonly from: number; readonly to: number },
  ): Promise<readonly PromptMetrics[]>
}

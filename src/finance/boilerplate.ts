import type { Inefficiency } from '../core/inefficiency.ts'
import type { Model } from '../core/model.ts'
import { usdFromNanos } from '../core/money.ts'
import type { TokenMeasure } from '../core/ports.ts'
import type { Prompt } from '../core/prompt.ts'
import type { Deployment } from '../core/provider.ts'
import type { UsageReader, UsageRow } from '../core/usage.ts'
import { costAt } from './cost-at.ts'
import { noSums } from './usage-sums.ts'

/** The text that is the same in every call of a prompt, as its calls have used it. */
interface Fixed {
  readonly requests: number
  /** All input, and what of it was the fixed text. */
  readonly input: bigint
  readonly tokens: bigint
  readonly spentNanos: bigint
  /** What of that went for the fixed text. */
  readonly costNanos: bigint
}

/**
 * The prompts in force of whose input more than half is the text of their templates, rather than what they are filled
 * with. Text within loops and conditions does not count, as not every call has it.
 */
export const boilerplate = async (
  prompts: readonly Prompt[],
  rows: readonly UsageRow[],
  {
    models,
    measure,
  }: { readonly models: readonly Model[]; readonly measure: Pick<TokenMeasure, 'countInput'> },
): Promise<readonly Inefficiency[]> => {
  const byName = new Map(models.map(model => [model.name, model]))
  const found: Inefficiency[] = []
  for (const prompt of prompts) {
    const own = rows.filter(({ group }) => isOf(prompt, group))
    for (const [name = '', ofModel] of Map.groupBy(own, ({ group }) => group.MODEL ?? '')) {
      let sum: Fixed = { requests: 0, input: 0n, tokens: 0n, spentNanos: 0n, costNanos: 0n }
      for (const row of ofModel) {
        const deployment = byName.get(name)?.deployments.find(({ name }) => name === row.group.DEPLOYMENT)
        if (!deployment) continue
        const { tokens } = await measure.countInput(
          { ...prompt.input, messages: prompt.fixed },
          deployment.model,
        )
        sum = added(sum, fixedIn(row, tokens, deployment))
      }
      if (sum.requests > 0 && 2n * sum.tokens > sum.input) found.push(told(prompt, name, sum))
    }
  }
  return found
}

/** What prompts in force have used, as `boilerplate` reads it. */
export const usageOfPrompts = async (
  usage: UsageReader,
  tenant: string,
  about: { readonly from: number; readonly to: number; readonly prompts: readonly Prompt[] },
): Promise<readonly UsageRow[]> => {
  const { prompts, ...time } = about
  if (prompts.length === 0) return []
  return usage.report({
    tenant,
    ...time,
    where: {
      PROMPT: [...new Set(prompts.map(({ template }) => template))],
      OPERATION: prompts.map(({ operation }) => operation),
      OUTCOME: ['FINISHED'],
    },
    groupBy: ['OPERATION', 'PROMPT_VERSION', 'MODEL', 'DEPLOYMENT'],
  })
}

const isOf = ({ operation, template, version }: Prompt, group: UsageRow['group']): boolean =>
  group.OPERATION === operation && group.PROMPT_VERSION === `${template}@${version}`

const fixedIn = (row: UsageRow, perCall: number, { pricing }: Deployment): Fixed => {
  // A cache has answered the others, without any tokens.
  const requests = row.requests - row.cacheHits
  const input = row.inputTokens + row.cachedInputTokens + row.cacheWriteTokens
  const tokens = smaller(BigInt(requests) * BigInt(perCall), input)
  // What a provider keeps of a prompt is its beginning, where the fixed text is.
  const kept = smaller(tokens, row.cachedInputTokens)
  const whole = pricing ? costAt(row, pricing) : 0n
  const part = pricing
    ? costAt({ ...noSums, inputTokens: tokens - kept, cachedInputTokens: kept }, pricing)
    : 0n
  // At the prices of today on both sides; of what was really paid, no more than that share.
  const costNanos = whole === 0n ? 0n : smaller((row.costNanos * part) / whole, row.costNanos)
  return { requests, input, tokens, spentNanos: row.costNanos, costNanos }
}

const added = (one: Fixed, other: Fixed): Fixed => ({
  requests: one.requests + other.requests,
  input: one.input + other.input,
  tokens: one.tokens + other.tokens,
  spentNanos: one.spentNanos + other.spentNanos,
  costNanos: one.costNanos + other.costNanos,
})

const told = (
  { operation, template, version }: Prompt,
  model: string,
  { requests, input, tokens, spentNanos, costNanos }: Fixed,
): Inefficiency => ({
  kind: 'BOILERPLATE_PROMPT',
  model,
  prompt: template,
  requests,
  spentNanos,
  savedNanos: costNanos / 2n,
  computed: `Of ${input / BigInt(requests)} input tokens a call, ${tokens / BigInt(requests)} are the fixed text of \`${operation}\` (version ${version}). It has cost ${usdFromNanos(costNanos)} USD at the prices of today, and half of that if it were half as long.`,
})

const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other)

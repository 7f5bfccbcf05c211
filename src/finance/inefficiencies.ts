import type { Inefficiencies, Inefficiency } from '../core/inefficiency.ts'
import type { Model } from '../core/model.ts'
import { usdFromNanos } from '../core/money.ts'
import { areOneModel } from '../core/one-model.ts'
import type { Deployment, Pricing } from '../core/provider.ts'
import type { UsageReader, UsageRow, UsageSums } from '../core/usage.ts'

/** Finds what was not worth its money, in the roll-ups of the ledger and the prices of today. */
export const createInefficiencies = ({ usage }: { readonly usage: UsageReader }): Inefficiencies => ({
  async report(tenant, { period, models }) {
    const rows = await usage.report({ tenant, ...period, where: {}, groupBy: ['MODEL', 'DEPLOYMENT'] })
    return [...unused(models, rows), ...dearer(models, rows)].sort((one, other) =>
      one.savedNanos < other.savedNanos ? 1 : one.savedNanos > other.savedNanos ? -1 : 0,
    )
  },
})

/** Declared models that nobody has asked for; what the catalogue offers by itself costs nobody any care. */
const unused = (models: readonly Model[], rows: readonly UsageRow[]): readonly Inefficiency[] => {
  const asked = new Set(rows.map(({ group }) => group.MODEL))
  return models
    .filter(({ name, declared }) => declared && !asked.has(name))
    .map(({ name }) => ({
      kind: 'UNUSED_MODEL',
      model: name,
      requests: 0,
      spentNanos: 0n,
      savedNanos: 0n,
      computed:
        'Nobody has asked for it within the period. It costs no money, but the care of whoever keeps it.',
    }))
}

const dearer = (models: readonly Model[], rows: readonly UsageRow[]): readonly Inefficiency[] => {
  const byName = new Map(models.map(model => [model.name, model]))
  return rows.flatMap(row => {
    const model = byName.get(row.group.MODEL ?? '')
    const used = model?.deployments.find(({ name }) => name === row.group.DEPLOYMENT)
    if (!model || !used?.pricing || row.costNanos === 0n) return []
    const own = costAt(row, used.pricing)
    const best = equivalents(used, model, models)
      .map(deployment => ({ deployment, cost: deployment.pricing ? costAt(row, deployment.pricing) : own }))
      .sort((one, other) => (one.cost < other.cost ? -1 : 1))[0]
    // At the prices of today on both sides; of what was really paid, no more than that share.
    if (!best || own === 0n || best.cost >= own) return []
    const saved = (row.costNanos * (own - best.cost)) / own
    return [
      {
        kind: 'DEARER_DEPLOYMENT' as const,
        model: model.name,
        deployment: used.name,
        cheaper: best.deployment.name,
        requests: row.requests,
        spentNanos: row.costNanos,
        savedNanos: saved,
        computed: `At the prices of today its tokens cost ${usdFromNanos(own)} USD, and ${usdFromNanos(best.cost)} USD at \`${best.deployment.name}\`: that share of the ${usdFromNanos(row.costNanos)} USD that were paid.`,
      },
    ]
  })
}

/** Other deployments of the same public model, and whatever is one model with it under another name. */
const equivalents = (used: Deployment, model: Model, models: readonly Model[]): readonly Deployment[] => [
  ...model.deployments.filter(({ name }) => name !== used.name),
  ...models.flatMap(({ deployments }) =>
    deployments.filter(other => other.name !== used.name && areOneModel(used, other)),
  ),
]

/** What tokens cost at the rates of the first tier. */
const costAt = (sums: UsageSums, { perMillion }: Pricing): bigint => {
  const { input, output, cachedInput = input, cacheWrite = input } = perMillion
  return (
    (sums.inputTokens * input +
      sums.cachedInputTokens * cachedInput +
      sums.cacheWriteTokens * cacheWrite +
      (sums.outputTokens + sums.reasoningTokens) * output) /
    1_000_000n
  )
}

import type { Inefficiencies, Inefficiency, RepeatsReader } from '../core/inefficiency.ts'
import type { Model } from '../core/model.ts'
import { usdFromNanos } from '../core/money.ts'
import { areOneModel } from '../core/one-model.ts'
import type { TokenMeasure } from '../core/ports.ts'
import type { Prompts } from '../core/prompts.ts'
import type { Deployment } from '../core/provider.ts'
import type { UsageReader, UsageRow } from '../core/usage.ts'
import { boilerplate, usageOfPrompts } from './boilerplate.ts'
import { costAt } from './cost-at.ts'
import { newestPart, repeated } from './repeated.ts'

/** Finds what was not worth its money, in the ledger, its roll-ups and the prices of today. */
export const createInefficiencies = ({
  usage,
  repeats,
  prompts,
  measure,
}: {
  readonly usage: UsageReader
  readonly repeats: RepeatsReader
  readonly prompts: Pick<Prompts, 'inForce'>
  readonly measure: Pick<TokenMeasure, 'countInput'>
}): Inefficiencies => ({
  async report(tenant, { period, models }) {
    const inForce = [...prompts.inForce(tenant).values()]
    const rows = await usage.report({ tenant, ...period, where: {}, groupBy: ['MODEL', 'DEPLOYMENT'] })
    const ofPrompts = await usageOfPrompts(usage, tenant, { ...period, prompts: inForce })
    const looked = await newestPart(usage, tenant, period)
    return [
      ...unused(models, rows),
      ...dearer(models, rows),
      ...repeated(await repeats(tenant, looked), { looked, asked: period }),
      ...(await boilerplate(inForce, ofPrompts, { models, measure })),
    ].sort((one, other) =>
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

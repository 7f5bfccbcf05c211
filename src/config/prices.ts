import { didYouMean } from '../core/closest.ts'
import type { ModelConfig } from '../core/config.ts'
import { type PriceVersion, priceName } from '../core/price-version.ts'
import type { ConfigFile } from './schema.ts'
import type { Names, Report, Surroundings } from './surroundings.ts'

/** A dollar a token. Whatever costs more was meant otherwise. */
const mostPerMillion = 1_000_000_000_000_000n

/** The price book of the file. What a version is for has to be there, and no two of them hold at once. */
export const pricesOf = (
  file: ConfigFile,
  models: readonly ModelConfig[],
  about: {
    readonly names: () => Names
    readonly report: Report
    readonly elsewhere?: Surroundings['elsewhere'] | undefined
  },
): readonly PriceVersion[] => {
  const { names, report, elsewhere } = about
  const versions = file.prices.map((entry, index): PriceVersion => {
    const { model, deployment, effectiveFrom, effectiveUntil, discountBasisPoints, ...amounts } = entry
    const path = ['prices', index]
    if (!names().has(model))
      report(
        [...path, 'model'],
        elsewhere?.models.has(model)
          ? `the model \`${model}\` is served to all tenants: those who run the gateway set its price`
          : `there is no model \`${model}\`${didYouMean(model, names())}`,
      )
    const declared = models.find(({ name }) => name === model)
    const deployments = declared?.deployments.map(({ name }) => name) ?? []
    if (deployment !== undefined && !deployments.includes(deployment))
      report(
        [...path, 'deployment'],
        `the model \`${model}\` has no deployment \`${deployment}\`${didYouMean(deployment, deployments)}`,
      )
    const { inputPerMillionUsd, outputPerMillionUsd, cachedInputPerMillionUsd, cacheWritePerMillionUsd } =
      amounts
    for (const [key, amount] of Object.entries(amounts))
      if (amount !== undefined && amount > mostPerMillion)
        report([...path, key], 'is more than a dollar a token; it is the price of a million tokens')
    if (effectiveUntil !== undefined && effectiveUntil <= effectiveFrom)
      report([...path, 'effectiveUntil'], 'must be behind effectiveFrom')
    return {
      name: priceName({ model, deployment, effectiveFrom: new Date(effectiveFrom).toISOString() }),
      model,
      ...(deployment !== undefined && { deployment }),
      effectiveFrom,
      ...(effectiveUntil !== undefined && { effectiveUntil }),
      perMillion: {
        input: inputPerMillionUsd,
        output: outputPerMillionUsd,
        ...(cachedInputPerMillionUsd !== undefined && { cachedInput: cachedInputPerMillionUsd }),
        ...(cacheWritePerMillionUsd !== undefined && { cacheWrite: cacheWritePerMillionUsd }),
      },
      ...(discountBasisPoints !== undefined && { discountBasisPoints }),
    }
  })
  reportOverlaps(versions, report)
  return versions
}

/** An end that a version states is meant: the next one must not begin before it. */
const reportOverlaps = (versions: readonly PriceVersion[], report: Report): void => {
  for (const [index, one] of versions.entries())
    for (const other of versions.slice(0, index)) {
      if (other.model !== one.model || other.deployment !== one.deployment) continue
      const [first, later] = other.effectiveFrom <= one.effectiveFrom ? [other, one] : [one, other]
      const meets =
        first.effectiveFrom === later.effectiveFrom ||
        (first.effectiveUntil !== undefined && later.effectiveFrom < first.effectiveUntil)
      if (!meets) continue
      const path = ['prices', index, 'effectiveFrom']
      report(path, `overlaps the price that begins at ${new Date(other.effectiveFrom).toISOString()}`)
      break
    }
}

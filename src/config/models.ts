import type { Catalogue } from '../core/catalogue.ts'
import { didYouMean } from '../core/closest.ts'
import type { DeploymentConfig, ModelConfig, ProviderConfig } from '../core/config.ts'
import { findOffer } from '../core/offer.ts'
import type { ConfigDocument, Path } from './document.ts'
import { simulatorKind } from './providers.ts'
import type { ConfigFile } from './schema.ts'
import { type Names, type Report, reportTwins } from './surroundings.ts'

/** The models that the file declares, and the simulator's unless it is off or the file has one of that name. */
export const modelsOf = (
  file: ConfigFile,
  providers: readonly ProviderConfig[],
  { document, report }: { readonly document: ConfigDocument; readonly report: Report },
): readonly ModelConfig[] => {
  reportTwins(file.models, ['models'], report)
  const providerNames = new Set(providers.map(provider => provider.name))
  /** What each deployment's name stands for: models may share a deployment, but not a name for two of them. */
  const places = new Map<string, string>()

  const declared = file.models.map(({ deployments, price, unpriced, cache, ...model }, index) => {
    if (deployments.length === 0)
      report(['models', index, 'deployments'], 'must name at least one deployment')
    const names = new Set<string>()
    return {
      ...model,
      unpriced: unpriced === 'allow' ? ('ALLOW' as const) : ('REFUSE' as const),
      ...(cache && { cacheTtlSeconds: cache.ttlSeconds }),
      deployments: deployments.map((entry, position): DeploymentConfig => {
        const path = ['models', index, 'deployments', position]
        if (!providerNames.has(entry.provider)) {
          const written = document.written([...path, 'provider'])
          report(
            [...path, 'provider'],
            `there is no provider \`${written}\`${didYouMean(written, providerNames) || noneBut(providerNames)}`,
          )
        }
        const place = `${entry.provider}/${entry.model}`
        const name = entry.name ?? place
        if (names.has(name))
          report(
            [...path, entry.name === undefined ? 'model' : 'name'],
            'the model has this deployment twice',
          )
        else if ((places.get(name) ?? place) !== place)
          report([...path, 'name'], 'the name is taken by another deployment above')
        names.add(name)
        places.set(name, place)
        const ownPrice = entry.price ?? price
        return {
          name,
          provider: entry.provider,
          model: entry.model,
          weight: entry.weight ?? 1,
          ...(ownPrice && { price: ownPrice }),
          ...limitsOf(entry, path, report),
        }
      }),
    }
  })
  const isSimulated = file.simulator !== false && !file.models.some(({ name }) => name === simulatorKind)
  return isSimulated ? [...declared, simulatorModel] : declared
}

/** How many calls it takes at a time, and who waits. */
const limitsOf = (
  { maxConcurrency, maxQueue, maxWaitSeconds }: ConfigFile['models'][number]['deployments'][number],
  path: Path,
  report: Report,
): Pick<DeploymentConfig, 'maxConcurrency' | 'maxQueue' | 'maxWaitMs'> => {
  if (maxConcurrency === undefined && (maxQueue ?? maxWaitSeconds) !== undefined)
    report(
      [...path, maxQueue === undefined ? 'maxWaitSeconds' : 'maxQueue'],
      'goes with `maxConcurrency` only: without it nobody waits',
    )
  return {
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(maxQueue !== undefined && { maxQueue }),
    ...(maxWaitSeconds !== undefined && { maxWaitMs: maxWaitSeconds * 1_000 }),
  }
}

/** Priced like a small model, so that a newcomer sees costs; nobody bills them. */
const simulatorModel: ModelConfig = {
  name: simulatorKind,
  description: 'Answers by itself, with no provider and no key: for first steps, demos and load tests.',
  deployments: [
    {
      name: `${simulatorKind}/${simulatorKind}`,
      provider: simulatorKind,
      model: simulatorKind,
      weight: 1,
      price: { input: 150_000_000n, output: 600_000_000n, cachedInput: 75_000_000n },
    },
  ],
  unpriced: 'REFUSE',
  contextWindow: 128_000,
  maxOutputTokens: 16_384,
  capabilities: ['COMPLETION', 'EMBEDDING', 'IMAGE_INPUT', 'JSON_SCHEMA', 'REASONING', 'TOOLS'],
}

const noneBut = (names: ReadonlySet<string>): string =>
  names.size === 0 ? '; there is none' : `; there are ${[...names].join(', ')}`

/**
 * Every public name that a call can use: declared models, then the catalogue's of every provider that offers them,
 * listed or found when they are asked for.
 */
export const publicNames = (
  models: readonly ModelConfig[],
  providers: readonly ProviderConfig[],
  catalogue: Catalogue,
): Names => {
  const names = new Set(models.map(({ name }) => name))
  for (const provider of providers) {
    if (!provider.offersCatalogue || provider.catalogue === undefined) continue
    for (const { name } of catalogue.models(provider.catalogue))
      names.add(name).add(`${provider.name}/${name}`)
  }
  return {
    has: name => names.has(name) || findOffer(name, providers, catalogue) !== undefined,
    [Symbol.iterator]: () => names.values(),
  }
}

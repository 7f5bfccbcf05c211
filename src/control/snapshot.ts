import type { Catalogue, CatalogueModel } from '../core/catalogue.ts'
import type { Config, DeploymentConfig, ModelConfig, ProviderConfig } from '../core/config.ts'
import type { Capability, Lifecycle, Model } from '../core/model.ts'
import { findOffer, type Offer } from '../core/offer.ts'
import type { Deployment, Pricing, Provider } from '../core/provider.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { modelsOnDemand } from './models-on-demand.ts'
import { createPriceBook, type PriceBook } from './price-book.ts'

export interface SnapshotParts {
  readonly version: number
  /** By name; one for each provider of the configuration. */
  readonly providers: ReadonlyMap<string, Provider>
  readonly catalogue: Catalogue
  /** Makes a price of what the configuration says, in nano-dollars for a million tokens. */
  readonly configuredPricing: (perMillion: Pricing['perMillion']) => Pricing
  /** Stands before the names of providers and deployments, so that those of one tenant are nobody else's. */
  readonly prefix?: string
  /** Where declared models come from, by their name. */
  readonly declared?: ReadonlyMap<string, NonNullable<Model['declared']>>
}

/** What a configuration says of roles: nothing. See `withAccess`. */
const nobodySaid: Snapshot['access'] = new Map()

/**
 * Everything that calls are decided by, out of a checked configuration. A name means, in this order: the model that
 * the configuration declares; `<provider>/<model>` of the catalogue; the catalogue's model of that name at the first
 * provider that offers it. Ids that the catalogue knows and does not list are found when they are asked for.
 */
export const buildSnapshot = (config: Config, parts: SnapshotParts): Snapshot => {
  for (const { name } of config.providers)
    if (!parts.providers.has(`${parts.prefix ?? ''}${name}`))
      throw new Error(`The provider ${name} is configured but was not opened`)
  const book = createPriceBook(config.prices, parts.configuredPricing)
  return Object.freeze({
    version: parts.version,
    models: modelsOnDemand(listedModels(config, { ...parts, book }), name => {
      const offer = findOffer(name, config.providers, parts.catalogue)
      return offer && offeredModel(name, offer, { config, parts: { ...parts, book } })
    }),
    providers: parts.providers,
    quotas: config.quotas,
    guardrails: config.guardrails,
    access: nobodySaid,
  })
}

/** With the prices that the tenant has set. */
interface ModelParts extends SnapshotParts {
  readonly book: PriceBook
}

const listedModels = (config: Config, parts: ModelParts): ReadonlyMap<string, Model> => {
  const models = new Map<string, Model>()
  for (const model of config.models) models.set(model.name, declaredModel(model, config, parts))
  const offers = config.providers.flatMap(provider => offersOf(provider, parts.catalogue))
  const add = (name: string, offer: Offer): void => {
    if (!models.has(name)) models.set(name, offeredModel(name, offer, { config, parts }))
  }
  for (const offer of offers) add(placeOf(offer), offer)
  for (const offer of offers) add(offer.known.name, offer)
  return models
}

const offersOf = (provider: ProviderConfig, { models }: Catalogue): readonly Offer[] =>
  provider.offersCatalogue && provider.catalogue !== undefined
    ? models(provider.catalogue).map(known => ({ provider, known }))
    : []

const placeOf = ({ provider, known }: Offer): string => `${provider.name}/${known.name}`

const offeredModel = (
  name: string,
  offer: Offer,
  { config, parts }: { readonly config: Config; readonly parts: ModelParts },
): Model => {
  const { provider, known } = offer
  const { prefix = '' } = parts
  const place = `${prefix}${placeOf(offer)}`
  const models = [name, placeOf(offer), known.name]
  const pricing = parts.book({ models, deployment: placeOf(offer) }, known.pricing)
  const demands = demandsAt([{ provider: provider.name, model: known.name }], config, parts.catalogue)
  return Object.freeze({
    name,
    ...(known.description !== undefined && { description: known.description }),
    capabilities: known.capabilities,
    lifecycle: lifecycleAt(provider, known),
    ...(known.contextWindow !== undefined && { contextWindow: known.contextWindow }),
    ...(known.maxOutputTokens !== undefined && { maxOutputTokens: known.maxOutputTokens }),
    deployments: Object.freeze([
      Object.freeze({
        name: place,
        provider: `${prefix}${provider.name}`,
        model: known.name,
        entry: known.entry,
        weight: 1,
        ...(pricing && { pricing }),
      }),
    ]),
    unpriced: 'REFUSE',
    ...demands,
  })
}

/** What one name that the configuration gives a model demands of callers, all others do too, the catalogue's as well. */
const demandsAt = (
  places: readonly Place[],
  { models, providers }: Config,
  catalogue: Catalogue,
): Demands => {
  const demanding = models.filter(({ requires, requiresConsent }) => requires ?? requiresConsent)
  if (demanding.length === 0) return {}
  const idOf = ({ provider, model }: Place): string => {
    const known = providers.find(({ name }) => name === provider)?.catalogue
    const entry = known === undefined ? undefined : catalogue.find(known, model)?.entry
    return `${provider}\n${undated(entry ?? model)}`
  }
  const wanted = new Set(places.map(idOf))
  const same = demanding.filter(({ deployments }) => deployments.some(place => wanted.has(idOf(place))))
  const requires = same.find(model => model.requires)?.requires
  const requiresConsent = same.find(model => model.requiresConsent !== undefined)?.requiresConsent
  return { ...(requires && { requires }), ...(requiresConsent !== undefined && { requiresConsent }) }
}

/** Without the day or month of a snapshot, such as `-2024-05-13`, `-20241022` or `-0613`: it is the same model as on other days. */
const undated = (id: string): string =>
  id.replace(
    /(?:[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|\d{2}-\d{4}|\d{2}-\d{2}|\d{4})|-latest)(?:-v\d+(?::\d+)?)?$/,
    '',
  )

type Demands = Pick<Model, 'requires' | 'requiresConsent'>

type Place = Pick<DeploymentConfig, 'provider' | 'model'>

/** A vendor's retirement binds the vendor. */
const lifecycleAt = (provider: ProviderConfig | undefined, known: CatalogueModel | undefined): Lifecycle => {
  const lifecycle = known?.lifecycle ?? 'ACTIVE'
  return lifecycle === 'RETIRED' && provider?.ownAddress ? 'DEPRECATED' : lifecycle
}

/** What the file does not say of a model is taken from the catalogue, as far as it holds for every deployment. */
const declaredModel = (model: ModelConfig, config: Config, parts: ModelParts): Model => {
  const providers = new Map(config.providers.map(provider => [provider.name, provider]))
  const known = model.deployments.map(({ provider, model }) => {
    const catalogue = providers.get(provider)?.catalogue
    return catalogue === undefined ? undefined : parts.catalogue.find(catalogue, model)
  })
  const declared = parts.declared?.get(model.name)
  const { requires, requiresConsent } = model
  const contextWindow = model.contextWindow ?? least(known.map(entry => entry?.contextWindow))
  const maxOutputTokens = model.maxOutputTokens ?? least(known.map(entry => entry?.maxOutputTokens))
  return Object.freeze({
    name: model.name,
    ...(model.description !== undefined && { description: model.description }),
    capabilities: capabilitiesOf(model, known, parts.catalogue),
    lifecycle: youngest(
      model.deployments.map(({ provider }, index) => lifecycleAt(providers.get(provider), known[index])),
    ),
    ...(contextWindow !== undefined && { contextWindow }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    deployments: Object.freeze(
      model.deployments.map((entry, index) =>
        deployment(entry, known[index], { ...parts, model: model.name }),
      ),
    ),
    unpriced: model.unpriced,
    ...(model.cacheTtlSeconds !== undefined && { cacheTtlSeconds: model.cacheTtlSeconds }),
    ...demandsAt(model.deployments, config, parts.catalogue),
    ...(requires && { requires }),
    ...(requiresConsent !== undefined && { requiresConsent }),
    ...(declared && { declared }),
  })
}

const deployment = (
  { price, name, provider, ...entry }: DeploymentConfig,
  known: CatalogueModel | undefined,
  { configuredPricing, prefix = '', book, model }: ModelParts & { readonly model: string },
): Deployment => {
  const listed = price ? configuredPricing(price) : known?.pricing
  const pricing = book({ models: [model], deployment: name }, listed)
  return Object.freeze({
    name: `${prefix}${name}`,
    provider: `${prefix}${provider}`,
    ...entry,
    ...(known && { entry: known.entry }),
    ...(pricing && { pricing }),
  })
}

/** The smallest, if every deployment's is known. */
const least = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter(value => value !== undefined)
  return known.length === values.length ? Math.min(...known) : undefined
}

const capabilitiesOf = (
  { capabilities, deployments }: ModelConfig,
  known: readonly (CatalogueModel | undefined)[],
  catalogue: Catalogue,
): ReadonlySet<Capability> => {
  if (capabilities) return new Set(capabilities)
  const [first = new Set<Capability>(), ...others] = deployments.map(
    ({ model }, index) => known[index]?.capabilities ?? catalogue.capabilities(model),
  )
  return new Set([...first].filter(capability => others.every(other => other.has(capability))))
}

/** As old as the youngest deployment: a fallback to a retired model does not retire the name. */
const youngest = (stages: readonly Lifecycle[]): Lifecycle =>
  (['ACTIVE', 'PREVIEW', 'DEPRECATED'] as const).find(stage => stages.includes(stage)) ?? 'RETIRED'

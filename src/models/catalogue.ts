import { calcPrice, findProvider, type MatchLogic, type ModelInfo } from '@pydantic/genai-prices'
import type { Catalogue, CatalogueModel } from '../core/catalogue.ts'
import type { Capability, Lifecycle } from '../core/model.ts'
import type { Clock } from '../core/ports.ts'
import { documentedIds, isApiId } from './api-ids.ts'
import { cataloguePricing } from './catalogue-pricing.ts'
import { familyOf } from './families.ts'
import { isRetired } from './retirements.ts'

/**
 * The catalogue that comes with the package `@pydantic/genai-prices`: offline, refreshed by updating the package.
 * It knows prices and often the context window; capabilities and the longest answer come from `familyOf`.
 */
export const openCatalogue = (clock: Clock): Catalogue => {
  const listed = new Map<string, readonly CatalogueModel[]>()
  return {
    models(provider) {
      const known = listed.get(provider)
      if (known) return known
      const models = list(provider, clock)
      if (models.length > 0) listed.set(provider, models)
      return models
    },
    find(provider, model) {
      const info = infoOf(provider, model)
      return info && describe(model, info, { provider, clock })
    },
    findServed(provider, model) {
      const info = isServed(model, provider) ? infoOf(provider, model) : undefined
      return info && describe(model, info, { provider, clock })
    },
    capabilities: capabilitiesOf,
  }
}

const list = (provider: string, clock: Clock): readonly CatalogueModel[] => {
  const names = new Map<string, ModelInfo>()
  const add = (name: string, info: ModelInfo | undefined): void => {
    if (info && isServed(name, provider) && infoOf(provider, name) === info) names.set(name, info)
  }
  for (const info of findProvider({ providerId: provider })?.models ?? [])
    for (const name of [info.id, ...fullNames(info, provider)]) if (isApiId(name, provider)) add(name, info)
  for (const name of documentedIds[provider] ?? []) add(name, infoOf(provider, name))
  return [...names].map(([name, info]) => describe(name, info, { provider, clock }))
}

/** The package's own rules decide which entry a model id belongs to. */
const infoOf = (provider: string, model: string): ModelInfo | undefined =>
  calcPrice({}, model, { providerId: provider })?.model

/**
 * The ids that carry on the entry's own, such as `gpt-4o-2024-08-06`, or lead to it, such as
 * `accounts/fireworks/models/gpt-oss-20b`; the others are other vendors' spellings. Where the entry's own id is no
 * id of the vendor's API, one of the others is.
 */
const fullNames = (info: ModelInfo, provider: string): readonly string[] =>
  equalsOf(info.match).filter(
    name => name.startsWith(`${info.id}-`) || name.endsWith(`/${info.id}`) || !isApiId(info.id, provider),
  )

const equalsOf = (match: MatchLogic): readonly string[] =>
  'equals' in match ? [match.equals] : 'or' in match ? match.or.flatMap(equalsOf) : []

/** Whether a call for text or vectors can be sent to the model; the catalogue also prices pictures, speech and search. */
const isServed = (name: string, provider: string): boolean =>
  !notText.test(name) &&
  !elsewhere[provider]?.test(name) &&
  (provider === 'openrouter' || !name.includes(':') || name.startsWith('ft:'))

const notText =
  /audio|image|live-|-live|lyria|moderation|ocr|realtime|rerank|transcribe|tts|veo-|voice|voxtral-mini|whisper|imagine/

const elsewhere: { readonly [provider: string]: RegExp } = {
  // https://platform.openai.com/docs/models: these answer at /v1/responses or the old /v1/completions only; gpt-oss is run by others.
  openai:
    /^(ada|babbage|curie|davinci|text-davinci|gpt-3\.5-turbo-instruct|gpt-oss|gpt-4o-mini-2024-07-18\.)|codex|computer-use|deep-research|-pro($|-\d)/,
  // The Gemini API serves neither Claude (Vertex AI does) nor names in other vendors' order.
  google: /claude|^gemini-(flash|pro)-1\.5|-maas$/,
  // https://openrouter.ai/docs: every id there is `<maker>/<model>`.
  openrouter: /^[^/]*$/,
}

const capabilitiesOf = (model: string): ReadonlySet<Capability> =>
  new Set<Capability>(familyOf(model)?.capabilities ?? ['COMPLETION'])

const describe = (name: string, info: ModelInfo, { provider, clock }: Described): CatalogueModel => {
  const capabilities = capabilitiesOf(name)
  const maxOutputTokens = familyOf(name)?.maxOutputTokens
  const pricing = cataloguePricing(info, { embedding: capabilities.has('EMBEDDING'), clock })
  return {
    name,
    entry: info.id,
    ...(info.description !== undefined && { description: info.description }),
    capabilities,
    lifecycle: isRetired(provider, name, clock()) ? 'RETIRED' : lifecycleOf(name, info),
    ...(info.context_window !== undefined && { contextWindow: info.context_window }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(pricing && { pricing }),
  }
}

interface Described {
  readonly provider: string
  readonly clock: Clock
}

const lifecycleOf = (name: string, info: ModelInfo): Lifecycle =>
  info.deprecated ? 'DEPRECATED' : /preview|-exp(-|$)/.test(name) ? 'PREVIEW' : 'ACTIVE'

import type { Model } from './model.ts'
import type { Deployment } from './provider.ts'

/**
 * Whether both are one model of one provider, whatever public names lead to them: ids of one entry of the catalogue
 * are. Else what holds for `small` could be passed by asking for `openai/gpt-4o-mini` or `gpt-4o-mini-2024-07-18`.
 */
export const areOneModel = (one: Deployment, other: Deployment): boolean =>
  one.provider === other.provider && idOf(one) === idOf(other)

const idOf = ({ entry, model }: Deployment): string => entry ?? model

/** Public names with what they stand for. */
export interface ModelNames {
  get(name: string): Model | undefined
}

/** Models of providers, by the provider. */
export type ProviderModels = ReadonlyMap<string, ReadonlySet<string>>

/** What serves these public names. */
export const behind = (names: Iterable<string>, models: ModelNames): ProviderModels => {
  const found = new Map<string, Set<string>>()
  for (const name of names)
    for (const deployment of models.get(name)?.deployments ?? []) {
      const known = found.get(deployment.provider)
      if (known) known.add(idOf(deployment))
      else found.set(deployment.provider, new Set([idOf(deployment)]))
    }
  return found
}

/** Whether one of them may serve the model. */
export const mayServe = (served: ProviderModels, { deployments }: Model): boolean =>
  deployments.some(deployment => served.get(deployment.provider)?.has(idOf(deployment)) === true)

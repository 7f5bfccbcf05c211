import type { Config } from '../core/config.ts'
import type { Snapshot } from '../core/snapshot.ts'

/** The models that the configuration declares and that calls are refused to, since a price is not known. */
export const unpricedModels = ({ models }: Config, snapshot: Snapshot): readonly string[] =>
  models.flatMap(({ name }) => {
    const model = snapshot.models.get(name)
    return model?.unpriced === 'REFUSE' && model.deployments.some(({ pricing }) => !pricing) ? [name] : []
  })

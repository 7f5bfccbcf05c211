import { GatewayError } from '../../core/error.ts'
import type { Model } from '../../core/model.ts'
import type { Principal } from '../../core/principal.ts'
import type { Snapshot } from '../../core/snapshot.ts'

/** The models that the principal may use, as OpenAI lists them. */
export const writeModels = ({ models }: Snapshot, principal: Principal) => ({
  object: 'list',
  data: Array.from(models.values())
    .filter(({ name }) => mayUse(principal, name))
    .map(writeModel),
})

/** One model. NOT_FOUND tells nobody whether a model exists that they may not use. */
export const findModel = ({ models }: Snapshot, principal: Principal, name: string) => {
  const model = models.get(name)
  if (!model || !mayUse(principal, name))
    throw new GatewayError('NOT_FOUND', `There is no model \`${name.slice(0, 200)}\` that this key may use.`)
  return writeModel(model)
}

const mayUse = ({ models }: Principal, name: string): boolean => models === undefined || models.has(name)

/** Nobody tells when models were made, and OpenAI's shape wants a time: 1970. */
const writeModel = ({ name, deployments }: Model) => ({
  id: name,
  object: 'model',
  created: 0,
  owned_by: deployments[0]?.provider ?? 'weir',
})

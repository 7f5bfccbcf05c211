import { GatewayError } from '../../core/error.ts'
import type { Model } from '../../core/model.ts'
import type { Principal } from '../../core/principal.ts'
import type { Snapshot } from '../../core/snapshot.ts'
import { maySee, visibleModels } from '../../core/visible-models.ts'

/** The models that the principal may use, by name, as OpenAI lists them; not those that their vendors have shut down. */
export const writeModels = (snapshot: Snapshot, principal: Principal) => ({
  object: 'list',
  data: visibleModels(principal, snapshot)
    .filter(({ lifecycle }) => lifecycle !== 'RETIRED')
    .map(writeModel),
})

/** One model. NOT_FOUND tells nobody whether a model exists that they may not use. */
export const findModel = (snapshot: Snapshot, principal: Principal, name: string) => {
  const model = snapshot.models.get(name)
  if (!model || !maySee(principal, snapshot, name))
    throw new GatewayError('NOT_FOUND', `There is no model \`${name.slice(0, 200)}\` that this key may use.`)
  return writeModel(model)
}

/** Nobody tells when models were made, and OpenAI's shape wants a time: 1970. */
const writeModel = ({ name, deployments }: Model) => ({
  id: name,
  object: 'model',
  created: 0,
  owned_by: deployments[0]?.provider ?? 'weir',
})

import { GatewayError } from '../core/error.ts'
import type { Quota, QuotaState } from '../core/quota.ts'
import type { Call } from '../core/request.ts'
import { checkAccess, type Wish } from './authorize.ts'

/** The call at the cheaper model that a spent quota names, if it names one that the caller may use. */
export const detour = <T extends Wish>({ action, rerouteTo }: Quota, call: T): T | undefined => {
  if (action !== 'REROUTE' || rerouteTo === undefined || rerouteTo === call.model) return undefined
  const rerouted = { ...call, model: rerouteTo }
  try {
    checkAccess(rerouted)
  } catch (error) {
    if (error instanceof GatewayError) return undefined
    throw error
  }
  return rerouted
}

/** The same for a call that runs, once: the record tells. */
export const detoured = ({ quota }: QuotaState, call: Call): Call | undefined => {
  const { record } = call
  const rerouted = record.reroutedFrom === undefined ? detour(quota, call) : undefined
  return rerouted && noted(call, rerouted.model)
}

/** The call at another model than was asked for, and the record says so. */
export const noted = (call: Call, model: string): Call => {
  const { record } = call
  record.reroutedFrom = call.model
  record.model = model
  return { ...call, model }
}

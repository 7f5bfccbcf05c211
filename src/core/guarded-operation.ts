import { modelReading } from './access.ts'
import type { Action } from './permission.ts'
import { actionBehind } from './role.ts'
import type { GuardedPrompt } from './visible-prompts.ts'

/** Something that the SDL guards with roles, by the name that permissions call it by. */
export interface GuardedOperation {
  readonly name: string
  /** What the SDL asks for, all of them. */
  readonly roles: readonly string[]
  /** Whether it is done with models; PERHAPS: also without. */
  readonly isAboutModels: boolean | 'PERHAPS'
  /** Whether a credential's list of operations has to hold it. */
  readonly isLimitable: boolean
  /** The one model that it is done with; absent: with any. */
  readonly model?: string
}

/** The sight of models, which no field guards as a whole: each caller sees some of them. */
export const modelSight: GuardedOperation = {
  name: modelReading,
  roles: [],
  isAboutModels: true,
  isLimitable: false,
}

/** A call of a prompt. */
export const promptOperation = ({ operation, policy, model }: GuardedPrompt): GuardedOperation => ({
  name: operation,
  roles: policy.roles,
  isAboutModels: true,
  isLimitable: true,
  model,
})

/** What permissions may say of the operation. None where only the role OWNER will do. */
export const actionsOf = ({ name, roles }: GuardedOperation): ReadonlySet<Action> =>
  name === modelReading
    ? new Set(['READ'])
    : new Set(roles.map(actionBehind).filter(action => action !== undefined))

/** Under which action people look for the operation: the mightiest that it asks for. */
export const actionOf = (operation: GuardedOperation): Action => {
  const actions = actionsOf(operation)
  if (actions.has('ADMINISTER') || operation.roles.includes('OWNER')) return 'ADMINISTER'
  return actions.has('INVOKE') ? 'INVOKE' : 'READ'
}

import { meets, sightOf } from './access.ts'
import { actionOf, type GuardedOperation, modelSight } from './guarded-operation.ts'
import type { Action } from './permission.ts'
import { sees, type View } from './visible-models.ts'

/** Who may do something: what the roles come to, and what the credential is limited to besides. */
export interface Accessor extends View {
  /** Public names of models; absent: all. */
  readonly models?: ReadonlySet<string>
  readonly operations?: ReadonlySet<string>
}

/** The operations that somebody may do with one model, or without any, by what they are. */
export type AllowedOperations = { readonly [action in Action]: readonly string[] }

/** What the accessor may do with the model; absent: with none. Names are sorted. */
export const allowedOperations = (
  accessor: Accessor,
  operations: Iterable<GuardedOperation>,
  model?: string,
): AllowedOperations => {
  const allowed: { [action in Action]: string[] } = { READ: [], INVOKE: [], ADMINISTER: [] }
  for (const operation of operations)
    if (
      [model !== undefined, 'PERHAPS'].includes(operation.isAboutModels) &&
      mayDo(accessor, operation, model)
    )
      allowed[actionOf(operation)].push(operation.name)
  for (const names of Object.values(allowed)) names.sort()
  return allowed
}

const mayDo = (accessor: Accessor, operation: GuardedOperation, model: string | undefined): boolean => {
  const { access, models, operations } = accessor
  const { name, roles, isLimitable } = operation
  if (operation.model !== undefined && operation.model !== model) return false
  if (model !== undefined && models?.has(model) === false) return false
  if (isLimitable && operations?.has(name) === false) return false
  const deed = { operation: name, ...(model !== undefined && { model }) }
  // Who may not know of a model cannot ask for it.
  const isHidden = model !== undefined && sightOf(access, model) === undefined
  if (operation === modelSight) return model !== undefined && sees(accessor, model)
  if (isHidden && actionOf(operation) === 'INVOKE') return false
  return roles.every(role => meets(access, role, deed))
}

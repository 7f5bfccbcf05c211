import { didYouMean } from '../../core/closest.ts'
import type { Policy } from '../../core/policy.ts'
import type { GraphqlContext } from './context.ts'
import { invalidInput } from './invalid-input.ts'
import { limitableOperations } from './limitable-operations.ts'

/** What of a quota's scope says which operation it covers. */
type Scope = { readonly operation?: string | null | undefined } | null | undefined

/** Throws INVALID_INPUT if a quota is to cover an operation that is not there, or that quotas do not govern. */
export type CheckOperation = (path: string, scope: Scope, context: GraphqlContext) => void

/** `policies` are those of the contract; prompts are always governed. */
export const operationCheck = (policies: ReadonlyMap<string, Policy>): CheckOperation => {
  const governed = new Set([...policies.values()].filter(({ quota }) => quota).map(one => one.operation))
  return (path, scope, context) => {
    if (scope?.operation == null) return
    const known = limitableOperations(governed, context)
    if (known.has(scope.operation)) return
    throw invalidInput(
      `${path}.operation`,
      `must be an operation that quotas govern, not \`${scope.operation.slice(0, 100)}\`${didYouMean(scope.operation, [...known.keys()])}`,
    )
  }
}

import { callerOf, type GraphqlContext } from './context.ts'

/** Every operation that a credential of the caller's tenant can be limited to: those of the contract, and its prompts. */
export const limitableOperations = (
  operations: ReadonlySet<string>,
  context: GraphqlContext,
): { has(name: string): boolean } => ({
  has(name) {
    if (operations.has(name)) return true
    const prompts = context.services.prompts.inForce(callerOf(context).tenant)
    return name.startsWith('prompts.') && prompts.has(name.slice('prompts.'.length))
  },
})

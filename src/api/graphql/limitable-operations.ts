import type { GraphqlContext } from './context.ts'
import type { KnownNames } from './new-api-key.ts'
import { shownPrompts } from './shown-prompts.ts'

/** Every operation that a credential can be limited to: those of the contract, and the prompts that the caller knows. */
export const limitableOperations = (
  operations: ReadonlySet<string>,
  context: GraphqlContext,
): KnownNames => ({
  has: name => operations.has(name) || (name.startsWith('prompts.') && shownPrompts(context).has(name)),
  keys: () => [...operations, ...shownPrompts(context).keys()],
})

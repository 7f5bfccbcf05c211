import type { DocumentNode } from 'graphql'
import type { Preparation } from '../documents.ts'
import type { Execution, OperationContext } from '../executor.ts'
import { onceAsked } from '../once-asked.ts'
import type { GraphqlRuntime } from '../runtime.ts'

/**
 * The runtime, which lets documents that ask for `_entities` or `_service` be answered by that of the subgraph. All
 * others, a router's too, are the same in both, so that nobody else sees anything of federation.
 */
export const alsoForRouters = <Context extends OperationContext>(
  own: GraphqlRuntime<Context>,
  makeSubgraph: () => GraphqlRuntime<Context>,
): GraphqlRuntime<Context> => {
  const subgraph = onceAsked(makeSubgraph)
  const ofRouters = new WeakSet<DocumentNode>()
  const executorOf = ({ document }: Execution<Context>) =>
    (ofRouters.has(document) ? subgraph() : own).executor

  const prepare = (source: string, operationName?: string): Preparation => {
    if (!source.includes('_entities') && !source.includes('_service'))
      return own.documents.prepare(source, operationName)
    const asked = subgraph().documents.prepare(source, operationName)
    if (asked.outcome === 'READY') {
      ofRouters.add(asked.document)
      return asked
    }
    // A text may hold these words, too.
    const other = own.documents.prepare(source, operationName)
    return other.outcome === 'READY' || !/\b_(?:entities|service)\s*[({]/.test(source) ? other : asked
  }

  return {
    ...own,
    documents: { prepare },
    executor: {
      execute: execution => executorOf(execution).execute(execution),
      subscribe: execution => executorOf(execution).subscribe(execution),
    },
  }
}

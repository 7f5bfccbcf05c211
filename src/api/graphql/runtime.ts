import { randomUUID } from 'node:crypto'
import type { GraphQLSchema } from 'graphql'
import type { Log } from '../../core/ports.ts'
import type { OperationOrigin } from './context.ts'
import { createDocuments, type Documents } from './documents.ts'
import { createPresenter, type Present } from './errors.ts'
import { createExecutor, type Executor, type OperationContext } from './executor.ts'
import type { DocumentLimits } from './limits.ts'

/** How resolvers are told for whom they work. */
export interface Contexts<Context extends OperationContext> {
  readonly contextFor: (origin: OperationOrigin) => Context
  /** The context for one event of a subscription. */
  readonly contextForEvent: (context: Context) => Context
}

/** One schema, ready to answer: what all transports share. */
export interface GraphqlRuntime<Context extends OperationContext> {
  readonly schema: GraphQLSchema
  readonly documents: Documents
  readonly executor: Executor<Context>
  readonly present: Present
  readonly contextFor: (origin: OperationOrigin) => Context
}

export const createRuntime = <Context extends OperationContext>(
  about: Contexts<Context> & {
    readonly schema: GraphQLSchema
    readonly limits: DocumentLimits
    readonly log: Log
    /** Ids for errors that are masked; random by default. */
    readonly newId?: () => string
  },
): GraphqlRuntime<Context> => {
  const { schema, limits, log, contextFor, contextForEvent, newId = randomUUID } = about
  const present = createPresenter({ log, newId })
  return {
    schema,
    documents: createDocuments({ schema, limits, present }),
    executor: createExecutor({ schema, present, contextForEvent }),
    present,
    contextFor,
  }
}

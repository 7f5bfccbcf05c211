import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit'
import type { PreparedOperation } from './documents.ts'
import type { Present } from './errors.ts'
import { eventOperation, eventSchema } from './event-operation.ts'
import { type ResultStream, streamResults } from './result-stream.ts'

/** What resolvers are given must tell when the caller leaves. */
export interface OperationContext {
  readonly signal: AbortSignal
}

/** One operation to run. `variables` come from the caller as they are. */
export interface Execution<Context> extends PreparedOperation {
  readonly variables: Readonly<Record<string, unknown>> | undefined
  readonly context: Context
}

/** Runs operations of one schema. Errors in results are presented already; neither function throws. */
export interface Executor<Context> {
  execute(execution: Execution<Context>): Promise<ExecutionResult>
  /** A stream, or a result with errors if there is nothing to stream. */
  subscribe(execution: Execution<Context>): Promise<ResultStream | ExecutionResult>
}

/** How often an operation is interpreted before it is worth compiling: whoever sends it once never pays for that. */
const usesBeforeCompiling = 2

/**
 * An executor that compiles operations with graphql-jit from their third use on, and interprets those that
 * graphql-jit cannot compile with graphql-js. What is compiled lives as long as the parsed document.
 */
export const createExecutor = <Context extends OperationContext>(about: {
  readonly schema: GraphQLSchema
  readonly present: Present
  /** The context for one event of a stream, such as with fresh loaders. */
  readonly contextForEvent: (context: Context) => Context
}): Executor<Context> => {
  const { present, schema, contextForEvent } = about
  const run = createRunner(schema)
  const runEvent = createRunner(eventSchema(schema))

  const events = new WeakMap<OperationDefinitionNode, PreparedOperation>()

  const eventOf = (prepared: PreparedOperation): PreparedOperation => {
    const known = events.get(prepared.operation)
    if (known) return known
    const event = eventOperation(schema, prepared)
    events.set(prepared.operation, event)
    return event
  }

  const presented = (result: ExecutionResult): ExecutionResult =>
    result.errors ? { ...result, errors: result.errors.map(present) } : result

  return {
    async execute({ document, operation, variables, context }) {
      try {
        return presented(await run({ document, operation }, { variables, context }))
      } catch (error) {
        return { errors: [present(error)] }
      }
    },
    async subscribe({ document, operation, variables, context }) {
      try {
        const source = await createSourceEventStream({
          schema,
          document,
          operationName: operation.name?.value,
          variableValues: variables,
          contextValue: context,
        })
        if (!(Symbol.asyncIterator in source)) return presented(source)
        const event = eventOf({ document, operation })
        return streamResults({
          source: source[Symbol.asyncIterator](),
          signal: context.signal,
          present,
          result: async payload =>
            presented(await runEvent(event, { variables, context: contextForEvent(context), root: payload })),
        })
      } catch (error) {
        return { errors: [present(error)] }
      }
    },
  }
}

interface Run {
  readonly variables: Readonly<Record<string, unknown>> | undefined
  readonly context: unknown
  readonly root?: unknown
}

const createRunner = (schema: GraphQLSchema) => {
  const compiled = new WeakMap<OperationDefinitionNode, CompiledQuery | 'INTERPRET'>()
  const uses = new WeakMap<OperationDefinitionNode, number>()

  const compile = ({ document, operation }: PreparedOperation): CompiledQuery | 'INTERPRET' => {
    const query = compilable(document)
      ? compileQuery(schema, document, operation.name?.value, {
          disablingCapturingStackErrors: true,
          useExperimentalPathBasedSkipInclude: true,
        })
      : undefined
    return query && isCompiledQuery(query) ? query : 'INTERPRET'
  }

  return (
    prepared: PreparedOperation,
    { root, context, variables }: Run,
  ): Promise<ExecutionResult> | ExecutionResult => {
    const { document, operation } = prepared
    let query = compiled.get(operation)
    if (!query) {
      const times = uses.get(operation) ?? 0
      if (times >= usesBeforeCompiling) compiled.set(operation, (query = compile(prepared)))
      else uses.set(operation, times + 1)
    }
    return query && query !== 'INTERPRET'
      ? query.query(root, context, variables)
      : execute({
          schema,
          document,
          operationName: operation.name?.value,
          rootValue: root,
          contextValue: context,
          variableValues: variables,
        })
  }
}

/** graphql-jit builds object literals, in which `__proto__` is no plain key. */
const compilable = (document: DocumentNode): boolean => !document.loc?.source.body.includes('__proto__')

import {
  createSourceEventStream,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql'
import type { CompiledQuery } from 'graphql-jit'
import { hasTooManyValues, mostValues } from '../../core/value-count.ts'
import { createCompiler } from './compile.ts'
import type { PreparedOperation } from './documents.ts'
import { type Present, refusal } from './errors.ts'
import { type ResultStream, streamResults } from './result-stream.ts'

/** What resolvers are given must tell when the caller leaves. */
export interface OperationContext {
  readonly signal: AbortSignal
  /** What resolvers leave to be told beside the data; absent: nothing. */
  readonly notes?: OperationNotes
}

/** What callers ought to know of an operation, filled while it runs. */
export interface OperationNotes {
  /** Told among the extensions of the answer. */
  warnings?: Set<string>
}

/** One operation to run. `variables` come from the caller as they are. */
export interface Execution<Context> extends PreparedOperation {
  readonly variables: Readonly<Record<string, unknown>> | undefined
  /** What came with the request beside the operation, such as `maxCostUsd`. */
  readonly extensions?: Extensions | undefined
  readonly context: Context
}

export type Extensions = Readonly<Record<string, unknown>>

/**
 * Pays for an operation before it runs. Undefined, at once or later, if there is nothing to pay in advance. `variablesOf`
 * gives the coerced variables; undefined if they are wrong.
 */
export type Pricing<Context> = (
  execution: Execution<Context>,
  variablesOf: () => Extensions | undefined,
) => Promise<Priced<Context> | undefined> | undefined

/** An operation that is paid for. */
export interface Priced<Context> {
  /** What its resolvers are given. */
  readonly context: Context
  /** Gives back what was not needed, and what the answer tells among its extensions. */
  end(): Promise<Extensions>
}

/** Runs operations of one schema. Errors in results are presented already; neither function throws. */
export interface Executor<Context> {
  execute(execution: Execution<Context>): Promise<ExecutionResult>
  /** A stream, or a result with errors if there is nothing to stream. */
  subscribe(execution: Execution<Context>): Promise<ResultStream | ExecutionResult>
}

/** How often an operation is interpreted before it is compiled: who sends it once or twice never pays for that. */
const usesBeforeCompiling = 2

/** Faults of variables that are told: graphql-js shows the whole value in each of them. */
const mostVariableErrors = 3

const tooManyValues = {
  errors: [refusal('INVALID_INPUT', `The variables hold too many values; ${mostValues} are allowed`)],
}

const capElsewhere = {
  errors: [
    refusal(
      'INVALID_INPUT',
      'A subscription asks one model: say maxCostUsd in its input, not with the request',
    ),
  ],
}

/** The result, with what its resolvers have noted. */
const noted = (result: ExecutionResult, { notes }: OperationContext): ExecutionResult =>
  notes?.warnings
    ? { ...result, extensions: { ...result.extensions, warnings: [...notes.warnings] } }
    : result

/**
 * An executor that compiles operations with graphql-jit from their third use on (of a subscription: its third event)
 * where that is possible, and interprets the others. What is compiled lives as long as the parsed document.
 */
export const createExecutor = <Context extends OperationContext>(about: {
  readonly schema: GraphQLSchema
  readonly present: Present
  /** The context for one event of a stream, such as with fresh loaders. */
  readonly contextForEvent: (context: Context) => Context
  readonly pricing?: Pricing<Context> | undefined
}): Executor<Context> => {
  const { present, schema, contextForEvent, pricing } = about
  const compiledFor = createCompiled(schema)

  const presented = (result: ExecutionResult): ExecutionResult =>
    result.errors ? { ...result, errors: result.errors.map(present) } : result

  const coerce = ({ operation, variables }: Execution<Context>) =>
    getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, {
      maxErrors: mostVariableErrors,
    })

  const argumentsOf = ({ context, document, operation, variables }: Execution<Context>) => ({
    schema,
    document,
    operationName: operation.name?.value,
    variableValues: variables,
    contextValue: context,
    options: { maxCoercionErrors: mostVariableErrors },
  })

  const run = async (execution: Execution<Context>): Promise<ExecutionResult> => {
    const compiled = compiledFor(execution)
    const { context } = execution
    if (!compiled) return presented(noted(await execute(argumentsOf(execution)), context))
    const { coerced, errors } = coerce(execution)
    if (errors) return presented({ errors })
    return presented(noted(await compiled.query(undefined, context, coerced), context))
  }

  const runPriced = async (
    execution: Execution<Context>,
    pricing: Promise<Priced<Context> | undefined>,
  ): Promise<ExecutionResult> => {
    const priced = await pricing
    if (!priced) return run(execution)
    const { context, end } = priced
    let told: Extensions = {}
    const result = await run({ ...execution, context }).finally(async () => {
      told = await end()
    })
    return { ...result, extensions: { ...result.extensions, ...told } }
  }

  return {
    async execute(execution) {
      try {
        if (hasTooManyValues(execution.variables)) return tooManyValues
        const priced = pricing?.(execution, () => coerce(execution).coerced)
        return await (priced ? runPriced(execution, priced) : run(execution))
      } catch (error) {
        return { errors: [present(error)] }
      }
    },
    async subscribe(execution) {
      try {
        if (hasTooManyValues(execution.variables)) return tooManyValues
        const { context, extensions } = execution
        if (extensions?.maxCostUsd != null) return capElsewhere
        const source = await createSourceEventStream(argumentsOf(execution))
        if (!(Symbol.asyncIterator in source)) return presented(source)
        // Once for all events: a long conversation is not coerced anew for each token of its answer.
        const { coerced } = coerce(execution)
        return streamResults({
          source: source[Symbol.asyncIterator](),
          signal: context.signal,
          present,
          result(event) {
            const contextValue = contextForEvent(context)
            const compiled = compiledFor(execution)
            const result = compiled
              ? compiled.query(event, contextValue, coerced)
              : execute({ ...argumentsOf(execution), rootValue: event, contextValue })
            return result instanceof Promise
              ? result.then(known => presented(noted(known, contextValue)))
              : presented(noted(result, contextValue))
          },
        })
      } catch (error) {
        return { errors: [present(error)] }
      }
    },
  }
}

/** The compiled form of an operation, once it has been used often enough and if it has one. */
const createCompiled = (schema: GraphQLSchema) => {
  const compile = createCompiler(schema)
  const known = new WeakMap<OperationDefinitionNode, CompiledQuery | 'INTERPRET'>()
  const uses = new WeakMap<OperationDefinitionNode, number>()

  return (prepared: PreparedOperation): CompiledQuery | undefined => {
    const { operation } = prepared
    const compiled = known.get(operation)
    if (compiled) return compiled === 'INTERPRET' ? undefined : compiled
    const times = uses.get(operation) ?? 0
    uses.set(operation, times + 1)
    if (times < usesBeforeCompiling) return undefined
    const query = compile(prepared)
    known.set(operation, query ?? 'INTERPRET')
    return query
  }
}

import { randomUUID } from 'node:crypto'
import type { GraphQLSchema } from 'graphql'
import type { Log } from '../../core/ports.ts'
import type { Principal } from '../../core/principal.ts'
import { remember } from '../../core/remember.ts'
import type { OperationOrigin } from './context.ts'
import { createDocuments, type DocumentMemory, type Documents } from './documents.ts'
import { createPresenter, type Present } from './errors.ts'
import { createExecutor, type Executor, type OperationContext, type Pricing } from './executor.ts'
import { alsoForRouters } from './federation/router-runtime.ts'
import type { DocumentLimits } from './limits.ts'

/** How resolvers are told for whom they work. */
export interface Contexts<Context extends OperationContext> {
  readonly contextFor: (origin: OperationOrigin) => Context
  /** The context for one event of a subscription. */
  readonly contextForEvent: (context: Context) => Context
  /** What pays for the operations of a schema; absent: each field pays for itself. */
  readonly pricingOf?: ((schema: GraphQLSchema) => Pricing<Context>) | undefined
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
    readonly memory?: DocumentMemory | undefined
    /** Ids for errors that are masked; random by default. */
    readonly newId?: () => string
  },
): GraphqlRuntime<Context> => {
  const { schema, limits, log, memory, contextFor, contextForEvent, pricingOf, newId = randomUUID } = about
  const present = createPresenter({ log, newId })
  return {
    schema,
    documents: createDocuments({ schema, limits, present, memory }),
    executor: createExecutor({ schema, present, contextForEvent, pricing: pricingOf?.(schema) }),
    present,
    contextFor,
  }
}

/** The runtimes of all tenants: transports pick one for each operation, which keeps it to its end. */
export interface Runtimes<Context extends OperationContext> {
  /** For those who are not known yet, and whose tenants have nothing of their own. */
  readonly base: GraphqlRuntime<Context>
  of(principal: Principal): GraphqlRuntime<Context>
  /** Resolves when there is a runtime that need not be made at once; undefined: there is. */
  ready(principal: Principal): Promise<void> | undefined
}

/** The schema of a tenant: what its callers see, and what a router does. */
export interface TenantSchema {
  readonly schema: GraphQLSchema
  /** Absent: routers see the same. The same object at each time. */
  readonly subgraph?: () => GraphQLSchema
  /** The part of it that a caller may see; undefined: all of it. */
  seenBy?(principal: Principal): SchemaPart | undefined
}

/** A part of a tenant's schema. */
export interface SchemaPart {
  /** The same for all who see the same part. */
  readonly name: string
  make(): TenantSchema
}

/** Parts of one tenant's schema that are kept, those that were asked for last. They share most of their types. */
const mostParts = 16

/** What each of them remembers of documents. */
const remembered: DocumentMemory = { entries: 100, characters: 200_000 }

/**
 * One runtime for each tenant's schema. `schemaOf` gives a tenant's own one, the same object until it changes; a runtime
 * lives as long as that does.
 */
export const createRuntimes = <Context extends OperationContext>(
  about: Parameters<typeof createRuntime<Context>>[0] &
    TenantSchema & {
      readonly schemaOf?: ((tenant: string) => TenantSchema | undefined) | undefined
      readonly schemaReady?: ((tenant: string) => Promise<void> | undefined) | undefined
    },
): Runtimes<Context> => {
  const { schemaOf, schemaReady } = about
  const runtimeOf = (
    { schema, subgraph }: TenantSchema,
    memory?: DocumentMemory,
  ): GraphqlRuntime<Context> => {
    const own = createRuntime({ ...about, schema, memory })
    return subgraph ? alsoForRouters(own, () => createRuntime({ ...about, schema: subgraph(), memory })) : own
  }
  const base = runtimeOf(about)
  if (!schemaOf) return { base, of: () => base, ready: () => undefined }
  const runtimes = new WeakMap<TenantSchema, GraphqlRuntime<Context>>()
  const parts = new WeakMap<TenantSchema, Map<string, GraphqlRuntime<Context>>>()
  const partOf = (own: TenantSchema, part: SchemaPart): GraphqlRuntime<Context> => {
    const known = parts.get(own) ?? new Map<string, GraphqlRuntime<Context>>()
    parts.set(own, known)
    const runtime = known.get(part.name) ?? runtimeOf(part.make(), remembered)
    remember(known, part.name, runtime, mostParts)
    return runtime
  }
  return {
    base,
    ready: ({ tenant }) => schemaReady?.(tenant),
    of(principal) {
      const own = schemaOf(principal.tenant)
      if (!own) return base
      const part = own.seenBy?.(principal)
      if (part) return partOf(own, part)
      let runtime = runtimes.get(own)
      if (!runtime) runtimes.set(own, (runtime = runtimeOf(own)))
      return runtime
    },
  }
}

import type { Quota } from '../../../core/quota.ts'
import { ownName } from '../../../core/quota.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import { type NodeType, readGlobalId } from '../global-id.ts'
import { usableModel } from '../resolvers/model.ts'
import { findNode, type MayAsk, mayRead } from '../resolvers/node.ts'

/** What a router says of an object: its type, and the fields of one of its keys. */
export interface Representation {
  readonly __typename: string
  readonly [field: string]: unknown
}

/** How objects of one entity are found. */
export interface Reference {
  /** The keys, each with its fields, of which a representation has to say one. */
  readonly keys: readonly (readonly string[])[]
  /** The object, without its `__typename`; null if there is none, or if the caller may not see it. */
  find(representation: Representation, context: GraphqlContext): Promise<object | null> | object | null
}

/**
 * The gateway's own entities, found as `node` and the fields that read them find them: within the caller's tenant, each
 * once an operation, and only for those who may ask for them.
 */
export const ownReferences = (mayAsk: MayAsk): ReadonlyMap<string, Reference> => {
  const byId = (type: NodeType): Reference => ({
    keys: [['id']],
    find: ({ id }, context) => nodeOf(type, id, context),
  })

  const byIdOrName = (
    type: NodeType,
    named: (name: string, context: GraphqlContext) => Promise<object | null> | object | null,
  ): Reference => ({
    keys: [['id'], ['name']],
    find({ id, name }, context) {
      if (id !== undefined) return nodeOf(type, id, context)
      return mayRead(type, mayAsk, context) ? named(String(name), context) : null
    },
  })

  const nodeOf = (type: NodeType, id: unknown, context: GraphqlContext) =>
    readGlobalId(String(id))?.type === type ? findNode(String(id), mayAsk, context) : null

  return new Map<string, Reference>([
    ['Application', byIdOrName('Application', (name, { loaders }) => loaders.application.byName(name))],
    ['Completion', byId('Completion')],
    ['DeclaredQuota', byId('DeclaredQuota')],
    ['Model', byIdOrName('Model', usableModel)],
    ['Quota', { keys: [['name']], find: ({ name }, context) => quotaNamed(String(name), context) }],
    ['Team', byIdOrName('Team', (name, { loaders }) => loaders.team.byName(name))],
  ])
}

/** Of the quotas that cover the caller, the one of this name. */
const quotaNamed = async (name: string, context: GraphqlContext): Promise<Quota | null> =>
  (await coveringQuotas(context)).find(quota => ownName(quota) === name) ?? null

/** Read once an operation. */
const coveringQuotas = (context: GraphqlContext): Promise<readonly Quota[]> => {
  const known = quotasOf.get(context) ?? readQuotas(context)
  quotasOf.set(context, known)
  return known
}

const quotasOf = new WeakMap<GraphqlContext, Promise<readonly Quota[]>>()

const readQuotas = async (context: GraphqlContext): Promise<readonly Quota[]> =>
  (await context.services.quotas(callerOf(context))).map(({ quota }) => quota)

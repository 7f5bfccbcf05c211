import type { GraphQLResolveInfo } from 'graphql'
import { GatewayError } from '../../../core/error.ts'
import { callerOf, type GraphqlContext, mustBeRouter } from '../context.ts'
import { invalidInput } from '../invalid-input.ts'
import { costOfEntity } from '../limits.ts'
import type { Reference, Representation } from './references.ts'

/** How much a router may ask for in one operation. */
export interface EntityLimits {
  /** Representations, of all fields of `_entities` together. */
  readonly representations: number
  /** What the entities may cost, as documents are measured. */
  readonly cost: number
}

export const defaultEntityLimits: EntityLimits = { representations: 1_000, cost: 10_000 }

/**
 * The resolver of `_entities`: one object a representation, in their order. One that cannot be read or found is null, and
 * nulls no other. Throws INVALID_INPUT if there are too many.
 */
export const resolveEntities =
  (references: ReadonlyMap<string, Reference>, limits: EntityLimits) =>
  async (
    _root: unknown,
    { representations }: { readonly representations: readonly unknown[] },
    context: GraphqlContext,
    info: GraphQLResolveInfo,
  ): Promise<readonly unknown[]> => {
    callerOf(context)
    mustBeRouter(context)
    admit(representations.length, costOfEntity(info), { context, limits })
    // Settled, as one that fails is an item of its own: its error nulls no other.
    return Promise.all(
      representations.map(async (representation, index) => {
        try {
          return await entityOf(representation, { index, references, context })
        } catch (error) {
          return error
        }
      }),
    )
  }

const entityOf = async (
  given: unknown,
  about: {
    readonly index: number
    readonly references: ReadonlyMap<string, Reference>
    readonly context: GraphqlContext
  },
): Promise<object | null> => {
  const path = `representations[${about.index}]`
  if (!isRepresentation(given)) throw invalidInput(path, 'must be an object with a `__typename`')
  const { __typename } = given
  const reference = about.references.get(__typename)
  if (!reference) throw invalidInput(`${path}.__typename`, 'is no entity of this subgraph')
  const { keys } = reference
  if (!keys.some(key => key.every(name => Object.hasOwn(given, name) && isKeyValue(given[name]))))
    throw invalidInput(path, `must have a key: ${keys.map(key => `\`${key.join(' ')}\``).join(' or ')}`)
  const found = await reference.find(given, about.context)
  return found && { ...found, __typename }
}

const isRepresentation = (given: unknown): given is Representation =>
  typeof given === 'object' && given !== null && '__typename' in given && typeof given.__typename === 'string'

const isKeyValue = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') || Number.isSafeInteger(value)

/** Counts what an operation asks for, in all fields of it. */
const admit = (
  count: number,
  costOfEach: number,
  { context, limits }: { readonly context: GraphqlContext; readonly limits: EntityLimits },
): void => {
  const before = asked.get(context) ?? { representations: 0, cost: 0 }
  const now = {
    representations: before.representations + count,
    cost: before.cost + count * costOfEach,
  }
  asked.set(context, now)
  if (now.representations > limits.representations)
    throw tooMany(`${now.representations} representations`, limits.representations)
  if (now.cost > limits.cost) throw tooMany(`entities for ${now.cost} units of cost`, limits.cost)
}

const asked = new WeakMap<GraphqlContext, EntityLimits>()

const tooMany = (what: string, allowed: number): GatewayError =>
  new GatewayError(
    'INVALID_INPUT',
    `The operation asks for ${what}; ${allowed} are allowed: ask for a shorter list`,
    { path: 'representations' },
  )

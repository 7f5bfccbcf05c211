import { type GraphQLResolveInfo, type GraphQLSchema, isAbstractType, isObjectType } from 'graphql'
import type { EntityFields, EntityPrompt } from '../../../core/prompt.ts'
import type { Subject } from '../../../core/request.ts'
import { checkField } from '../../../policy/fields.ts'
import type { GraphqlContext } from '../context.ts'
import { invalidInput } from '../invalid-input.ts'
import { entityCall } from '../prompt-call.ts'
import { withShare } from '../share.ts'
import { askTogether } from './ask-together.ts'
import { costOf } from './entity-cost.ts'
import type { Reference, Representation } from './references.ts'

/** What the ledger calls an entity. No name of a field, so that no representation can say it. */
const subject: unique symbol = Symbol('subject')

/** An entity that another subgraph owns: what its router has told of it. */
interface ForeignEntity extends Representation {
  readonly [subject]: Subject
}

/** How entities of other subgraphs are found: they are what the router says. */
export const foreignReferences = (
  entities: ReadonlyMap<string, EntityFields>,
): ReadonlyMap<string, Reference> =>
  new Map(
    [...entities].map(([type, { key, said }]) => [
      type,
      {
        keys: [key],
        find: (given): ForeignEntity => ({
          ...Object.fromEntries(
            [...said.keys()].filter(name => Object.hasOwn(given, name)).map(name => [name, given[name]]),
          ),
          __typename: type,
          [subject]: { type, id: subjectId(key.map(name => String(given[name]))) },
        }),
      },
    ]),
  )

/** The key in one word, as the ledger has it. */
const subjectId = (values: readonly string[]): string => {
  const [only, ...others] = values
  const id =
    others.length === 0 && only !== undefined
      ? only
      : values.map(value => encodeURIComponent(value)).join(':')
  if (id.length > longestId || /\p{Cc}/u.test(id))
    throw invalidInput(
      'representations',
      `must have keys of ${longestId} characters at most, without control characters`,
    )
  return id
}

const longestId = 256

/** Gives the fields that modules add to entities their resolvers. Whoever made the schema hands it over. */
export const bindEntities = (schema: GraphQLSchema, entities: ReadonlyMap<string, EntityFields>): void => {
  for (const [name, { said, prompts, costRoles }] of entities) {
    const type = schema.getType(name)
    if (!isObjectType(type)) throw new Error(`The schema lacks the entity ${name}`)
    const fields = type.getFields()
    for (const [told, read] of said) {
      const field = fields[told]
      if (field) field.resolve = (entity: ForeignEntity) => read(entity[told] ?? null)
    }
    for (const [asked, prompt] of prompts) {
      const field = fields[asked]
      if (!field) continue
      field.extensions = { ...field.extensions, entityPrompt: prompt }
      field.resolve = (entity: ForeignEntity, args, context: GraphqlContext, info) =>
        answer(prompt, entity, { args, context, info })
    }
    const { aiCost } = fields
    if (aiCost && costRoles) {
      const rule = { name: `${name}.aiCost`, roles: costRoles }
      aiCost.resolve = (entity: ForeignEntity, args: { since?: number | null }, context: GraphqlContext) => {
        checkField(rule, context, [{ operation: rule.name }])
        return costOf(entity[subject], { since: args.since ?? 0, context })
      }
    }
  }
  for (const union of Object.values(schema.getTypeMap()))
    if (isAbstractType(union)) union.resolveType ??= ({ __typename }) => __typename
}

const answer = async (
  entityPrompt: EntityPrompt,
  entity: ForeignEntity,
  about: {
    readonly args: { readonly [name: string]: unknown }
    readonly context: GraphqlContext
    readonly info: GraphQLResolveInfo
  },
): Promise<unknown> => {
  const { args, context, info } = about
  const call = entityCall(entityPrompt, { representation: entity, args, subject: entity[subject] }, context)
  const request = withShare(call, context, info)
  return (await askTogether(request, { entityPrompt, context })).value
}

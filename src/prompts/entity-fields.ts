import {
  coerceInputValue,
  type DirectiveNode,
  type FieldDefinitionNode,
  type GraphQLArgument,
  type GraphQLDirective,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getDirectiveValues,
  isInputType,
  isObjectType,
  Kind,
  visit,
} from 'graphql'
import { GatewayError, type SourceFault } from '../core/error.ts'
import type { Policy } from '../core/policy.ts'
import type { EntityFields, EntityPrompt } from '../core/prompt.ts'
import { operationOf } from './governed.ts'
import { isAttachment } from './module/attachments.ts'
import { definePrompt } from './module/definition.ts'
import { costField, directiveOf, keyOf } from './module/entity-module.ts'
import { faultAt } from './module/fault.ts'
import { fieldSetOf } from './module/field-set.ts'
import { isNullable, type ParsedModule } from './module/module.ts'
import { typeFaults } from './module/own-types.ts'
import { parseTemplate } from './module/template.ts'
import { variablesOf } from './module/variables.ts'

export interface EntityComposition {
  readonly schema: GraphQLSchema
  /** The contract. */
  readonly base: GraphQLSchema
  readonly policies: ReadonlyMap<string, Policy>
  readonly directive: GraphQLDirective
}

/** What modules add to each entity of another subgraph, by its type, out of the schema that they are part of. */
export const entitiesOf = (
  modules: readonly ParsedModule[],
  composition: EntityComposition,
): ReadonlyMap<string, EntityFields> | readonly SourceFault[] => {
  const { schema } = composition
  const entities = new Map<string, EntityFields & { readonly prompts: Map<string, EntityPrompt> }>()
  const faults: SourceFault[] = []
  for (const { template, version, entities: nodes } of modules)
    for (const node of nodes) {
      const type = schema.getType(node.name.value)
      if (!isObjectType(type)) throw new Error(`The entity ${node.name.value} was not composed`)
      const known = entities.get(type.name) ?? {
        key: keyOf(node),
        said: saidOf(type, faults),
        prompts: new Map(),
        ...costOf(type),
      }
      entities.set(type.name, known)
      for (const field of node.fields ?? []) {
        if (!directiveOf(field, 'prompt')) continue
        const prompt = entityPrompt(field, { type, key: known.key, template, version, ...composition })
        if ('prompt' in prompt) known.prompts.set(field.name.value, prompt)
        else faults.push(...prompt)
      }
    }
  return faults.length > 0 ? faults : entities
}

/** How what a router says of an entity is read. */
const saidOf = (type: GraphQLObjectType, faults: SourceFault[]): EntityFields['said'] =>
  new Map(
    Object.values(type.getFields()).flatMap(field => {
      const { name, type, astNode } = field
      if (isAnsweredHere(field)) return []
      if (!isInputType(type)) {
        faults.push(
          faultAt(astNode ?? undefined, `\`${name}\` must be a scalar, an enum or a list of these here`),
        )
        return []
      }
      return [[name, reader(name, type)] as const]
    }),
  )

const isAnsweredHere = ({ name, astNode }: GraphQLField<unknown, unknown>): boolean =>
  name === costField || (astNode != null && directiveOf(astNode, 'prompt') !== undefined)

const reader =
  (name: string, type: GraphQLInputType) =>
  (value: unknown): unknown =>
    coerceInputValue(value, type, () => {
      // Not what is wrong with it: it may be anything, and as long.
      throw new GatewayError(
        'INVALID_INPUT',
        `The representation's \`${name}\` must be of the type ${type}`,
        {
          path: name,
        },
      )
    })

const costOf = (type: GraphQLObjectType): Pick<EntityFields, 'costRoles'> => {
  const node = type.getFields()[costField]?.astNode
  if (!node) return {}
  const roles = (node.directives ?? []).flatMap(({ name, arguments: given = [] }) =>
    name.value === 'requireRole'
      ? given.flatMap(({ value }) => (value.kind === Kind.ENUM ? value.value : []))
      : [],
  )
  return { costRoles: roles }
}

const entityPrompt = (
  node: FieldDefinitionNode,
  about: EntityComposition & {
    readonly type: GraphQLObjectType
    readonly key: readonly string[]
    readonly template: string
    readonly version: number
  },
): EntityPrompt | readonly SourceFault[] => {
  const { type, key, template, version, base, directive, policies } = about
  const field = type.getFields()[node.name.value]
  const name = `${type.name}.${node.name.value}`
  const policy = policies.get(operationOf(name))
  const astNode = field?.astNode
  const prompt = astNode && directiveOf(astNode, directive.name)
  if (!field || !policy || !prompt) throw new Error(`The prompt ${name} was not composed`)
  const wrong = typeFaults(field, base)
  if (wrong.length > 0) return wrong
  const beside = field.args.find(isAttachment)
  if (beside)
    return [
      faultAt(
        beside.astNode ?? node,
        'Entities are asked about together, in text: a field of one takes no images and no tools',
      ),
    ]
  const required = fieldSetOf(directiveOf(node, 'requires')) ?? []
  const read = readIn(prompt)
  const needed = [...required, ...key.filter(name => !required.includes(name) && read.has(name))]
  const twin = field.args.find(({ name }) => needed.includes(name))
  if (twin)
    return [
      faultAt(twin.astNode ?? node, `\`${twin.name}\` is a field of \`${type.name}\` that is needed, too`),
    ]
  const said = new Map(needed.flatMap(name => saidField(type, name)))
  const asked = { ...field, name, args: [...field.args, ...[...said].map(argumentOf)] }
  const made = definePrompt({
    field: asked,
    isNullable: isNullable(node),
    template,
    version,
    policy,
    directive,
  })
  if (!('operation' in made)) return made
  const { pack } = getDirectiveValues(directive, { directives: [prompt] }) as { pack: number }
  if (pack < 1 || pack > mostPacked)
    return [faultAt(prompt, `\`pack\` must be from 1, each by itself, to ${mostPacked}`)]
  return Object.freeze<EntityPrompt>({
    entity: type.name,
    prompt: made,
    pack,
    variablesOf: (representation, coerced) =>
      variablesOf(asked, { ...coerced, ...saidBy(representation, { name, said }) }),
  })
}

/** Entities of one call of a provider. */
const mostPacked = 50

/** What the templates of a prompt read. One that cannot be read itself is told of when the prompt is made. */
const readIn = (prompt: DirectiveNode): ReadonlySet<string> => {
  const read = new Set<string>()
  for (const argument of prompt.arguments ?? [])
    if (templates.has(argument.name.value))
      visit(argument, {
        StringValue({ value }) {
          try {
            for (const [name = ''] of parseTemplate(value).variables) read.add(name)
          } catch {
            // It has no variables then.
          }
        },
      })
  return read
}

/** The arguments of @prompt that hold templates. */
const templates: ReadonlySet<string> = new Set(['examples', 'system', 'user'])

/** A field that a router tells, by its name, with its type. */
const saidField = (
  type: GraphQLObjectType,
  name: string,
): readonly (readonly [string, GraphQLInputType])[] => {
  const field = type.getFields()[name]
  return field && isInputType(field.type) ? [[name, field.type]] : []
}

/** It as the argument that a template reads. */
const argumentOf = ([name, type]: readonly [string, GraphQLInputType]): GraphQLArgument => ({
  name,
  type,
  description: undefined,
  defaultValue: undefined,
  deprecationReason: undefined,
  extensions: {},
  astNode: undefined,
})

const saidBy = (
  representation: { readonly [field: string]: unknown },
  about: { readonly name: string; readonly said: ReadonlyMap<string, GraphQLInputType> },
): { readonly [name: string]: unknown } =>
  Object.fromEntries(
    [...about.said].map(([name, type]) => {
      if (!Object.hasOwn(representation, name) || representation[name] === undefined)
        throw new GatewayError(
          'INVALID_INPUT',
          `\`${about.name}\` needs \`${name}\`, which the representation does not have`,
          { path: name },
        )
      return [name, reader(name, type)(representation[name])]
    }),
  )

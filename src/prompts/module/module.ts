import {
  type ASTNode,
  BREAK,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  GraphQLError,
  Kind,
  type ObjectTypeExtensionNode,
  parse,
  Source,
  visit,
} from 'graphql'
import type { SourceFault } from '../../core/error.ts'
import type { PromptModule } from '../../core/prompt-version.ts'
import { entityFaults, promptsOfEntity } from './entity-module.ts'
import { faultAt, faultOf } from './fault.ts'
import { moduleLimits } from './limits.ts'
import { writtenOutFaults } from './written-out.ts'

/** The type whose fields are prompts. */
export const promptsType = 'Prompts'

/** A module that has the right parts: its prompts, and the types that they need. */
export interface ParsedModule {
  readonly template: string
  readonly version: number
  /** The fields of `extend type Prompts`. */
  readonly prompts: readonly FieldDefinitionNode[]
  readonly types: readonly DefinitionNode[]
  /** The extensions of entities of other subgraphs. */
  readonly entities: readonly ObjectTypeExtensionNode[]
}

/** The fields of a module that a model answers. */
export const askedIn = ({
  prompts,
  entities,
}: Pick<ParsedModule, 'entities' | 'prompts'>): readonly FieldDefinitionNode[] => [
  ...prompts,
  ...entities.flatMap(promptsOfEntity),
]

/** Takes the SDL apart, or tells why it is no prompt module. What depends on the schema around it is not looked at. */
export const parseModule = ({
  template,
  version,
  sdl,
}: PromptModule): ParsedModule | readonly SourceFault[] => {
  const bytes = Buffer.byteLength(sdl)
  if (bytes > moduleLimits.bytes)
    return [start(`The SDL has ${bytes} bytes; ${moduleLimits.bytes} are allowed`)]
  let document: DocumentNode
  try {
    document = parse(new Source(sdl, template), { maxTokens: moduleLimits.tokens })
  } catch (error) {
    if (error instanceof GraphQLError) return [faultOf(error)]
    // The parser's own stack.
    if (error instanceof RangeError) return [start('The SDL is nested too deep')]
    throw error
  }
  const deep = nestedTooDeep(document)
  if (deep) return [faultAt(deep, `Over ${moduleLimits.brackets} brackets stand within each other`)]
  const faults = document.definitions.flatMap(definitionFaults)
  const prompts = document.definitions.flatMap(node =>
    node.kind === Kind.OBJECT_TYPE_EXTENSION && node.name.value === promptsType ? (node.fields ?? []) : [],
  )
  const types = document.definitions.filter(node => node.kind !== Kind.OBJECT_TYPE_EXTENSION)
  const entities = document.definitions.flatMap(node => entityIn(node) ?? [])
  const all = askedIn({ prompts, entities })
  if (faults.length === 0 && prompts.length + entities.length === 0)
    faults.push(start(`There is no prompt: write \`extend type ${promptsType} { … }\``))
  faults.push(...sizeFaults(all, [...types, ...entities]))
  if (faults.length === 0) faults.push(...writtenOutFaults(all, types))
  return faults.length > 0 ? faults : { template, version, prompts, types, entities }
}

/** The extension of what another subgraph owns; undefined if it is something else. */
const entityIn = (node: DefinitionNode): ObjectTypeExtensionNode | undefined =>
  node.kind === Kind.OBJECT_TYPE_EXTENSION &&
  node.name.value !== promptsType &&
  node.directives?.some(({ name }) => name.value === 'key')
    ? node
    : undefined

const start = (message: string): SourceFault => ({ message, line: 1, column: 1 })

/** Where brackets stand deeper within each other than anything that follows them could bear. */
const nestedTooDeep = (document: DocumentNode): ASTNode | undefined => {
  let depth = 0
  let deep: ASTNode | undefined
  const bracket = {
    enter(node: ASTNode) {
      if (++depth <= moduleLimits.brackets) return undefined
      deep = node
      return BREAK
    },
    leave() {
      depth--
    },
  }
  visit(document, { ListType: bracket, ListValue: bracket, ObjectValue: bracket })
  return deep
}

const sizeFaults = (
  prompts: readonly FieldDefinitionNode[],
  types: readonly DefinitionNode[],
): readonly SourceFault[] => {
  const members = [...prompts, ...types].reduce((sum, node) => sum + membersOf(node).length, prompts.length)
  const sizes = [
    ['prompts', prompts.length],
    ['types', types.length],
    ['members', members],
  ] as const
  return sizes
    .filter(([name, size]) => size > moduleLimits[name])
    .map(([name, size]) =>
      start(
        `The module has ${size} ${name === 'members' ? 'fields, arguments and enum values' : name}; ${moduleLimits[name]} are allowed`,
      ),
    )
}

/** What is named within a definition: fields, their arguments, values. */
const membersOf = (node: DefinitionNode | FieldDefinitionNode): readonly Named[] => {
  if (node.kind === Kind.FIELD_DEFINITION) return node.arguments ?? []
  if (node.kind === Kind.ENUM_TYPE_DEFINITION) return node.values ?? []
  if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) return node.fields ?? []
  if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION)
    return (node.fields ?? []).flatMap(field => [field, ...(field.arguments ?? [])])
  return []
}

type Named = ASTNode & {
  readonly name: { readonly value: string }
  readonly directives?: readonly DirectiveNode[] | undefined
}

const definitionFaults = (node: DefinitionNode): SourceFault[] => {
  const entity = entityIn(node)
  if (entity) return entityFaults(entity)
  const faults: SourceFault[] = []
  const isPrompts = node.kind === Kind.OBJECT_TYPE_EXTENSION && node.name.value === promptsType
  if (!isPrompts) {
    const reason = reasonAgainst(node)
    if (reason !== undefined) return [faultAt(node, reason)]
    faults.push(...strayDirectives(node as Named))
  }
  if (!isPrompts && 'name' in node && /^_[^_]|[^_]__/.test(node.name?.value ?? ''))
    faults.push(
      faultAt(
        node,
        `\`${node.name?.value}\` is a name as federation keeps for itself: leave out the underscores`,
      ),
    )
  if ('interfaces' in node && node.interfaces?.[0])
    faults.push(faultAt(node.interfaces[0], 'Types of a prompt implement no interfaces; use a union'))
  if (isPrompts && node.directives?.[0])
    faults.push(faultAt(node.directives[0], `\`${promptsType}\` carries no directives; its fields do`))
  for (const named of [node as Named, ...membersOf(node)]) {
    if (named.name.value.startsWith('__'))
      faults.push(
        faultAt(named, `The name \`${named.name.value}\` begins with __, which GraphQL keeps for itself`),
      )
    const isPrompt = isPrompts && named.kind === Kind.FIELD_DEFINITION
    if (named !== node && !isPrompt) faults.push(...strayDirectives(named))
    if (!isPrompts && named.kind === Kind.FIELD_DEFINITION && named.arguments?.[0])
      faults.push(faultAt(named.arguments[0], `Only fields of \`${promptsType}\` take arguments`))
  }
  return faults
}

/** A directive where nothing would enforce it. */
const strayDirectives = (node: Named): readonly SourceFault[] =>
  (node.directives ?? [])
    .filter(({ name }) => name.value !== 'deprecated')
    .map(directive =>
      faultAt(
        directive,
        `@${directive.name.value} does nothing here: only fields of \`${promptsType}\` carry policy`,
      ),
    )

/** Why a definition has no place in a module; undefined if it has. */
const reasonAgainst = (node: DefinitionNode): string | undefined => {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
      return node.name.value === promptsType
        ? `\`${promptsType}\` is there already: write \`extend type ${promptsType}\``
        : undefined
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
      return undefined
    case Kind.OBJECT_TYPE_EXTENSION:
      return `\`${node.name.value}\` cannot be extended; only \`${promptsType}\` can, and with @key an entity of another subgraph`
    case Kind.OPERATION_DEFINITION:
    case Kind.FRAGMENT_DEFINITION:
      return 'A module holds definitions of types, no operations'
    default:
      return `A module holds \`extend type ${promptsType}\` and types, enums, unions and inputs of its own; nothing else`
  }
}

/** Whether the module lets a prompt answer null. */
export const isNullable = ({ type }: FieldDefinitionNode): boolean => type.kind !== Kind.NON_NULL_TYPE

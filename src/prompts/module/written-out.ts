import {
  type ConstValueNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  type NamedTypeNode,
  type TypeNode,
} from 'graphql'
import type { SourceFault } from '../../core/error.ts'
import { faultAt } from './fault.ts'
import { moduleLimits } from './limits.ts'

/**
 * What is wrong with the types of a module as they will be written out: in JSON Schemas, samples and default values, a type
 * stands at each place anew. A few that hold each other twice come to more than any memory. Looked at before anything is
 * made of them.
 */
export const writtenOutFaults = (
  prompts: readonly FieldDefinitionNode[],
  types: readonly DefinitionNode[],
): readonly SourceFault[] => {
  const endless = endlessInputs(types)
  return endless.length > 0 ? endless : sizeFaults(prompts, types)
}

/** Inputs that hold themselves, which have no end, nor have their defaults. */
const endlessInputs = (types: readonly DefinitionNode[]): readonly SourceFault[] => {
  const inputs = new Map(types.flatMap(node => (isInput(node) ? [[node.name.value, node] as const] : [])))
  const known = new Set<InputObjectTypeDefinitionNode>()
  const faults: SourceFault[] = []
  const visit = (node: InputObjectTypeDefinitionNode, above: readonly InputObjectTypeDefinitionNode[]) => {
    if (known.has(node)) return
    const way = [...above, node]
    for (const field of node.fields ?? []) {
      const below = inputs.get(namedIn(field.type).name.value)
      if (!below) continue
      if (way.includes(below))
        faults.push(faultAt(field, `\`${below.name.value}\` holds itself: an argument must come to an end`))
      else visit(below, way)
    }
    known.add(node)
  }
  for (const node of inputs.values()) visit(node, [])
  return faults
}

const sizeFaults = (
  prompts: readonly FieldDefinitionNode[],
  types: readonly DefinitionNode[],
): readonly SourceFault[] => {
  const { ofField } = createRuler(types)
  let size = 0
  for (const node of prompts) {
    size += ofField(node)
    if (size > moduleLimits.schemas)
      return [
        faultAt(
          node,
          `With \`${node.name.value}\`, the JSON Schemas of the module's prompts have over ${moduleLimits.schemas} characters: types and defaults are written out wherever they stand`,
        ),
      ]
  }
  return []
}

/** What stands around a property in a JSON Schema, about. */
const aroundProperty = 40

/** Tells how many characters types come to, about. Each is looked at once, however often it stands somewhere. */
const createRuler = (types: readonly DefinitionNode[]) => {
  const definitions = new Map(
    types.flatMap(node => ('name' in node && node.name ? [[node.name.value, node] as const] : [])),
  )
  const known = new Map<DefinitionNode | InputValueDefinitionNode, number>()

  const once = <Node extends DefinitionNode | InputValueDefinitionNode>(
    node: Node,
    measure: (node: Node) => number,
  ): number => {
    const before = known.get(node)
    if (before !== undefined) return before
    // An answer that holds itself is told of elsewhere.
    known.set(node, 0)
    const size = measure(node)
    known.set(node, size)
    return size
  }

  const ofType = (type: TypeNode): number => {
    const node = definitions.get(namedIn(type).name.value)
    return node ? once(node, ofDefinition) : 0
  }

  const ofDefinition = (node: DefinitionNode): number => {
    switch (node.kind) {
      case Kind.ENUM_TYPE_DEFINITION:
        return described(node) + sum(node.values, value => value.name.value.length + described(value))
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        return described(node) + sum(node.fields, ofArgument)
      case Kind.OBJECT_TYPE_DEFINITION:
        return described(node) + sum(node.fields, ofField)
      case Kind.UNION_TYPE_DEFINITION:
        return described(node) + sum(node.types, ofType)
      default:
        return 0
    }
  }

  const ofField = (node: FieldDefinitionNode): number =>
    aroundProperty +
    node.name.value.length +
    described(node) +
    ofType(node.type) +
    sum(node.arguments, ofArgument)

  const ofArgument = (node: InputValueDefinitionNode): number =>
    aroundProperty + node.name.value.length + described(node) + ofType(node.type) + ofDefault(node)

  /** The default, with those of the fields that it leaves out. */
  const ofDefault = (node: InputValueDefinitionNode): number => {
    const { defaultValue } = node
    return defaultValue ? once(node, () => ofValue(defaultValue, node.type)) : 0
  }

  const ofValue = (value: ConstValueNode, type: TypeNode): number => {
    if (value.kind === Kind.LIST) {
      const item = type.kind === Kind.NON_NULL_TYPE ? type.type : type
      return sum(value.values, part => ofValue(part, item.kind === Kind.LIST_TYPE ? item.type : item))
    }
    if (value.kind !== Kind.OBJECT) return 'value' in value ? String(value.value).length + 1 : 5
    const input = definitions.get(namedIn(type).name.value)
    const given = new Map(value.fields.map(field => [field.name.value, field.value]))
    if (!input || !isInput(input))
      return sum(value.fields, field => field.name.value.length + ofAny(field.value))
    return sum(input.fields, field => {
      const said = given.get(field.name.value)
      return field.name.value.length + 5 + (said ? ofValue(said, field.type) : ofDefault(field))
    })
  }

  /** A value of no type of the module's own, such as a schema. */
  const ofAny = (value: ConstValueNode): number => (value.loc ? value.loc.end - value.loc.start : 5)

  return { ofField }
}

const isInput = (node: DefinitionNode): node is InputObjectTypeDefinitionNode =>
  node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION

const namedIn = (type: TypeNode): NamedTypeNode => (type.kind === Kind.NAMED_TYPE ? type : namedIn(type.type))

const described = ({ description }: { readonly description?: { readonly value: string } | undefined }) =>
  description?.value.length ?? 0

const sum = <Item>(items: readonly Item[] | undefined, of: (item: Item) => number): number =>
  (items ?? []).reduce((sum, item) => sum + of(item), 0)

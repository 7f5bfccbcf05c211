import {
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type ObjectTypeExtensionNode,
  print,
} from 'graphql'
import type { SourceFault } from '../../core/error.ts'
import { governed, nullable, operationOf, roleDirective } from '../governed.ts'
import { costField, directiveOf, keyOf } from './entity-module.ts'
import { faultAt } from './fault.ts'
import type { ParsedModule } from './module.ts'

/** One entity, as the modules so far extend it. */
interface Extended {
  readonly node: ObjectTypeExtensionNode
  readonly isNew: boolean
  /** By name, those of the schema too. */
  readonly known: Map<string, FieldDefinitionNode>
  readonly added: FieldDefinitionNode[]
}

/**
 * What modules add to entities of other subgraphs, as an extension of a subgraph's schema. Several may extend the same
 * entity, and say the same of its key and of what it needs.
 */
export const entityExtension = (
  modules: readonly ParsedModule[],
  { schema, ground }: { readonly schema: GraphQLSchema; readonly ground: GraphQLSchema },
): { readonly definitions: readonly DefinitionNode[]; readonly faults: readonly SourceFault[] } => {
  const extended = new Map<string, Extended>()
  const faults: SourceFault[] = []
  for (const node of modules.flatMap(({ entities }) => entities)) {
    const name = node.name.value
    if (ground.getType(name)) {
      faults.push(faultAt(node.name, `\`${name}\` is a type of the gateway itself, not of another subgraph`))
      continue
    }
    const entity = extended.get(name) ?? begin(node, schema)
    extended.set(name, entity)
    if (keyOf(node).join(' ') !== keyOf(entity.node).join(' '))
      faults.push(
        faultAt(node.name, `The key of \`${name}\` is \`${keyOf(entity.node).join(' ')}\` in another module`),
      )
    for (const field of node.fields ?? []) {
      const composed = composedField(node, field)
      const before = entity.known.get(field.name.value)
      if (!before) {
        entity.known.set(field.name.value, composed)
        entity.added.push(composed)
      } else if (directiveOf(field, 'prompt') || print(before.type) !== print(composed.type))
        faults.push(faultAt(field, `\`${name}.${field.name.value}\` is there already, in another module`))
    }
  }
  return { definitions: [...extended.values()].flatMap(definitionsOf), faults }
}

const begin = (node: ObjectTypeExtensionNode, schema: GraphQLSchema): Extended => {
  const type = schema.getType(node.name.value)
  const astNode = isObjectType(type) ? type.astNode : undefined
  const fields = isObjectType(type) ? Object.values(type.getFields()) : []
  return {
    node: astNode ? { ...astNode, kind: Kind.OBJECT_TYPE_EXTENSION } : node,
    isNew: type === undefined,
    known: new Map(fields.flatMap(({ name, astNode }) => (astNode ? [[name, astNode] as const] : []))),
    added: [],
  }
}

/** The field as the subgraph has it. That a key is external goes without saying. */
const composedField = (entity: ObjectTypeExtensionNode, field: FieldDefinitionNode): FieldDefinitionNode => {
  const name = field.name.value
  if (directiveOf(field, 'prompt')) return governed(field, operationOf(`${entity.name.value}.${name}`))
  if (name === costField) {
    const { directives = [] } = field
    const roles = directiveOf(field, 'requireRole') ? [] : [roleDirective('ANALYST')]
    return { ...nullable(field), directives: [...roles, ...directives] }
  }
  return keyOf(entity).includes(name) ? { ...field, directives: [] } : field
}

const definitionsOf = ({ node, isNew, added }: Extended): readonly DefinitionNode[] => {
  if (!isNew) return added.length > 0 ? [{ ...node, directives: [], fields: added }] : []
  return [
    { ...node, kind: Kind.OBJECT_TYPE_DEFINITION, fields: added },
    {
      kind: Kind.UNION_TYPE_EXTENSION,
      name: { kind: Kind.NAME, value: '_Entity' },
      types: [{ kind: Kind.NAMED_TYPE, name: node.name }],
    },
  ]
}

import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  Kind,
  type NamedTypeNode,
  visit,
} from 'graphql'
import type { ParsedModule } from './module/module.ts'

/** Name of the field that a version of a prompt has beside the one in force. */
export const versionField = (prompt: string, version: number): string => `${prompt}_v${version}`

/**
 * A module under names that tell its version, so that it fits beside the one in force: `summarizeReview_v2` with
 * `ReviewSummary_v2`. `inForce`: the version in force, which the fields of an older one point to.
 */
export const versioned = (module: ParsedModule, inForce: number | undefined): ParsedModule => {
  const { version } = module
  const suffix = `_v${version}`
  const own = new Set(module.types.flatMap(type => ('name' in type && type.name ? [type.name.value] : [])))
  const renamed = <Node extends DefinitionNode | FieldDefinitionNode>(node: Node): Node =>
    visit(node, {
      NamedType: (type: NamedTypeNode) =>
        own.has(type.name.value)
          ? { ...type, name: { ...type.name, value: `${type.name.value}${suffix}` } }
          : undefined,
    })
  const outdated = inForce !== undefined && version < inForce ? [deprecated(inForce)] : []
  return {
    ...module,
    prompts: module.prompts.map(node => {
      const field = renamed(node)
      const directives = (field.directives ?? []).filter(({ name }) => name.value !== 'deprecated')
      return {
        ...field,
        name: { ...field.name, value: versionField(field.name.value, version) },
        directives: outdated.length > 0 ? [...directives, ...outdated] : (field.directives ?? []),
      }
    }),
    types: module.types.map(node => {
      const type = renamed(node)
      return 'name' in type && type.name
        ? { ...type, name: { ...type.name, value: `${type.name.value}${suffix}` } }
        : type
    }),
  }
}

const deprecated = (inForce: number): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'deprecated' },
  arguments: [
    {
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: 'reason' },
      value: { kind: Kind.STRING, value: `Version ${inForce} is in force.` },
    },
  ],
})

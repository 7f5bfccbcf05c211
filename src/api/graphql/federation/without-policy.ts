import { type DefinitionNode, type DirectiveNode, type DocumentNode, Kind } from 'graphql'

/** A document without what only the gateway itself has a use for: its directives tell of policy, and of prompts. */
export const withoutPolicy = (document: DocumentNode, known: ReadonlySet<string>): DocumentNode => {
  const strip = <Node extends object & { readonly directives?: readonly DirectiveNode[] | undefined }>(
    node: Node,
  ): Node =>
    node.directives?.length
      ? { ...node, directives: node.directives.filter(({ name }) => known.has(name.value)) }
      : node
  return {
    ...document,
    definitions: document.definitions.flatMap((node): DefinitionNode[] => {
      if (node.kind === Kind.DIRECTIVE_DEFINITION) return []
      if (!('fields' in node)) return [node]
      return [{ ...strip(node), fields: node.fields?.map(field => strip(field)) } as DefinitionNode]
    }),
  }
}

import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  getDirectiveValues,
  Kind,
} from 'graphql'
import type { SourceFault } from '../core/error.ts'
import { faultAt, faultIn } from './fault.ts'
import { type ParsedModule, promptsType } from './module.ts'

/** The operation that a prompt is: what its policy, keys, ledger and usage call it. */
export const operationOf = (prompt: string): string => `prompts.${prompt}`

/**
 * Modules as an extension of the schema, with what their authors leave to the gateway: every prompt is an operation of
 * its own, which quotas and guardrails always govern and which needs a role; and its field can be null, since a call
 * may fail.
 */
export const extensionOf = (modules: readonly ParsedModule[]): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [
    {
      kind: Kind.OBJECT_TYPE_EXTENSION,
      name: { kind: Kind.NAME, value: promptsType },
      fields: modules.flatMap(({ prompts }) => prompts.map(governed)),
    },
    ...modules.flatMap(({ types }) => types),
  ],
})

const governed = (node: FieldDefinitionNode): FieldDefinitionNode => {
  const own = node.directives ?? []
  const has = (name: string) => own.some(directive => directive.name.value === name)
  const { type } = node
  return {
    ...node,
    type: type.kind === Kind.NON_NULL_TYPE ? type.type : type,
    directives: [
      directive('operation', { name: { kind: Kind.STRING, value: operationOf(node.name.value) } }),
      ...(has('requireRole')
        ? []
        : [directive('requireRole', { role: { kind: Kind.ENUM, value: 'DEVELOPER' } })]),
      ...(has('quota') ? [] : [directive('quota', {})]),
      ...(has('redact') ? [] : [directive('redact', {})]),
      ...own,
    ],
  }
}

type ConstValue = NonNullable<ConstDirectiveNode['arguments']>[number]['value']

const directive = (
  name: string,
  values: { readonly [argument: string]: ConstValue },
): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: name },
  arguments: Object.entries(values).map(([argument, value]) => ({
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: argument },
    value,
  })),
})

/** The directives that authors write on prompts. */
const allowed: ReadonlySet<string> = new Set([
  'cacheResponse',
  'deprecated',
  'prompt',
  'quota',
  'redact',
  'requireRole',
])

/** Directives of a prompt that nothing would enforce, or not as written. */
export const directiveFaults = (
  { directives = [] }: FieldDefinitionNode,
  { schema, detectorKinds }: { readonly schema: GraphQLSchema; readonly detectorKinds: readonly string[] },
): readonly SourceFault[] =>
  directives.flatMap(node => {
    const name = node.name.value
    if (name === 'operation')
      return [faultAt(node, '@operation is set by the gateway: a prompt is the operation `prompts.<name>`')]
    if (!allowed.has(name))
      return [faultAt(node, `@${name} has no meaning on a prompt; it takes @${[...allowed].join(', @')}`)]
    const directive = schema.getDirective(name)
    try {
      // SDL is validated without looking at values.
      if (directive) getDirectiveValues(directive, { directives: [node] })
    } catch (error) {
      return [faultIn(error, node)]
    }
    return name === 'redact' ? kindFaults(node, detectorKinds) : []
  })

const kindFaults = (node: ConstDirectiveNode, detectorKinds: readonly string[]): readonly SourceFault[] => {
  const kinds = node.arguments?.find(argument => argument.name.value === 'kinds')?.value
  const named = kinds?.kind === Kind.LIST ? kinds.values : kinds ? [kinds] : []
  return named
    .filter(kind => !('value' in kind && detectorKinds.includes(String(kind.value))))
    .map(kind =>
      faultAt(
        kind,
        `No detector finds ${'value' in kind ? `\`${kind.value}\`` : 'this'}, so nothing would be masked; there are ${detectorKinds.join(', ')}`,
      ),
    )
}

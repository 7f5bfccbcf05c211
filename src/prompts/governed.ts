import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  getDirectiveValues,
  Kind,
  parse,
} from 'graphql'
import { didYouMean } from '../core/closest.ts'
import type { SourceFault } from '../core/error.ts'
import { faultAt, faultIn } from './module/fault.ts'
import { type ParsedModule, promptsType } from './module/module.ts'

/** The operation that a prompt is: what its policy, keys, ledger and usage call it. */
export const operationOf = (prompt: string): string => `prompts.${prompt}`

/**
 * The prompts of modules as an extension of a schema, with the types that they need. What authors leave to the gateway is
 * put in: every prompt is an operation of its own, which quotas and guardrails always govern and which needs a role; and its
 * field can be null, since a call may fail.
 */
export const extensionOf = (modules: readonly ParsedModule[], schema: GraphQLSchema): DocumentNode => {
  const fields = modules.flatMap(({ prompts }) =>
    prompts.map(node => governed(node, operationOf(node.name.value))),
  )
  const types = modules.flatMap(({ types }) => types)
  const ground = schema.getType(promptsType) || fields.length === 0 ? [] : root.definitions
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      ...ground,
      ...(fields.length > 0
        ? [
            {
              kind: Kind.OBJECT_TYPE_EXTENSION,
              name: { kind: Kind.NAME, value: promptsType },
              fields,
            } as const,
          ]
        : []),
      ...types,
    ],
  }
}

const root = parse(`
  """
  The prompts of your tenant, as \`publishPrompt\` has published them. Each field is one call of a model and is charged as
  one, aliases included. A call that is refused or fails makes its own field null, with an error that has a code.
  """
  type ${promptsType}
  extend type Query {
    "Prompts as typed fields."
    prompts: ${promptsType}! @federated
  }
`)

/** A field that a model answers, as the operation that it is. */
export const governed = (node: FieldDefinitionNode, operation: string): FieldDefinitionNode => {
  const own = node.directives ?? []
  const has = (name: string) => own.some(directive => directive.name.value === name)
  return {
    ...nullable(node),
    directives: [
      directive('operation', { name: { kind: Kind.STRING, value: operation } }),
      ...(has('requireRole') ? [] : [roleDirective('DEVELOPER')]),
      ...(has('quota') ? [] : [directive('quota', {})]),
      ...(has('redact') ? [] : [directive('redact', {})]),
      ...own,
    ],
  }
}

/** The field as one that may fail. */
export const nullable = (node: FieldDefinitionNode): FieldDefinitionNode => {
  const { type } = node
  return { ...node, type: type.kind === Kind.NON_NULL_TYPE ? type.type : type }
}

export const roleDirective = (role: string): ConstDirectiveNode =>
  directive('requireRole', { role: { kind: Kind.ENUM, value: role } })

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

/** What a directive of a prompt is looked at with. */
export interface DirectiveRules {
  readonly schema: GraphQLSchema
  readonly detectorKinds: readonly string[]
  /** Directives that may stand there besides the usual ones. */
  readonly also?: readonly string[]
}

/** Directives of a prompt that nothing would enforce, or not as written. */
export const directiveFaults = (
  { directives = [] }: FieldDefinitionNode,
  { schema, detectorKinds, also = [] }: DirectiveRules,
): readonly SourceFault[] =>
  directives.flatMap(node => {
    const name = node.name.value
    if (name === 'operation')
      return [faultAt(node, '@operation is set by the gateway: a prompt is the operation `prompts.<name>`')]
    if (!allowed.has(name) && !also.includes(name))
      return [faultAt(node, `@${name} has no meaning on a prompt; it takes @${[...allowed].join(', @')}`)]
    const directive = schema.getDirective(name)
    const taken = directive?.args.map(({ name }) => name) ?? []
    const stray = node.arguments?.find(argument => !taken.includes(argument.name.value))
    // Before what is lacking, which may only be misspelt.
    if (directive && stray)
      return [
        faultAt(stray, `@${name} takes no \`${stray.name.value}\`${didYouMean(stray.name.value, taken)}`),
      ]
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

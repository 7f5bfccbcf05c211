import { type ConstDirectiveNode, type ConstValueNode, type FieldDefinitionNode, Kind, parse } from 'graphql'

/** What the SDL says of one field, as far as it is policy. */
export interface FieldPolicy {
  /** Such as `Mutation.complete`. */
  readonly coordinate: string
  /** Whether calls of it reach a model. */
  readonly reachesModel: boolean
  readonly roles: ReadonlySet<string>
  /** @quota: its limits, each as so many a second; absent: quotas do not govern the field. */
  readonly quota?: ReadonlyMap<string, number>
  /** @redact: kinds that are always masked; absent: guardrails do not govern the field. */
  readonly kinds?: ReadonlySet<string>
  /** The other directives of the gateway, as text. */
  readonly rest: ReadonlyMap<string, string>
}

/** The policies of all fields of an SDL, or of a prompt module, that have one. Throws GraphQLError if it is no SDL. */
export const fieldPolicies = (sdl: string): ReadonlyMap<string, FieldPolicy> => {
  const policies = new Map<string, FieldPolicy>()
  for (const node of parse(sdl, { noLocation: false }).definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) continue
    // Streams and versions of prompts are what the gateway makes of them.
    if (node.name.value === 'PromptStreams') continue
    for (const field of node.fields ?? []) {
      if (node.name.value === 'Prompts' && /_v\d+$/.test(field.name.value)) continue
      const policy = policyOf(`${node.name.value}.${field.name.value}`, field)
      if (policy) policies.set(policy.coordinate, policy)
    }
  }
  return policies
}

const known: ReadonlySet<string> = new Set([
  'cacheResponse',
  'operation',
  'prompt',
  'quota',
  'redact',
  'requireRole',
])

const policyOf = (coordinate: string, field: FieldDefinitionNode): FieldPolicy | undefined => {
  const directives = (field.directives ?? []).filter(({ name }) => known.has(name.value))
  if (directives.length === 0) return undefined
  const named = (name: string) => directives.filter(directive => directive.name.value === name)
  const [quota] = named('quota')
  const [redact] = named('redact')
  const [prompt] = named('prompt')
  // What authors of prompts leave out, the gateway puts in.
  const roles = named('requireRole').map(directive => textOf(argument(directive, 'role')))
  const reachesModel = prompt !== undefined || named('operation').length > 0
  return {
    coordinate,
    reachesModel,
    roles: new Set(prompt && roles.length === 0 ? ['DEVELOPER'] : roles),
    ...((quota || prompt) && { quota: limitsOf(quota) }),
    ...((redact || prompt) && { kinds: new Set(textsOf(redact && argument(redact, 'kinds'))) }),
    rest: new Map(
      [...named('cacheResponse'), ...named('prompt')].flatMap(directive =>
        (directive.arguments ?? []).map(({ name, value }) => [
          `@${directive.name.value}(${name.value})`,
          JSON.stringify(textsOf(value)),
        ]),
      ),
    ),
  }
}

/** How many seconds the windows have, for comparing them. */
const seconds: { readonly [window: string]: number } = {
  SECOND: 1,
  MINUTE: 60,
  HOUR: 3_600,
  DAY: 86_400,
  WEEK: 7 * 86_400,
  MONTH: 30 * 86_400,
  ROLLING_SECOND: 1,
  ROLLING_MINUTE: 60,
  ROLLING_HOUR: 3_600,
}

const limitsOf = (quota: ConstDirectiveNode | undefined): ReadonlyMap<string, number> => {
  if (!quota) return new Map()
  const window = textOf(argument(quota, 'per')) || 'DAY'
  return new Map(
    ['requests', 'tokens', 'costUsd'].flatMap(name => {
      const limit = Number(textOf(argument(quota, name)) || Number.NaN)
      return Number.isFinite(limit) ? [[name, limit / (seconds[window] ?? 86_400)] as const] : []
    }),
  )
}

const argument = (directive: ConstDirectiveNode, name: string): ConstValueNode | undefined =>
  directive.arguments?.find(argument => argument.name.value === name)?.value

const textOf = (value: ConstValueNode | undefined): string =>
  value && 'value' in value ? String(value.value) : ''

const textsOf = (value: ConstValueNode | undefined): readonly string[] => {
  if (!value) return []
  if (value.kind === Kind.LIST) return value.values.flatMap(textsOf)
  if (value.kind === Kind.OBJECT)
    return value.fields.flatMap(({ name, value }) => [name.value, ...textsOf(value)])
  return [textOf(value)]
}

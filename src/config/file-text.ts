import { Document, isScalar, visit } from 'yaml'
import type { TeamConfig } from '../core/config.ts'
import { type Declared, declarationKinds, type SpecValue } from '../core/declaration.ts'

/**
 * A `weir.yaml` that says the same. In place of each secret it names a variable of the environment, as no secret is
 * shown: `secrets` tells which keys of a declaration are some.
 */
export const fileText = (
  declared: readonly Declared[],
  about: { readonly teams: readonly TeamConfig[]; readonly secretsOf: (one: Declared) => readonly string[] },
): string => {
  const { teams, secretsOf } = about
  const sections = Object.values(declarationKinds).map(
    ({ section }) => [section, []] as [string, SpecValue[]],
  )
  const variables = new Set<string>()
  const lists = new Map<string, SpecValue[]>(sections)
  for (const one of declared) {
    const { name = one.name, ...rest } = plain(one.spec)
    const secrets = secretsOf(one).map(key => [key, `\${${variableOf(one, key)}}`])
    for (const key of secretsOf(one)) variables.add(variableOf(one, key))
    lists.get(declarationKinds[one.kind].section)?.push({ name, ...rest, ...Object.fromEntries(secrets) })
  }
  const value = {
    ...Object.fromEntries([...lists].filter(([, list]) => list.length > 0)),
    ...(teams.length > 0 && { teams: teams.map(titled) }),
  }
  const document = new Document(value, { schema: 'failsafe' })
  if (variables.size > 0)
    document.commentBefore = ` Secrets are not shown: set ${[...variables].join(', ')} in the environment.`
  // A text that looks like a number or a flag would be read as the same text: the file knows texts only.
  visit(document, {
    Scalar(key, node) {
      if (key !== 'key' && isScalar(node) && typeof node.value === 'string' && node.value === '')
        node.type = 'QUOTE_DOUBLE'
    },
  })
  return Object.keys(value).length === 0 ? '# Nothing is declared.\n' : document.toString({ lineWidth: 0 })
}

/** Titles and cost centres may hold anything. */
const titled = ({ applications, ...team }: TeamConfig) => ({
  ...plain(team),
  applications: applications.map(application => plain({ ...application })),
})

/** `${` is a reference to the environment in the file, so one that is none is escaped. */
const plain = (spec: Declared['spec']): { readonly [key: string]: SpecValue } =>
  Object.fromEntries(Object.entries(spec).map(([key, value]) => [key, escaped(value)]))

const escaped = (value: SpecValue): SpecValue => {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${')
  return Array.isArray(value) ? value.map(escaped) : plain(value as Declared['spec'])
}

/** Such as OPENAI_MAIN_API_KEY. */
const variableOf = ({ name }: Declared, key: string): string =>
  `${name}_${key.replaceAll(/([a-z])([A-Z])/g, '$1_$2')}`
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replace(/^(?=\d)/, '_')

import type { Config } from '../core/config.ts'
import {
  DeclarationError,
  type DeclarationKind,
  type Declared,
  declarationKinds,
  declaredName,
  type Elsewhere,
  type Spec,
  type SpecValue,
} from '../core/declaration.ts'
import { operatorTenant } from '../core/organisation.ts'
import { checkConfig } from './check.ts'
import { type ConfigDocument, type Path, pathText } from './document.ts'
import { ConfigError } from './fault.ts'
import type { Surroundings } from './surroundings.ts'

const kinds = Object.keys(declarationKinds) as readonly DeclarationKind[]

/** The entries of a document that was found to be right. */
export const entriesOf = (value: unknown, written: ConfigDocument['written']): readonly Declared[] =>
  kinds.flatMap(kind => {
    const { section } = declarationKinds[kind]
    const entries: unknown = Object(value)[section]
    if (!Array.isArray(entries)) return []
    return entries.map((spec: Spec, place): Declared => {
      const isHidden = (below: SpecValue, path: Path): boolean =>
        typeof below === 'string'
          ? written(path).includes('${')
          : Object.entries(below).some(([key, value]) =>
              isHidden(value, [...path, Array.isArray(below) ? Number(key) : key]),
            )
      const hidden = Object.keys(spec).filter(key => isHidden(spec[key] ?? '', [section, place, key]))
      return { kind, name: declaredName(kind, spec), spec, place, ...(hidden.length > 0 && { hidden }) }
    })
  })

/**
 * Checks what a tenant has declared as a file that says the same, and tells what follows from it. What it refers to
 * has to be there, if `elsewhere` tells what is. Throws DeclarationError with every fault found.
 */
export const checkDeclared =
  (surroundings: Surroundings & { readonly isSimulated: boolean }) =>
  (tenant: string, declared: readonly Declared[], elsewhere: Elsewhere = everything): Config => {
    const lists = new Map<string, readonly Declared[]>(
      kinds.map(kind => [declarationKinds[kind].section, declared.filter(one => one.kind === kind)]),
    )
    const isOperator = tenant === operatorTenant
    const around: Surroundings = isOperator
      ? { ...surroundings, elsewhere }
      : // The keys in the environment are those of who runs the gateway.
        { ...surroundings, elsewhere, env: {}, owner: tenant }
    const value = {
      simulator: String(isOperator && surroundings.isSimulated),
      ...Object.fromEntries([...lists].map(([section, list]) => [section, list.map(({ spec }) => spec)])),
    }
    try {
      return checkConfig(documentOf(value), 'declarations', around)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      throw new DeclarationError(
        error.faults.map(({ path, message }) => {
          const [, section = '', index, rest = ''] = /^(\w+)\[(\d+)\]\.?(.*)$/s.exec(path) ?? []
          const of = lists.get(section)?.[Number(index)]
          return { ...(of && { of }), path: of ? rest : path, message }
        }),
      )
    }
  }

/** What was there when it was named may be gone since. */
const anything = { has: () => true, keys: () => [] }
const everything: Elsewhere = { teams: anything, applications: anything, models: anything }

/** A document that nobody wrote: its faults have no lines. */
const documentOf = (value: { readonly [key: string]: SpecValue }): ConfigDocument => ({
  value,
  faults: [],
  fault: (path, message) => ({ path: pathText(path), message }),
  written: path => {
    const found = path.reduce<unknown>((at, key) => Object(at)[key], value)
    return typeof found === 'string' ? found : ''
  },
})

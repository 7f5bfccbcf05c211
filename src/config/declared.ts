import type { Config } from '../core/config.ts'
import {
  type DeclarationKind,
  type Declared,
  declarationKinds,
  type Present,
  type Spec,
  type SpecValue,
} from '../core/declaration.ts'
import { checkConfig } from './check.ts'
import { type ConfigDocument, pathText } from './document.ts'
import { ConfigError } from './fault.ts'
import type { Names, Surroundings } from './surroundings.ts'

const kinds = Object.keys(declarationKinds) as readonly DeclarationKind[]

/** The entries of a document that was found to be right. */
export const entriesOf = (value: unknown): readonly Declared[] =>
  kinds.flatMap(kind => {
    const entries: unknown = Object(value)[declarationKinds[kind].section]
    return Array.isArray(entries)
      ? entries.map((spec: Spec, place): Declared => ({ kind, name: String(spec.name), spec, place }))
      : []
  })

/** What is wrong with one of several declarations; `of` is absent where none of them is meant. */
export interface DeclarationFault {
  readonly of?: Declared
  /** Within its spec, such as `deployments[0].provider`. */
  readonly path: string
  readonly message: string
}

/** Declarations that make no sense together. */
export class DeclarationError extends Error {
  override readonly name = 'DeclarationError'
  readonly faults: readonly DeclarationFault[]

  constructor(faults: readonly DeclarationFault[]) {
    super(faults.map(inWords).join('\n'))
    this.faults = faults
  }
}

/** Such as ``the quota `daily`: limit: must be more than 0``. */
const inWords = ({ of, path, message }: DeclarationFault): string =>
  [of && `the ${declarationKinds[of.kind].noun} \`${of.name}\``, path, message].filter(Boolean).join(': ')

/**
 * Checks declarations as a file that says the same, and tells what follows from them. What they refer to has to be
 * there, if `present` tells what is. Throws DeclarationError with every fault found.
 */
export const checkDeclared =
  (surroundings: Surroundings & { readonly isSimulated: boolean }) =>
  (declared: readonly Declared[], present?: Pick<Present, 'teams' | 'applications'>): Config => {
    const elsewhere = present
      ? { team: present.teams, application: present.applications, model: new Set<string>() }
      : { team: anything, application: anything, model: anything }
    const lists = new Map<string, readonly Declared[]>(
      kinds.map(kind => [declarationKinds[kind].section, declared.filter(one => one.kind === kind)]),
    )
    const value = {
      simulator: String(surroundings.isSimulated),
      ...Object.fromEntries([...lists].map(([section, list]) => [section, list.map(({ spec }) => spec)])),
    }
    try {
      return checkConfig(documentOf(value), 'declarations', { ...surroundings, elsewhere })
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
const anything: Names = { has: () => true, *[Symbol.iterator]() {} }

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

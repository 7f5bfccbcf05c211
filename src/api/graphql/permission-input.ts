import { didYouMean } from '../../core/closest.ts'
import { actionsOf, type GuardedOperation } from '../../core/guarded-operation.ts'
import type { Permission } from '../../core/permission.ts'
import type { PermissionInput } from './generated/resolvers.ts'
import { invalidInput } from './invalid-input.ts'

/** What permissions can speak of. */
export interface Subjects {
  readonly operations: { get(name: string): GuardedOperation | undefined; keys(): Iterable<string> }
  /** Whether there is such a model, as far as the caller may know. */
  readonly isModel: (name: string) => boolean
}

const mostPermissions = 100
const mostNames = 1_000

/** Permissions that each speak of something. Throws INVALID_INPUT: one that matches nothing is a mistake. */
export const permissionsOf = (
  given: readonly PermissionInput[],
  subjects: Subjects,
): readonly Permission[] => {
  if (given.length < 1 || given.length > mostPermissions)
    throw invalidInput('permissions', `must hold 1 to ${mostPermissions} items`)
  return given.map((permission, index) => permissionOf(permission, `permissions[${index}]`, subjects))
}

const permissionOf = (
  { effect = 'ALLOW', action, operations, models }: PermissionInput,
  path: string,
  subjects: Subjects,
): Permission => {
  const aboutModels = models != null
  const known = (name: string): boolean => {
    const operation = subjects.operations.get(name)
    return (
      operation !== undefined &&
      actionsOf(operation).has(action) &&
      (!aboutModels || operation.isAboutModels !== false)
    )
  }
  const names = namesOf(operations, `${path}.operations`, {
    isKnown: known,
    known: [...subjects.operations.keys()].filter(known).sort(),
    rule: `must be an operation that ${action} ${aboutModels ? 'with models ' : ''}speaks of`,
  })
  const modelNames = namesOf(models, `${path}.models`, {
    isKnown: subjects.isModel,
    rule: 'must be the public name of a model',
  })
  return { effect, action, ...(names && { operations: names }), ...(modelNames && { models: modelNames }) }
}

/** More names than anybody reads in an error. */
const mostTold = 20

const namesOf = (
  names: readonly string[] | null | undefined,
  path: string,
  about: {
    readonly isKnown: (name: string) => boolean
    /** Those that may be told. */
    readonly known?: readonly string[]
    readonly rule: string
  },
): readonly string[] | undefined => {
  const { isKnown, known = [], rule } = about
  if (names == null) return undefined
  if (names.length < 1 || names.length > mostNames)
    throw invalidInput(path, `must hold 1 to ${mostNames} names`)
  for (const [index, name] of names.entries())
    if (!isKnown(name)) {
      const list = known.length > 0 && known.length <= mostTold ? `; there are ${known.join(', ')}` : ''
      throw invalidInput(
        `${path}[${index}]`,
        `${rule}, not \`${name.slice(0, 100)}\`${didYouMean(name.slice(0, 100), known) || list}`,
      )
    }
  return [...new Set(names)].sort()
}

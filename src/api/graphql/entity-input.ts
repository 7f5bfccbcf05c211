import type { EntityFilter, EntityVersion } from '../../core/organisation.ts'
import type { EntityState } from './generated/resolvers.ts'
import { type NodeType, readGlobalId } from './global-id.ts'
import { invalidInput } from './invalid-input.ts'
import type { PageArguments } from './page.ts'
import { pageRange } from './page.ts'

/** The name and title of something new. Throws INVALID_INPUT. */
export const labelsOf = ({
  name,
  title,
}: {
  readonly name: string
  readonly title?: string | null | undefined
}) => {
  if (!isName(name))
    throw invalidInput(
      'name',
      'must start with a letter or digit and hold only letters, digits and . _ @ : + -, 128 at most',
    )
  return { name, title: title == null ? name : titleOf(title) }
}

/** Whether something can have this name; the rule is that of names in `weir.yaml`. */
export const isName = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._@:+-]{0,127}$/.test(text)

/** Throws INVALID_INPUT. */
export const titleOf = (text: string): string => {
  if (!/^(?!\s*$)\P{Cc}{1,200}$/u.test(text))
    throw invalidInput('title', 'must hold 1 to 200 characters, not only spaces and no control characters')
  return text
}

/** Throws INVALID_INPUT. */
export const descriptionOf = (text: string): string => {
  if (!/^[\P{Cc}\n\t]{1,1000}$/u.test(text))
    throw invalidInput(
      'description',
      'must hold 1 to 1,000 characters, of control characters only line breaks and tabs',
    )
  return text
}

/** Throws INVALID_INPUT. */
export const costCentreOf = (text: string): string => {
  if (!/^(?! )\P{Cc}{1,64}(?<! )$/u.test(text))
    throw invalidInput(
      'costCentre',
      'must hold 1 to 64 characters, none of them control characters, and no space at its ends',
    )
  return text
}

/** Throws INVALID_INPUT. */
export const emailOf = (text: string): string => {
  if (text.length > 254 || !/^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]+$/u.test(text))
    throw invalidInput('email', 'must be an address such as ada@example.com')
  return text
}

/** A value, checked, or null, which takes away what was there. */
export const orNull = <T, Checked>(value: T | null, check: (value: T) => Checked): Checked | null =>
  value === null ? null : check(value)

/** Which entity, at which version; undefined if it is no id of that type. Throws INVALID_INPUT. */
export const versionOf = (
  type: NodeType,
  { id, version }: { readonly id: string; readonly version: number },
): EntityVersion | undefined => {
  if (version < 1) throw invalidInput('version', 'must be 1 or more')
  const known = readGlobalId(id)
  return known?.type === type ? { id: known.id, version } : undefined
}

/** The page that a connection of named entities is asked for. Throws INVALID_INPUT. */
export const namedRange = (args: PageArguments) => pageRange(args, isName)

/** Throws INVALID_INPUT. */
export const filterOf = (
  filter: { readonly search?: string | null | undefined; readonly state?: EntityState } | null | undefined,
): EntityFilter => {
  const { search, state = 'ACTIVE' } = filter ?? {}
  if (search != null && !/^\P{Cc}{1,100}$/u.test(search))
    throw invalidInput('filter.search', 'must hold 1 to 100 characters, none of them control characters')
  return { ...(search != null && { search }), ...(state !== 'ANY' && { state }) }
}

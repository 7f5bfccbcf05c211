import type { KeyFilter } from '../../core/api-key.ts'
import type { ApiKeyFilter } from './generated/resolvers.ts'
import { invalidInput } from './invalid-input.ts'

/** The beginning of a secret, checked. Throws INVALID_INPUT. */
export const prefixIn = (
  text: string,
  { path, least }: { readonly path: string; readonly least: number },
): string => {
  if (!/^weir_[0-9A-Za-z]*$/.test(text) || text.length < least || text.length > 12)
    throw invalidInput(path, `must be the first ${least} to 12 characters of a secret, such as weir_3fGhK2p`)
  return text
}

/** What the caller says of the keys to list, checked. Throws INVALID_INPUT. */
export const keyFilter = (filter: ApiKeyFilter | null | undefined, now: number): KeyFilter => {
  const { prefix, search, state, expiresBefore, ...holders } = filter ?? {}
  if (search != null) checkText('search', search)
  const named: { team?: string; application?: string; user?: string } = {}
  for (const kind of ['team', 'application', 'user'] as const) {
    const name = holders[kind]
    if (name == null) continue
    checkText(kind, name)
    named[kind] = name
  }
  return {
    ...(prefix != null && { prefix: prefixIn(prefix, { path: 'filter.prefix', least: 6 }) }),
    ...(search != null && { search }),
    ...named,
    ...(state != null && { state: { is: state, at: now } }),
    ...(expiresBefore != null && { expiresBefore }),
  }
}

const checkText = (name: string, text: string): void => {
  if (!/^\P{Cc}{1,128}$/u.test(text))
    throw invalidInput(`filter.${name}`, 'must hold 1 to 128 characters, none of them control characters')
}

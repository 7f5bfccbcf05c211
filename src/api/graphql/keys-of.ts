import type { KeyHolders } from '../../core/api-key.ts'
import { isUuid } from './global-id.ts'
import type { Loaders } from './loaders.ts'
import { connection, type PageArguments, pageRange } from './page.ts'

/** A page of the keys that belong to a team, application or user. Throws INVALID_INPUT. */
export const keysOf = async (
  loaders: Pick<Loaders, 'keysOf'>,
  about: { readonly kind: KeyHolders['kind']; readonly name: string; readonly args: PageArguments },
) => {
  const range = pageRange(about.args, isUuid)
  const keys = await loaders.keysOf(about.kind, about.name, { ...range, limit: range.limit + 1 })
  return connection(keys, range, ({ id }) => id)
}

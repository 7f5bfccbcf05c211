import type { DeclarationKind, StoredDeclaration } from '../../core/declaration.ts'
import { callerOf, type GraphqlContext } from './context.ts'
import { filterOf } from './entity-input.ts'
import type * as contract from './generated/resolvers.ts'
import { isUuid } from './global-id.ts'
import { connection, type PageArguments, pageRange } from './page.ts'

/** A page of what the caller's tenant has declared of one kind, by name. Throws INVALID_INPUT. */
export const declaredPage = async (
  kind: DeclarationKind,
  args: PageArguments & { readonly filter?: contract.DeclarationFilter | null | undefined },
  context: GraphqlContext,
) => {
  const { tenant } = callerOf(context)
  const range = pageRange(args, key => isUuid(key.slice(key.indexOf('\n') + 1)))
  const wanted = { ...range, limit: range.limit + 1, kind, filter: filterOf(args.filter) }
  const found = await context.services.declarations.list(tenant, wanted)
  return connection(found, range, ({ name, id }: StoredDeclaration) => `${name}\n${id}`)
}

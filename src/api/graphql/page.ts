import { invalidInput } from './invalid-input.ts'

/** Which part of a list a caller asks for, as the arguments of a connection say it. */
export interface PageArguments {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
}

/** The part of a list that starts behind the key `after` and holds `limit` items at most. */
export interface PageRange {
  readonly limit: number
  readonly after?: string
}

/** The arguments, checked; `isKey` knows what a key of the list can be. Throws INVALID_INPUT. */
export const pageRange = (
  { first, after }: PageArguments,
  isKey: (key: string) => boolean = key => key !== '',
): PageRange => {
  const limit = first ?? 50
  if (limit < 1 || limit > 100) throw invalidInput('first', 'must be from 1 to 100')
  if (after == null) return { limit }
  const key = Buffer.from(after, 'base64url').toString()
  if (!isKey(key) || cursorOf(key) !== after)
    throw invalidInput('after', 'must be a cursor that the gateway gave for this list')
  return { limit, after: key }
}

/**
 * A page of a connection. `items` are those behind `range.after` in their order, with one more than the page holds
 * if there are more.
 */
export function connection<T>(items: readonly T[], range: PageRange, keyOf: (item: T) => string) {
  const edges = items.slice(0, range.limit).map(node => ({ cursor: cursorOf(keyOf(node)), node }))
  return {
    edges,
    pageInfo: {
      hasNextPage: items.length > range.limit,
      hasPreviousPage: range.after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

const cursorOf = (key: string): string => Buffer.from(key).toString('base64url')

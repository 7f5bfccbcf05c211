/**
 * A map that shows `own` over `base`, without a copy of either: thousands of tenants may share one base. `get` and
 * `has` ask `own` first.
 */
export const overlay = <Value>(
  own: ReadonlyMap<string, Value>,
  base: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> => {
  const listedBelow = () => base.entries().filter(([key]) => !own.has(key))
  const map: ReadonlyMap<string, Value> = {
    get: key => own.get(key) ?? base.get(key),
    has: key => own.has(key) || base.has(key),
    get size() {
      return own.size + listedBelow().reduce(count => count + 1, 0)
    },
    *entries() {
      yield* own.entries()
      yield* listedBelow()
      return undefined
    },
    keys: () => map.entries().map(([key]) => key),
    values: () => map.entries().map(([, value]) => value),
    forEach: (visit, self) => {
      for (const [key, value] of map.entries()) visit.call(self, value, key, map)
    },
    [Symbol.iterator]: () => map.entries(),
  }
  return map
}

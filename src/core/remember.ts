/**
 * Keeps the value as the newest of the map, and forgets the oldest where there are more than `most`: what is put
 * again counts as new, what is only read does not.
 */
export const remember = <Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void => {
  map.delete(key)
  map.set(key, value)
  const oldest = map.size > most ? map.keys().next() : undefined
  if (oldest && !oldest.done) map.delete(oldest.value)
}

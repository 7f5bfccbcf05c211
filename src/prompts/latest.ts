/** The values that were asked for last, `most` of them. */
export interface Latest<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
}

export const createLatest = <Value>(most: number): Latest<Value> => {
  const values = new Map<string, Value>()
  return {
    get(key) {
      const value = values.get(key)
      if (value === undefined) return undefined
      values.delete(key)
      values.set(key, value)
      return value
    },
    set(key, value) {
      values.delete(key)
      values.set(key, value)
      for (const oldest of values.keys()) {
        if (values.size <= most) return
        values.delete(oldest)
      }
    },
  }
}

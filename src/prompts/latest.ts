import { remember } from '../core/remember.ts'

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
      remember(values, key, value, most)
      return value
    },
    set: (key, value) => remember(values, key, value, most),
  }
}

/**
 * How many values (fields of objects and items of lists, at any depth) a request may hold. Twice what the longest
 * conversation with the most tools needs; texts may be as long as the body.
 */
export const mostValues = 50_000

/** Whether parsed JSON holds more than `mostValues`. Looks at no more than these, and nests as deep as it will. */
export const hasTooManyValues = (json: unknown): boolean => {
  const open = [json]
  let left = mostValues
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    // Not `for … in`: on objects fresh from the parser V8 gives up its compiled code again and again.
    const values: readonly unknown[] = Array.isArray(next) ? next : Object.values(Object(next))
    left -= values.length
    if (left < 0) return true
    for (const value of values) if (typeof value === 'object' && value !== null) open.push(value)
  }
  return false
}

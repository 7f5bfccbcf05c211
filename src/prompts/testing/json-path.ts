import type { Json } from '../../core/message.ts'

/** The steps of a path such as `$.keyPoints[0].text`: names and positions. Undefined if it is no such path. */
export const pathSteps = (path: string): readonly (string | number)[] | undefined => {
  if (path.length > 500 || !/^\$(?:\.[A-Za-z_]\w*|\[\d{1,6}\])*$/.test(path)) return undefined
  return Array.from(path.matchAll(/\.(\w+)|\[(\d+)\]/g), ([, name, position]) => name ?? Number(position))
}

/** What stands at a path (RFC 9535, names and indices only); undefined if there is nothing. */
export const valueAt = (value: Json, path: string): Json | undefined => {
  let at: Json | undefined = value
  for (const step of pathSteps(path) ?? []) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined
    at = Reflect.get(at, step)
  }
  return at
}

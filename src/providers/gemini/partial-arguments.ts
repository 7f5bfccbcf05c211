import { fieldsOf, listOf } from '../kit/json.ts'
import { keptBound } from '../kit/kept-bound.ts'

/** Arguments that come value by value, each with its path. */
export interface PartialArguments {
  /** Takes the `partialArgs` of one event. */
  add(partialArgs: unknown): void
  /** The arguments so far, as JSON. */
  json(): string
}

/** An object or a list under construction. Lists are numbered without gaps, whatever the paths say. */
type Node = Map<string, unknown> | unknown[]

/**
 * Puts streamed arguments together, as Vertex AI sends them where `streamFunctionCallArguments` is set. A path such
 * as `$.stops[0].city` names where a value belongs; texts that come for the same path again go on.
 */
export function partialArguments(): PartialArguments {
  const root: Node = new Map<string, unknown>()
  const keep = keptBound()
  return {
    add(partialArgs) {
      for (const partial of listOf(partialArgs).map(fieldsOf))
        keep(JSON.stringify(partial).length, put(root, stepsOf(partial.jsonPath), partial))
    },
    json: () =>
      JSON.stringify(root, (_, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value)),
  }
}

/** `$.a[0]['b']` → a, 0, b; a number is a position in a list. */
const stepsOf = (path: unknown): readonly (string | number)[] =>
  [...String(path ?? '').matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/g)].map(
    ([, name, position, single, double]) =>
      position === undefined ? (name ?? single ?? double ?? '') : Number(position),
  )

/** Puts a value in its place; tells how many places it has made for that. */
const put = (
  root: Node,
  steps: readonly (string | number)[],
  partial: { readonly [name: string]: unknown },
): number => {
  let node = root
  let made = 0
  for (const [depth, step] of steps.entries()) {
    const next = steps[depth + 1]
    const known = at(node, step)
    if (known === undefined) made++
    if (next === undefined) {
      set(node, step, later(known, partial))
    } else if (known instanceof Map || Array.isArray(known)) {
      node = known
    } else {
      const inner: Node = typeof next === 'number' ? [] : new Map()
      set(node, step, inner)
      node = inner
    }
  }
  return made
}

const at = (node: Node, step: string | number): unknown =>
  node instanceof Map ? node.get(String(step)) : node[Number(step)]

const set = (node: Node, step: string | number, value: unknown): void => {
  if (node instanceof Map) node.set(String(step), value)
  else node[Math.min(Number(step) || 0, node.length)] = value
}

const later = (known: unknown, partial: { readonly [name: string]: unknown }): unknown => {
  const { stringValue, numberValue, boolValue } = partial
  if (typeof stringValue === 'string') return typeof known === 'string' ? known + stringValue : stringValue
  return numberValue ?? boolValue ?? null
}

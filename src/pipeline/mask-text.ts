import { GatewayError } from '../core/error.ts'
import type { Json } from '../core/message.ts'
import type { Measures } from './measures.ts'
import { createScreen, type ScreenOptions } from './screen.ts'

/** Takes the measures against whole texts. Throws CONTENT_BLOCKED. */
export interface Mask {
  text(text: string): string
  /** The arguments of a tool call: JSON text that stays JSON. */
  arguments(text: string): string
  /** Texts that a reader sees as one; each comes back in its place. */
  joined(texts: readonly string[]): readonly string[]
  /** Strings, names of fields, and numbers that are to be masked and become strings. */
  json(value: Json): Json
  object(value: JsonObject): JsonObject
}

type JsonObject = { readonly [key: string]: Json }

/** JSON that nests deeper is refused. */
const maxDepth = 100

export const createMask = (measures: Measures): Mask => {
  const clean = (text: string): boolean =>
    measures.detectors.every(detector => detector.find(text).length === 0)

  const screened = (texts: readonly string[], syntax: ScreenOptions['syntax']): readonly string[] => {
    if (clean(texts.length === 1 ? (texts[0] ?? '') : texts.join(''))) return texts
    const screen = createScreen({ ...measures, syntax })
    const parts = texts.map(() => '')
    for (const step of [...texts.flatMap((text, part) => screen.feed(text, part)), ...screen.flush()]) {
      if (step.type === 'found') measures.found(step.kind)
      else parts[step.part] += step.text
    }
    return parts
  }

  const text = (text: string): string => screened([text], 'PLAIN')[0] ?? ''

  const json = (value: Json, depth: number): Json => {
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') {
      const digits = String(value)
      const masked = text(digits)
      return masked === digits ? value : masked
    }
    if (typeof value !== 'object' || value === null) return value
    if (depth === maxDepth)
      throw new GatewayError(
        'INVALID_INPUT',
        `A JSON value of the input nests deeper than ${maxDepth} levels`,
      )
    return isList(value) ? value.map(item => json(item, depth + 1)) : object(value, depth)
  }

  const object = (value: JsonObject, depth: number): JsonObject =>
    Object.fromEntries(Object.entries(value).map(([name, item]) => [text(name), json(item, depth + 1)]))

  return {
    text,
    arguments: text => screened([text], 'JSON')[0] ?? '',
    joined: texts => screened(texts, 'PLAIN'),
    json: value => json(value, 0),
    object: value => object(value, 0),
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

import { GatewayError } from '../core/error.ts'
import type { Json } from '../core/message.ts'
import type { Measures } from './measures.ts'
import { createScreen, type Screened, type ScreenOptions } from './screen.ts'
import { type Paced, stretchesOf, stretchUnits } from './stretches.ts'

/** What is done about texts, and how much of them has been screened since the event loop turned. */
export interface Masking {
  readonly measures: Measures
  spent: number
}

type JsonObject = { readonly [key: string]: Json }

/** JSON that nests deeper is refused. */
const maxDepth = 100

/** What a text costs besides its length, in units of text. */
const costOfText = 32

/** Takes the measures against a text that is at most a stretch long. Throws CONTENT_BLOCKED. */
export const maskShort = (measures: Measures, text: string): string =>
  maskWhole(measures, [text], 'PLAIN')[0] ?? ''

/** Takes the measures against a text. Throws CONTENT_BLOCKED. */
export function* maskText(masking: Masking, text: string): Paced<string> {
  const units = text.length + costOfText
  if (isTurnDue(masking, units)) yield
  if (units <= stretchUnits) return maskShort(masking.measures, text)
  return (yield* maskLong(masking.measures, [text], 'PLAIN'))[0] ?? ''
}

/** The same for the arguments of a tool call: JSON text that stays JSON. */
export function* maskArguments(masking: Masking, text: string): Paced<string> {
  return (yield* maskTexts(masking, [text], 'JSON'))[0] ?? ''
}

/** The same for texts that a reader sees as one; each comes back in its place. */
export function* maskTexts(
  masking: Masking,
  texts: readonly string[],
  syntax: ScreenOptions['syntax'],
): Paced<readonly string[]> {
  const units = texts.reduce((sum, text) => sum + text.length + costOfText, 0)
  if (isTurnDue(masking, units)) yield
  return units <= stretchUnits
    ? maskWhole(masking.measures, texts, syntax)
    : yield* maskLong(masking.measures, texts, syntax)
}

/** Whether the event loop has to turn before so much more is screened; counts it. */
const isTurnDue = (masking: Masking, units: number): boolean => {
  const due = masking.spent > 0 && masking.spent + units > stretchUnits
  masking.spent = due ? units : masking.spent + units
  return due
}

/** Strings, names of fields, and numbers that are to be masked and become strings. */
export function* maskObject(masking: Masking, value: JsonObject, depth = 0): Paced<JsonObject> {
  const entries: [string, Json][] = []
  for (const name in value)
    entries.push([yield* maskText(masking, name), yield* maskJson(masking, value[name] ?? null, depth + 1)])
  return Object.fromEntries(entries)
}

function* maskJson(masking: Masking, value: Json, depth: number): Paced<Json> {
  if (typeof value === 'string') return yield* maskText(masking, value)
  if (typeof value === 'number') {
    const digits = String(value)
    const masked = yield* maskText(masking, digits)
    return masked === digits ? value : masked
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth > maxDepth)
    throw new GatewayError('INVALID_INPUT', `A JSON value of the input nests deeper than ${maxDepth} levels`)
  if (!isList(value)) return yield* maskObject(masking, value, depth)
  const items: Json[] = []
  for (const item of value) items.push(yield* maskJson(masking, item, depth + 1))
  return items
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const maskWhole = (
  measures: Measures,
  texts: readonly string[],
  syntax: ScreenOptions['syntax'],
): readonly string[] => {
  const whole = texts.length === 1 ? (texts[0] ?? '') : texts.join('')
  if (measures.detectors.every(detector => detector.find(whole).length === 0)) return texts
  const screen = createScreen({ ...measures, syntax })
  const parts = texts.map(() => '')
  for (const [part, text] of texts.entries()) put(screen.feed(text, part), parts, measures)
  put(screen.flush(), parts, measures)
  return parts
}

function* maskLong(
  measures: Measures,
  texts: readonly string[],
  syntax: ScreenOptions['syntax'],
): Paced<readonly string[]> {
  const screen = createScreen({ ...measures, syntax })
  const parts = texts.map(() => '')
  const masking: Masking = { measures, spent: 0 }
  for (const [part, text] of texts.entries())
    for (const stretch of stretchesOf(text)) {
      if (isTurnDue(masking, stretch.length + costOfText)) yield
      put(screen.feed(stretch, part), parts, measures)
    }
  put(screen.flush(), parts, measures)
  return parts
}

/** Puts what has left a screen in its places, in one piece for each part: a piece a finding would fill the memory. */
const put = (steps: readonly Screened[], parts: string[], measures: Measures): void => {
  let pieces: string[] = []
  let part = 0
  const join = (): void => {
    parts[part] += pieces.join('')
    pieces = []
  }
  for (const step of steps) {
    if (step.type === 'found') {
      measures.found(step.kind)
      continue
    }
    if (step.part !== part) join()
    part = step.part
    pieces.push(step.text)
  }
  join()
}

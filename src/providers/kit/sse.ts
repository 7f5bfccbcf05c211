import { createParser } from 'eventsource-parser'
import { heldText } from './held-text.ts'
import { isJson, oversized } from './json.ts'

/** Cuts text into the pieces that a decoder reads. `feed` takes any slices; `end` gives what is left. */
export interface Framing {
  feed(text: string): void
  end(): void
}

/** Takes one event: its data, and its name where it has one. */
export type OnEvent = (data: string, name?: string) => void

// JSON that starts a line where a field should stand, and what may come behind it.
const bareStart = /[\r\n][{[]/g
const bareEnd = /\r?\n(?=\r?\n|[a-z:{[])/
// An end that a cut hides: all of it but its last character.
const bareEndOverlap = 3

/**
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), and what providers make of
 * them: a JSON document without `data:` in the middle (Vertex, for an error) is an event, and so is a last event
 * without its blank line, provided that it came whole. Empty events and comments are left out.
 * Throws MALFORMED_ANSWER for an event of more than `maxChars`.
 */
export function serverSentEvents(onEvent: OnEvent, maxChars: number): Framing {
  let atLineStart = true
  let ending = false
  const bare = heldText()
  let isBare = false
  // The last characters of `bare`: where they end, the next piece is searched together with them.
  let overlap = ''

  const parser = createParser({
    maxBufferSize: maxChars,
    onEvent: ({ data, event }) => {
      if (data.trim() === '' || (ending && !isJson(data))) return
      onEvent(data, event)
    },
    onError: error => {
      if (error.type === 'max-buffer-size-exceeded') throw oversized(maxChars)
    },
  })

  const fields = (text: string): void => {
    const start = bareIndex(text, atLineStart)
    if (start === -1) {
      parser.feed(text)
      const last = text.charCodeAt(text.length - 1)
      atLineStart = last === 10 || last === 13
      return
    }
    parser.feed(`${text.slice(0, start)}\n`)
    isBare = true
    overlap = ''
    json(text.slice(start))
  }

  const json = (text: string): void => {
    if (bare.length() + text.length > maxChars) throw oversized(maxChars)
    const searched = overlap + text
    const end = bareEnd.exec(searched)
    const before = bare.length() - overlap.length
    bare.add(text)
    if (!end) {
      overlap = searched.slice(-bareEndOverlap)
      return
    }
    const document = bare.take()
    isBare = false
    atLineStart = true
    onEvent(document.slice(0, before + end.index))
    feed(document.slice(before + end.index + end[0].length))
  }

  const feed = (text: string): void => {
    if (text === '') return
    if (!isBare) fields(text)
    else json(text)
  }

  return {
    feed,
    end() {
      ending = true
      if (!isBare) {
        parser.feed('\n\n')
        return
      }
      const document = bare.take()
      if (isJson(document)) onEvent(document.trim())
    },
  }
}

const bareIndex = (text: string, atLineStart: boolean): number => {
  if (atLineStart && (text.startsWith('{') || text.startsWith('['))) return 0
  bareStart.lastIndex = 0
  const found = bareStart.exec(text)
  return found ? found.index + 1 : -1
}

import { isJson, oversized } from './json.ts'
import type { Framing, OnEvent } from './sse.ts'

/**
 * Newline-delimited JSON: each line that is not blank is an event; so is a last one without its newline, provided
 * that it came whole. Throws MALFORMED_ANSWER for a line of more than `maxChars`.
 */
export function jsonLines(onEvent: OnEvent, maxChars: number): Framing {
  let pending = ''
  return {
    feed(text) {
      let start = 0
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
        const line = (pending + text.slice(start, end)).trim()
        pending = ''
        start = end + 1
        if (line !== '') onEvent(line)
      }
      pending += text.slice(start)
      if (pending.length > maxChars) throw oversized(maxChars)
    },
    end() {
      if (isJson(pending)) onEvent(pending.trim())
      pending = ''
    },
  }
}

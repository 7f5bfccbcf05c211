import { type Fields, isFields, listOf, textIn } from './json.ts'
import { keptBound } from './kept-bound.ts'
import { writeState } from './provider-state.ts'

/** Gathers what a model thought, in each of the ways in which the dialect's speakers write it. */
export interface ReasoningState {
  /** The new thoughts of a message or delta, as text. */
  add(said: Fields): string
  /** What the provider wants back in the next turn, once the answer is over; undefined if nothing. */
  state(): string | undefined
}

/**
 * Text comes as `reasoning_content` (DeepSeek, xAI, vLLM, …), `reasoning` (Groq, Together, OpenRouter, …) or within
 * `reasoning_details` (OpenRouter), often twice. Signed or encrypted details, and Google's `extra_content`, must go
 * back as they came, with the pieces of a stream put together,
 * and only to a provider of the same kind.
 */
export function reasoningState(kind: string): ReasoningState {
  const details: Map<string, unknown>[] = []
  const count = keptBound()
  let extra: unknown

  const keep = (detail: Fields): void => {
    const last = details.at(-1)
    const { index, type } = detail
    if (!last || last.get('index') !== index || last.get('type') !== type || index === undefined) {
      const fields = Object.entries(detail)
      count(JSON.stringify(detail).length, 1 + fields.length)
      details.push(new Map(fields))
      return
    }
    for (const [name, value] of Object.entries(detail)) {
      const before = last.get(name)
      const grows = name === 'text' || name === 'summary' || name === 'data'
      if (grows && typeof before === 'string' && typeof value === 'string') {
        count(value.length, 0)
        last.set(name, before + value)
      } else if (value != null && value !== '') {
        if (before === undefined || typeof value === 'object')
          count(JSON.stringify(value).length, before === undefined ? 1 : 0)
        last.set(name, value)
      }
    }
  }

  return {
    add(said) {
      const found = listOf(said.reasoning_details).filter(isFields)
      for (const detail of found) keep(detail)
      if (said.extra_content != null) extra = said.extra_content
      return (
        textIn(said.reasoning_content) ??
        textIn(said.reasoning) ??
        textIn(said.reasoning_text) ??
        found.map(({ text, summary }) => textIn(text) ?? textIn(summary) ?? '').join('')
      )
    },
    state() {
      const opaque = details.some(detail => textIn(detail.get('signature')) ?? textIn(detail.get('data')))
      if (!opaque && extra === undefined) return undefined
      return writeState(kind, {
        ...(opaque && { reasoning_details: details.map(detail => Object.fromEntries(detail)) }),
        ...(extra !== undefined && { extra_content: extra }),
      })
    },
  }
}

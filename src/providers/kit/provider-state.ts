import { type Fields, isFields } from './json.ts'

/**
 * One piece of what a provider wants back in the next turn, as `providerState` carries it: a line of JSON that
 * names the dialect. Lines may be joined, and a conversation may go on at another provider, which skips them.
 */
export const writeState = (dialect: string, state: Fields): string =>
  `${JSON.stringify({ dialect, ...state })}\n`

/** The pieces that this dialect wrote, in order. What callers have garbled is left out. */
export const readState = (dialect: string, providerState: string | undefined): readonly Fields[] =>
  (providerState ?? '').split('\n').flatMap(line => {
    if (line === '') return []
    try {
      const state: unknown = JSON.parse(line)
      return isFields(state) && state.dialect === dialect ? [state] : []
    } catch {
      return []
    }
  })

/** A piece of reasoning with the state that belongs to it. */
export interface ReasoningPiece {
  readonly text: string
  readonly state: Fields
}

/**
 * Cuts a reasoning text, joined from several pieces, at the lengths that their states name (`length`, in UTF-16
 * units). Undefined if they do not add up: the text was changed on its way, and no signature fits it any more.
 */
export const piecesOf = (text: string, states: readonly Fields[]): readonly ReasoningPiece[] | undefined => {
  let start = 0
  const pieces = states.map(state => {
    const length = typeof state.length === 'number' && state.length > 0 ? state.length : 0
    const piece = { text: text.slice(start, start + length), state }
    start += length
    return piece
  })
  return start === text.length ? pieces : undefined
}

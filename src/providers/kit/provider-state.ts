import { hash } from 'node:crypto'
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

/** Ties a state to the reasoning that it belongs to: its length in UTF-16 units, and a digest. */
export const sealOf = (text: string): { readonly length: number; readonly digest: string } => ({
  length: text.length,
  digest: hash('sha256', text, 'base64url').slice(0, 16),
})

/**
 * Cuts a reasoning text, joined from several pieces, where the seals of their states say. Undefined if one does not
 * fit: the text was changed on its way (a guardrail may have masked a name), and no signature fits it any more.
 */
export const piecesOf = (text: string, states: readonly Fields[]): readonly ReasoningPiece[] | undefined => {
  let start = 0
  const pieces: ReasoningPiece[] = []
  for (const state of states) {
    const piece = text.slice(start, start + (typeof state.length === 'number' ? state.length : 0))
    if (sealOf(piece).digest !== state.digest) return undefined
    pieces.push({ text: piece, state })
    start += piece.length
  }
  return start === text.length ? pieces : undefined
}

/** Which way a text travels: to the provider, or to the caller. */
export type Direction = 'INPUT' | 'OUTPUT'

/** Something in a text that a policy may act on; `text.slice(start, end)`. */
export interface Finding {
  readonly start: number
  readonly end: number
  /** What it is, such as EMAIL. */
  readonly kind: string
  /** How sure the detector is, 0 to 1. */
  readonly score: number
}

/** Finds one kind of thing. Pure; linear in the length of the text. */
export interface Detector {
  readonly kind: string
  find(text: string): readonly Finding[]
  /**
   * The index from which `text` may still become (part of) a finding when more text follows; `text.length` if
   * nothing is pending. Findings that begin before it are final, and those in `text.slice(index)` and what follows
   * need nothing of what stands before. A stream releases what stands before it and holds back the rest, which is
   * bounded whatever the text.
   */
  unsettled(text: string): number
}

/** One rule in force: which detectors, which way, what then. */
export interface GuardrailRule {
  readonly name: string
  readonly detectors: readonly string[]
  readonly direction: Direction | 'BOTH'
  readonly action: 'REDACT' | 'BLOCK' | 'FLAG'
}

import type { Detector, Finding, GuardrailRule } from '../core/guardrail.ts'
import { followStrings } from '../core/json-strings.ts'

/** What leaves a screen, in the order of the text. */
export type Screened =
  | { readonly type: 'text'; readonly text: string; readonly part: number }
  /** Right before the place where it was found. */
  | { readonly type: 'found'; readonly kind: string; readonly part: number }

/**
 * Lets a text pass that comes in pieces, as it would pass in one, however it is cut. Holds back only what may
 * still become part of a finding. What stands in the place of a finding to mask is the name of its kind.
 */
export interface Screen {
  /** `part` is where the piece belongs; pieces of several parts are one text, and go back to their parts. */
  feed(text: string, part: number): readonly Screened[]
  /**
   * Lets go of what is held, as if the text ended here. If it goes on after all, what then turns out to belong
   * to a finding is masked from there on.
   */
  flush(): readonly Screened[]
}

export interface ScreenOptions {
  readonly detectors: readonly Detector[]
  readonly actionOf: (kind: string) => GuardrailRule['action']
  /** JSON: a mask outside of a string, in place of a number, gets quotes, so that the text remains JSON. */
  readonly syntax: 'PLAIN' | 'JSON'
}

export const createScreen = ({ detectors, actionOf, syntax }: ScreenOptions): Screen => {
  const json = syntax === 'JSON' ? followStrings() : undefined
  /** The end of the text so far: what is held, and what a detector still has to see with what follows. */
  let text = ''
  /** Which part each stretch of `text` belongs to, and where it ends. */
  const stretches: { part: number; end: number }[] = []
  /** From where each detector has not decided. */
  const undecided = detectors.map(() => 0)
  /** Decided, in a part of `text` that other detectors have not decided yet. */
  let waiting: Finding[] = []
  /** Up to where `text` has left, and up to where it is covered by a mask. */
  let passed = 0
  let masked = 0

  const partAt = (at: number): number =>
    (stretches.find(({ end }) => at < end) ?? stretches.at(-1))?.part ?? 0

  const pass = (to: number, out: Screened[]): void => {
    const from = passed
    if (to <= from) return
    passed = to
    json?.read(text.slice(from, to))
    let at = Math.max(from, Math.min(masked, to))
    for (const { part, end } of stretches) {
      if (end <= at) continue
      if (at >= to) break
      out.push({ type: 'text', text: text.slice(at, Math.min(end, to)), part })
      at = Math.min(end, to)
    }
  }

  /** What waits no more, once all is decided up to there. */
  const decidedBy = (decided: number): readonly Finding[] => {
    if (waiting.length === 0) return []
    waiting.sort(byPlace)
    const ready = waiting.findIndex(({ start }) => start >= decided)
    const findings = ready === -1 ? waiting : waiting.slice(0, ready)
    waiting = ready === -1 ? [] : waiting.slice(ready)
    return findings
  }

  const release = (findings: readonly Finding[], to: number): Screened[] => {
    const out: Screened[] = []
    for (const { start, end, kind } of findings) {
      pass(start, out)
      // Told and done when the text was flushed.
      if (start < passed && (end <= passed || start < masked)) {
        masked = Math.max(masked, end)
        continue
      }
      const part = partAt(Math.max(start, passed))
      out.push({ type: 'found', kind, part })
      if (actionOf(kind) !== 'REDACT') continue
      const mask = json?.inString() === false ? `"[${kind}]"` : `[${kind}]`
      if (start >= masked) out.push({ type: 'text', text: mask, part })
      masked = Math.max(masked, end)
    }
    pass(to, out)
    return out
  }

  const forget = (to: number): void => {
    if (to === 0) return
    text = text.slice(to)
    // In place: this is done for every token.
    while (stretches[0] && stretches[0].end <= to) stretches.shift()
    for (const stretch of stretches) stretch.end -= to
    for (const [position, at] of undecided.entries()) undecided[position] = at - to
    if (waiting.length > 0) waiting = waiting.map(finding => shifted(finding, -to))
    passed -= to
    masked = Math.max(0, masked - to)
  }

  return {
    feed(piece, part) {
      if (piece === '') return []
      text += piece
      const last = stretches.at(-1)
      if (last?.part === part) last.end = text.length
      else stretches.push({ part, end: text.length })
      let decided = text.length
      for (const [position, detector] of detectors.entries()) {
        const from = undecided[position] ?? 0
        const tail = from === 0 ? text : text.slice(from)
        const settled = detector.unsettled(tail)
        decided = Math.min(decided, from + settled)
        if (settled === 0) continue
        for (const finding of detector.find(tail))
          if (finding.start < settled) waiting.push(shifted(finding, from))
        undecided[position] = from + settled
      }
      const out = release(decidedBy(decided), decided)
      forget(decided)
      return out
    },
    flush() {
      if (passed === text.length) return []
      const rest = detectors.flatMap((detector, position) => {
        const from = undecided[position] ?? 0
        return detector.find(text.slice(from)).map(finding => shifted(finding, from))
      })
      return release([...waiting, ...rest].sort(byPlace), text.length)
    },
  }
}

const shifted = (finding: Finding, by: number): Finding =>
  by === 0 ? finding : { ...finding, start: finding.start + by, end: finding.end + by }

/** In the order of the text; of those that begin together the longest first. */
const byPlace = (one: Finding, other: Finding): number =>
  one.start - other.start || other.end - one.end || (one.kind < other.kind ? -1 : 1)

import { RE2JS } from 're2js'

/**
 * Reads a regular expression in the syntax of RE2. Throws an Error with a reason if it is none, or one that nobody should
 * compile: a counted repetition is written out, so a few characters could fill the memory.
 */
export const compilePattern = (pattern: string): RE2JS => {
  if (pattern.length > longestPattern)
    throw new Error(`\`pattern\` may have ${longestPattern.toLocaleString('en')} characters`)
  if (stepsAtMost(pattern) > mostSteps)
    throw new Error(
      `\`pattern\` may come to ${mostSteps.toLocaleString('en')} steps: let its repetitions count less`,
    )
  return RE2JS.compile(pattern)
}

/**
 * Whether patterns of so many steps together may search the text. A search ends, but takes up to a quarter of a microsecond
 * for each step and character, and nothing can interrupt it: this is a quarter of a second.
 */
export const isSearchable = (text: string, steps: number): boolean => text.length * steps <= mostWork

const longestPattern = 1_000
const mostSteps = 4_000
const mostWork = 1_000_000

/** What a pattern comes to once its repetitions are written out, rather too much than too little. */
const stepsAtMost = (pattern: string): number => {
  let single = pattern.length
  let groups = 1
  for (const [, group, least, most] of pattern.matchAll(/([)}]\??)?\{(\d+)(?:,(\d*))?\}/g)) {
    const times = Number(most || least)
    if (group === undefined) single += times
    else groups *= Math.max(times, 1)
  }
  // A step and, where it may be left out, a fork.
  return 2 * single * groups
}

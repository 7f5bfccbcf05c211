/** Groups of digits that stand together as those of a telephone number do. */
export interface DigitGroups {
  /** Whether a `+` stands before them, and whether the first one stands in parentheses. */
  readonly plus: boolean
  readonly bracketed: boolean
  /** Whether a word such as `phone` announces them. */
  readonly announced: boolean
  /** All digits, and how many each group has. */
  readonly digits: string
  readonly sizes: readonly number[]
  /** What stands between one group and the next. */
  readonly gaps: readonly string[]
}

/**
 * How many of the groups, from the first one on, are a telephone number; 0 if they are none.
 *
 * - With `+` or `00`: ITU-T E.164, 15 digits at most (https://www.itu.int/rec/T-REC-E.164), written as ITU-T E.123 has it.
 * - With a trunk prefix 0, as most of Europe, Asia, Africa and Oceania write national numbers (E.123, 3; the plans at
 *   https://en.wikipedia.org/wiki/National_conventions_for_writing_telephone_numbers).
 * - The North American Numbering Plan, 3-3-4 (https://www.nanpa.com), with or without 1.
 * - An area code in parentheses, as Latin America writes it; Chinese mobile numbers, 3-4-4.
 * - Whatever has 7 to 15 digits, where it is announced.
 */
export const numberIn = (groups: DigitGroups): number => {
  const { digits, plus, bracketed, announced } = groups
  if (plus) return digits[0] === '0' ? 0 : longest(groups, 8, 15)
  // Bits are no number either.
  if (isDate(groups) || /^[01]+$/.test(digits)) return 0
  if (digits.startsWith('00')) return international(groups)
  return (
    (digits[0] === '0' ? national(groups) : 0) ||
    northAmerican(groups) ||
    (bracketed ? areaCode(groups) : 0) ||
    chineseMobile(groups) ||
    (announced ? longest(groups, 7, 15) : 0)
  )
}

/** The most groups whose digits are of such a number, each but the first with two digits or more. */
const longest = ({ sizes, digits }: DigitGroups, fewest: number, most: number): number => {
  let total = 0
  let fitting = 0
  for (const [index, size] of sizes.entries()) {
    // `(0)`, the trunk prefix that is not dialled from abroad.
    if (index > 0 && size < 2 && !(index === 1 && digits[total] === '0')) break
    total += size
    if (total > most) break
    if (total >= fewest) fitting = index + 1
  }
  return fitting
}

/** A number in one piece with zeros before it is seldom one to call. */
const international = (groups: DigitGroups): number =>
  groups.digits[2] === '0' || (groups.sizes[0] ?? 0) < 3 || groups.sizes.length < 2 || isInFours(groups)
    ? 0
    : longest(groups, 10, 17)

const national = (groups: DigitGroups): number => {
  const { sizes, gaps, digits } = groups
  const first = sizes[0] ?? 0
  if (sizes.length === 1 || first > 6) return first === 10 || first === 11 ? 1 : 0
  if (first < 2 || digits[1] === '0' || isInFours(groups) || isSocialSecurity(groups)) return 0
  const fitting = longest(groups, 9, first > 2 ? 12 : 11)
  // A row of numbers goes on as it began.
  const next = sizes[fitting]
  const goesOn = next === sizes[fitting - 1] && gaps[fitting - 1] === gaps[fitting - 2]
  return fitting > 1 && !goesOn ? fitting : 0
}

const northAmerican = ({ sizes, digits, gaps }: DigitGroups): number => {
  const from = sizes[0] === 1 && digits[0] === '1' ? 1 : 0
  const [area, exchange, line] = sizes.slice(from)
  if (area !== 3 || exchange !== 3 || line !== 4) return 0
  // With spaces alone, other things look alike.
  const spaced = gaps.slice(from, from + 2).every(gap => gap === ' ')
  return spaced && !/^1?[2-9]\d\d[2-9]/.test(digits) ? 0 : from + 3
}

const areaCode = (groups: DigitGroups): number => {
  const first = groups.sizes[0] ?? 0
  const fitting = first >= 2 && first <= 5 ? longest(groups, 8, 11) : 0
  return fitting > 1 ? fitting : 0
}

const chineseMobile = ({ sizes, digits }: DigitGroups): number =>
  sizes[0] === 3 && sizes[1] === 4 && sizes[2] === 4 && /^1[3-9]/.test(digits) ? 3 : 0

/** In groups of four, as bank accounts and cards are printed. */
const isInFours = ({ sizes, gaps }: DigitGroups): boolean =>
  sizes[0] === 4 && sizes[1] === 4 && gaps[0] === ' '

/** The social security numbers of the United States. */
const isSocialSecurity = ({ sizes }: DigitGroups): boolean => sizes.slice(0, 3).join() === '3,2,4'

/** `05.12.1999`, `2024-01-15`, `20240115`. */
const isDate = ({ sizes, digits, gaps }: DigitGroups): boolean => {
  const joined = gaps[0] === gaps[1] && /^[./-]$/.test(gaps[0] ?? '')
  const shape = sizes.slice(0, 3).join()
  return (
    (joined && (shape === '2,2,4' || shape === '4,2,2')) ||
    (sizes[0] === 8 && /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])/.test(digits))
  )
}

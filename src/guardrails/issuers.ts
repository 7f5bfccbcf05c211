/** Numbers that begin with `from` to `to` are issued in these lengths. */
interface Issuer {
  readonly from: string
  readonly to: string
  readonly lengths: readonly number[]
}

const range = (shortest: number, longest: number): number[] =>
  Array.from({ length: longest - shortest + 1 }, (_, more) => shortest + more)

/**
 * Issuer identification numbers (ISO/IEC 7812) in use, as https://en.wikipedia.org/wiki/Payment_card_number lists
 * them. UATP (15 digits that begin with 1) is left out: too many other numbers look like that.
 */
const issuers: readonly Issuer[] = [
  { from: '1800', to: '1800', lengths: [15] }, // JCB
  { from: '2131', to: '2131', lengths: [15] }, // JCB
  { from: '2200', to: '2204', lengths: range(16, 19) }, // Mir
  { from: '2221', to: '2720', lengths: [16] }, // Mastercard
  { from: '300', to: '305', lengths: [14, 16] }, // Diners Club
  { from: '3095', to: '3095', lengths: [14, 16] }, // Diners Club
  { from: '34', to: '34', lengths: [15] }, // American Express
  { from: '3528', to: '3589', lengths: range(16, 19) }, // JCB
  { from: '36', to: '36', lengths: [14, 16] }, // Diners Club
  { from: '37', to: '37', lengths: [15] }, // American Express
  { from: '38', to: '39', lengths: [14, 16] }, // Diners Club
  { from: '4', to: '4', lengths: [13, 16, 19] }, // Visa
  { from: '50', to: '50', lengths: range(12, 19) }, // Maestro
  { from: '51', to: '55', lengths: [16] }, // Mastercard
  { from: '56', to: '58', lengths: range(12, 19) }, // Maestro
  { from: '60', to: '60', lengths: range(16, 19) }, // Discover, RuPay
  { from: '62', to: '62', lengths: range(16, 19) }, // UnionPay
  { from: '6304', to: '6304', lengths: range(12, 19) }, // Maestro
  { from: '639', to: '639', lengths: range(12, 19) }, // Maestro
  { from: '644', to: '649', lengths: range(16, 19) }, // Discover
  { from: '65', to: '65', lengths: range(16, 19) }, // Discover, RuPay
  { from: '67', to: '67', lengths: range(12, 19) }, // Maestro
  { from: '81', to: '82', lengths: range(16, 19) }, // UnionPay, RuPay
  { from: '9792', to: '9792', lengths: [16] }, // Troy
]

const byFirstDigit: ReadonlyMap<string | undefined, readonly Issuer[]> = Map.groupBy(
  issuers,
  ({ from }) => from[0],
)

/** Whether the numbers of any issuer begin with this digit. */
export const isFirstDigit = (digit: string | undefined): boolean => byFirstDigit.has(digit)

/** Whether a card number of `length` digits may begin with these. */
export const mayBegin = (digits: string, length: number): boolean =>
  (byFirstDigit.get(digits[0]) ?? []).some(({ from, to, lengths }) => {
    if (!lengths.includes(length)) return false
    const known = Math.min(digits.length, from.length)
    const prefix = digits.slice(0, known)
    return prefix >= from.slice(0, known) && prefix <= to.slice(0, known)
  })

/** Whether the last digit is the check digit of those before it (ISO/IEC 7812-1, annex B: Luhn's formula). */
export const passesLuhn = (digits: string): boolean => {
  let sum = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48
    const weighted = at % 2 === 0 ? digit : digit * 2
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}

/** Semantic Versioning 2.0.0, section "Is there a suggested regular expression", without build metadata. */
const form = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([\dA-Za-z.-]{1,64}))?$/
const identifier = /^(0|[1-9]\d{0,8}|\d*[A-Za-z-][\dA-Za-z-]*)$/

/** Whether the text is a semantic version such as `1.4.0` or `2.0.0-beta.1`. */
export const isRelease = (text: string): boolean => {
  const parts = form.exec(text)
  return (
    parts !== null && (parts[4] === undefined || parts[4].split('.').every(part => identifier.test(part)))
  )
}

/** Below 0 if the first version comes before the second one, 0 if they are the same (section 11). */
export const compareReleases = (one: string, other: string): number => {
  const [a, b] = [partsOf(one), partsOf(other)]
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = compareParts(a[index], b[index])
    if (difference !== 0) return difference
  }
  return 0
}

/** The three numbers, whether it is final, and the identifiers of what comes before that. */
const partsOf = (release: string): readonly (string | number)[] => {
  const [, major, minor, patch, before] = form.exec(release) ?? []
  const numbers = [major, minor, patch].map(Number)
  return before === undefined
    ? [...numbers, 1]
    : [...numbers, 0, ...before.split('.').map(part => (/^\d+$/.test(part) ? Number(part) : part))]
}

/** Nothing comes before numbers, and numbers before words. */
const compareParts = (one: string | number | undefined, other: string | number | undefined): number => {
  if (one === other) return 0
  if (one === undefined) return -1
  if (other === undefined) return 1
  if (typeof one === typeof other) return one < other ? -1 : 1
  return typeof one === 'number' ? -1 : 1
}

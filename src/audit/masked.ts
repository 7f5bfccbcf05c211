import type { Json } from '../core/message.ts'

/** What a secret is replaced by. */
export const mask = '***'

/** Names of what is secret, in columns and in JSON below them. */
const secretNames =
  /secret|password|passphrase|credential|authorization|private|sealed|cipher|sha256|apikey|api_key$|token$|^key$/i

/** What looks like a secret wherever it stands. */
const secretTexts =
  /weir_[0-9A-Za-z]{49}|\bsk-[\w-]{16,}|\bBearer \S+|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*/g

const longestText = 2_000
const longestList = 100

/** The value without secrets and bounded in size, fit to be kept for ever. `name` is what it is called. */
export const masked = (name: string, value: Json): Json => {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
  if (secretNames.test(name)) return mask
  if (typeof value === 'string') return shortened(value.replaceAll(secretTexts, mask))
  if (Array.isArray(value)) return value.slice(0, longestList).map(item => masked('', item))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, longestList)
      .map(([name, member]) => [name, masked(name, member)]),
  )
}

const shortened = (text: string): string =>
  text.length > longestText ? `${text.slice(0, longestText)}… (${text.length} characters)` : text

import type { Spec, SpecValue, StoredDeclaration } from '../../core/declaration.ts'

/** A text of a spec, or null. */
export const textIn = (spec: Spec, key: string): string | null => {
  const value = spec[key]
  return typeof value === 'string' ? value : null
}

/** A list of texts of a spec: one text stands for a list of one, an empty one for none. Null if nothing is said. */
export const textsIn = (spec: Spec, key: string): readonly string[] | null => {
  const value = spec[key]
  if (value === undefined) return null
  if (typeof value === 'string') return value === '' ? [] : [value]
  return Object.values(value).filter(item => typeof item === 'string')
}

/** A map of a spec; empty if nothing is said. */
export const mapIn = (spec: Spec, key: string): Spec => {
  const value: SpecValue = spec[key] ?? {}
  return isMap(value) ? value : {}
}

const isMap = (value: SpecValue): value is Spec => typeof value === 'object' && !Array.isArray(value)

/** What all declarations tell. */
export const declaredFields = {
  archivedAt: ({ archivedAt }: StoredDeclaration) => archivedAt ?? null,
}

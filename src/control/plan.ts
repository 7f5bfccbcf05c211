import { isDeepStrictEqual } from 'node:util'
import type { DeclarationChange, Declared, StoredDeclaration } from '../core/declaration.ts'
import { sealed } from './secrets.ts'
import type { Vault } from './vault.ts'

export interface PlanContext {
  readonly tenant: string
  readonly vault: Vault
  readonly clock: () => number
  readonly newId: () => string
}

/**
 * What has to be done so that exactly what the file says is declared by the file. What somebody has declared by the
 * API under a name of the file becomes the file's; everything else of the API's stays.
 */
export const planFile = (
  present: readonly StoredDeclaration[],
  wanted: readonly Declared[],
  context: PlanContext,
): readonly DeclarationChange[] => {
  const known = new Map(present.map(one => [keyOf(one), one]))
  const kept = new Set(wanted.map(keyOf))
  const taken = new Set(wanted.map(one => keyOf(one).toLowerCase()))
  const changes = wanted.flatMap((one): DeclarationChange[] => {
    const before = known.get(keyOf(one))
    const after = declarationOf(one, before, context)
    if (!before) return [{ act: 'CREATE', declaration: after }]
    const { version: _, ...rest } = before
    const { version: __, ...now } = after
    return isDeepStrictEqual(rest, now) ? [] : [{ act: 'UPDATE', declaration: after, before }]
  })
  const gone = present
    .filter(one => !kept.has(keyOf(one)) && (one.origin === 'FILE' || taken.has(keyOf(one).toLowerCase())))
    .map(
      (one): DeclarationChange => ({
        act: 'ARCHIVE',
        declaration: { ...one, version: one.version + 1, archivedAt: context.clock() },
      }),
    )
  // First what frees names: one may come back in another case.
  return [...gone, ...changes]
}

/** What is declared once the changes are made, in the order in which it counts. */
export const afterwards = (
  present: readonly StoredDeclaration[],
  changes: readonly DeclarationChange[],
): readonly StoredDeclaration[] => {
  const after = new Map(present.map(one => [one.id, one]))
  for (const { act, declaration } of changes)
    if (act === 'ARCHIVE') after.delete(declaration.id)
    else after.set(declaration.id, declaration)
  return [...after.values()].sort((a, b) => (a.place ?? lastPlace) - (b.place ?? lastPlace))
}

/** Behind everything of the file. */
const lastPlace = Number.MAX_SAFE_INTEGER

const keyOf = ({ kind, name }: Declared): string => `${kind} ${name}`

const declarationOf = (
  one: Declared,
  before: StoredDeclaration | undefined,
  { tenant, vault, clock, newId }: PlanContext,
): StoredDeclaration => ({
  id: before?.id ?? newId(),
  tenant,
  kind: one.kind,
  name: one.name,
  ...sealed(one, { tenant, vault, before }),
  origin: 'FILE',
  place: one.place ?? 0,
  version: (before?.version ?? 0) + 1,
  createdAt: before?.createdAt ?? clock(),
})

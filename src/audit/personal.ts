import type { AuditActor, AuditChange, AuditDraft } from '../core/audit.ts'
import type { AuditRow } from '../core/audit-store.ts'
import type { Json } from '../core/message.ts'

/** What an event says of one subject. */
export interface Said {
  actor?: Pick<AuditActor, 'name' | 'user' | 'address'>
  reason?: string
  /** By the position of the change. */
  changes?: { [index: string]: { before?: AuditRow; after?: AuditRow } }
}

/** A draft, with everything personal apart, by the words for the subject that it is about. */
export interface Split {
  readonly actor: Omit<AuditActor, 'name' | 'user' | 'address'>
  /** Words for the subject that has acted; undefined if it is nobody. */
  readonly actingSubject: string | undefined
  readonly changes: readonly AuditChange[]
  readonly said: ReadonlyMap<string, Said>
}

/** The words for a user, whether the tenant has an account for it or an identity provider knows it. */
export const userSubject = (name: string): string => `user:${name}`

/** Takes apart what is personal: who acted and from where, and what changes tell of users. */
export const split = ({ actor, changes = [], forgets }: AuditDraft): Split => {
  const said = new Map<string, Said>()
  const about = (words: string): Said => {
    const known = said.get(words) ?? {}
    said.set(words, known)
    return known
  }
  const { name, user, address, ...open } = actor
  const actingSubject = actingWords(actor)
  if (actingSubject !== undefined)
    about(actingSubject).actor = {
      ...(name !== undefined && { name }),
      ...(user !== undefined && { user }),
      ...(address !== undefined && { address }),
    }
  const bare = changes.map(({ user: owner, before, after, ...rest }, index): AuditChange => {
    if (forgets) return rest
    if (owner !== undefined) about(userSubject(owner))
    /** What the row says that is open; what is not is said of whom it tells something. */
    const opened = (side: 'before' | 'after', row: AuditRow): { readonly [side: string]: AuditRow } => {
      const hidden = personalColumns(rest.entity, row, owner)
      for (const [words, columns] of hidden) {
        const known = about(words)
        const change = { ...known.changes?.[index], [side]: pick(row, name => columns.includes(name)) }
        known.changes = { ...known.changes, [index]: change }
      }
      const names = new Set([...hidden.values()].flat())
      return { [side]: pick(row, name => !names.has(name)) }
    }
    return { ...rest, ...(before && opened('before', before)), ...(after && opened('after', after)) }
  })
  return { actor: open, actingSubject, changes: bare, said }
}

const actingWords = ({ user, credential, name, address }: AuditActor): string | undefined => {
  if (user !== undefined) return userSubject(user)
  if (credential !== undefined && (name !== undefined || address !== undefined)) return `key:${credential}`
  return address === undefined ? undefined : `address:${address}`
}

/** Columns of some tables that tell something of the user whose row it is; of every table, these do. */
const columnsOf: { readonly [entity: string]: readonly string[] } = {
  api_key: ['name'],
  user: ['name', 'title'],
}
const columnsOfAll = ['user', 'email']
const ofConsent = ['subject_type', 'subject_id', 'evidence']

/** The columns of a row that tell something of a person, by the words for that one. */
const personalColumns = (
  entity: string,
  row: AuditRow,
  owner: string | undefined,
): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>()
  const tells = (words: string, column: string): void => {
    found.set(words, [...(found.get(words) ?? []), column])
  }
  const holder = entity === 'role_assignment' && row.kind === 'USER' ? row.holder : undefined
  for (const [column, value] of Object.entries(row)) {
    if (owner !== undefined && (columnsOfAll.includes(column) || columnsOf[entity]?.includes(column)))
      tells(userSubject(owner), column)
    else if (typeof value === 'string' && (/_by(_user)?$/.test(column) || column === 'author'))
      tells(userSubject(doerOf(column, row) ?? value), column)
    else if (typeof holder === 'string' && column === 'holder') tells(userSubject(holder), column)
    else if (entity === 'consent' && ofConsent.includes(column)) tells(consenting(row), column)
    else if (entity === 'declaration' && column === 'spec') {
      const user = coveredUser(value)
      if (user !== undefined) tells(userSubject(user), column)
    }
  }
  return found
}

/** Whose credentials those are that a column such as `decided_by` names. */
const doerOf = (column: string, row: AuditRow): string | undefined => {
  const user = row[column.endsWith('_user') ? column : `${column}_user`]
  return typeof user === 'string' ? user : undefined
}

/** The words for whom a consent is of. */
const consenting = ({ subject_type: type, subject_id: id }: AuditRow): string =>
  type === 'user' && typeof id === 'string' ? userSubject(id) : `subject:${type}:${id}`

/** Whom a quota covers alone. */
const coveredUser = (spec: Json | undefined): string | undefined => {
  const { user } = Object(Object(spec).scope)
  return typeof user === 'string' ? user : undefined
}

const pick = (row: AuditRow, isMeant: (column: string) => boolean): AuditRow =>
  Object.fromEntries(Object.entries(row).filter(([column]) => isMeant(column)))

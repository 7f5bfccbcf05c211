import type { AuditActor, AuditDraft, AuditEvent, LedgerStatement } from '../core/audit.ts'
import type { AuditEntry, AuditHead } from '../core/audit-store.ts'
import type { Json } from '../core/message.ts'
import type { Attempt, GuardrailVerdict } from '../core/record.ts'
import { canonical } from './canonical.ts'
import { leafHash } from './merkle.ts'
import type { Said, Split } from './personal.ts'
import type { SubjectKey, SubjectKeys } from './subject-keys.ts'

/** What an event's text says, as it is hashed. */
interface EventRecord {
  readonly type: typeof eventType
  readonly tenant: string
  readonly sequence: number
  readonly id: string
  readonly at: string
  readonly kind: AuditEvent['kind']
  readonly operation: string
  readonly verdict: AuditEvent['verdict']
  readonly code?: string
  readonly reason?: string
  readonly model?: string
  readonly call?: string
  readonly count?: number
  readonly actor: Omit<AuditActor, 'name' | 'user' | 'address'> & { readonly subject?: string }
  readonly changes?: AuditEvent['changes']
  readonly verdicts?: readonly GuardrailVerdict[]
  readonly attempts?: readonly Attempt[]
  readonly ledger?: LedgerStatement
  /** What is said of subjects, sealed with the key of each. */
  readonly sealed?: readonly { readonly subject: string; readonly box: string }[]
  /** The hash of the event before; of the first one, empty. */
  readonly previous: string
}

/** Whom an event tells something of. */
export interface KnownSubject {
  readonly id: string
  readonly key: SubjectKey
}

export const eventType = 'weir audit event 1'

/** The next event of a chain. `subjectOf` knows a subject for all words of the draft. */
export const linkEvent = (
  draft: AuditDraft,
  parts: Split,
  about: {
    readonly id: string
    readonly head: Pick<AuditHead, 'sequence' | 'hash'>
    readonly subjectOf: (words: string) => KnownSubject
    readonly keys: SubjectKeys
  },
): AuditEntry => {
  const { id, head, subjectOf, keys } = about
  const {
    tenant,
    at,
    kind,
    operation,
    verdict,
    code,
    reason,
    model,
    call,
    count,
    verdicts,
    attempts,
    ledger,
  } = draft
  const sequence = head.sequence + 1
  const actor = parts.actingSubject === undefined ? undefined : subjectOf(parts.actingSubject).id
  // What somebody is told of why it may not do something can name people; what calls are told does not.
  const sealsReason = kind === 'DENIAL' && parts.actingSubject !== undefined
  const sealed = [...parts.said]
    .filter(([, said]) => Object.keys(said).length > 0)
    .map(([words, said]) => {
      const subject = subjectOf(words)
      const all = sealsReason && words === parts.actingSubject ? { ...said, reason } : said
      return { subject: subject.id, box: subject.key.seal(canonical({ ...all }), id) }
    })
  const searched = {
    ...(code !== undefined && { code }),
    ...(model !== undefined && { model }),
    ...(call !== undefined && { call }),
  }
  const record = canonical({
    type: eventType,
    tenant,
    sequence,
    id,
    at: new Date(at).toISOString(),
    kind,
    operation,
    verdict,
    ...searched,
    reason: sealsReason ? undefined : reason,
    count,
    actor: { ...parts.actor, subject: actor },
    changes: parts.changes.length > 0 ? parts.changes.map(change => ({ ...change })) : undefined,
    verdicts: verdicts?.map(verdict => ({ ...verdict })),
    attempts: attempts?.map(attempt => ({ ...attempt })),
    ledger: ledger && { ...ledger },
    sealed: sealed.length > 0 ? sealed : undefined,
    previous: head.hash,
  })
  const { credential, team, application } = parts.actor
  return {
    sequence,
    id,
    at,
    kind,
    operation,
    verdict,
    ...searched,
    ...(credential !== undefined && { credential }),
    ...(team !== undefined && { team }),
    ...(application !== undefined && { application }),
    ...(actor !== undefined && { actor }),
    about: [...parts.said.keys()].map(words => subjectOf(words).id),
    ...(draft.actor.address !== undefined && {
      addressMark: keys.lookups(tenant, 'address', draft.actor.address)[0],
    }),
    record,
    hash: leafHash(record),
  }
}

/** The ids of all subjects of which an event says something. */
export const subjectsIn = ({ record }: Pick<AuditEntry, 'record'>): readonly string[] =>
  (parse(record).sealed ?? []).map(({ subject }) => subject)

/** An event as who may see it sees it; what nobody can open any more is left out. */
export const readEvent = (
  { record: text, hash }: Pick<AuditEntry, 'record' | 'hash'>,
  keyOf: (subject: string) => SubjectKey | undefined,
): AuditEvent => {
  const { type: _, previous: __, sealed = [], actor, changes = [], at, ...rest } = parse(text)
  const { subject: ___, ...open } = actor
  const opened = sealed.map(({ subject, box }) => {
    const said = keyOf(subject)?.open(box, rest.id)
    return said === undefined ? undefined : (JSON.parse(said) as Said)
  })
  const reason = rest.reason ?? opened.find(said => said?.reason !== undefined)?.reason
  return {
    ...rest,
    at: Date.parse(at),
    actor: Object.assign({ ...open }, ...opened.map(said => said?.actor)),
    changes: changes.map((change, index) => {
      const parts = opened.map(said => said?.changes?.[index])
      const merged = (side: 'before' | 'after') => {
        const row: { readonly [column: string]: Json } = Object.assign(
          {},
          change[side],
          ...parts.map(part => part?.[side]),
        )
        return change[side] && { [side]: row }
      }
      return { ...change, ...merged('before'), ...merged('after') }
    }),
    ...(reason !== undefined && { reason }),
    erased: opened.includes(undefined),
    record: text,
    hash,
  }
}

const parse = (record: string): EventRecord => JSON.parse(record)

import type { AuditActor, AuditChange, AuditDraft, AuditVerdict } from '../core/audit.ts'
import type { AuditPending, AuditRow } from '../core/audit-store.ts'
import type { ErrorCode } from '../core/error.ts'
import type { Json } from '../core/message.ts'
import type { StoredCall } from '../core/ports.ts'
import { masked } from './masked.ts'

type Pending<Source> = Extract<AuditPending, { readonly source: Source }>

/** Makes one event of everything that was changed together, and one of each other thing that waits. */
export const draftsOf = (tenant: string, pending: readonly AuditPending[]): readonly AuditDraft[] => {
  const drafts: AuditDraft[] = []
  for (let at = 0; at < pending.length; at++) {
    const item = pending[at]
    if (!item) continue
    if (item.source === 'NOTE') drafts.push(item.draft)
    else if (item.source === 'CALL') drafts.push(callDraft(item))
    else {
      const together = [item]
      for (let next = pending[at + 1]; isPartOf(next, item); next = pending[at + 1]) {
        together.push(next)
        at++
      }
      drafts.push(actDraft(tenant, item, together))
    }
  }
  return drafts
}

const isPartOf = (next: AuditPending | undefined, item: Pending<'CHANGE'>): next is Pending<'CHANGE'> =>
  next?.source === 'CHANGE' &&
  next.transaction === item.transaction &&
  next.act?.operation === item.act?.operation

const actDraft = (
  tenant: string,
  { act, at }: Pending<'CHANGE'>,
  changes: readonly Pending<'CHANGE'>[],
): AuditDraft => ({
  tenant,
  at,
  kind: 'ACT',
  operation: act?.operation ?? 'gateway',
  verdict: 'ALLOWED',
  actor: act ? actorFor(tenant, act) : { kind: 'SYSTEM' },
  changes: changes.map(change => changeOf(change)),
  ...(act?.forgets && { forgets: true }),
})

/** Who runs the gateway is nobody's business in the tenants that it is run for. */
const actorFor = (
  tenant: string,
  act: { readonly tenant: string; readonly actor: AuditActor },
): AuditActor => (act.tenant === tenant ? act.actor : { kind: 'OPERATOR' })

const changeOf = ({ relation, before, after }: Pending<'CHANGE'>): AuditChange => {
  const whole = after ?? before
  const id = whole?.id
  const user =
    relation === 'user' ? whole?.name : relation === 'consent' ? consentingUser(whole) : whole?.user
  const [old, fresh] = before && after ? differing(before, after) : [before, after]
  return {
    entity: relation,
    ...(typeof id === 'string' && { id }),
    action: before ? (after ? 'UPDATED' : 'DELETED') : 'CREATED',
    ...(typeof user === 'string' && { user }),
    ...(old && { before: maskedRow(old) }),
    ...(fresh && { after: maskedRow(fresh) }),
  }
}

/** The user whose consent the row is; undefined if it is somebody else's. */
const consentingUser = (row: AuditRow | undefined): Json | undefined =>
  row?.subject_type === 'user' ? row.subject_id : undefined

/** Of two versions of a row, the columns that differ. Whose it is stays with it. */
const differing = (before: AuditRow, after: AuditRow): readonly [AuditRow, AuditRow] => {
  const names = Object.keys(after).filter(
    name => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  const only = (row: AuditRow): AuditRow => Object.fromEntries(names.map(name => [name, row[name] ?? null]))
  return [only(before), only(after)]
}

const maskedRow = (row: AuditRow): AuditRow =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, masked(name, value)]))

const callDraft = ({ call, credentialName }: Pending<'CALL'>): AuditDraft => ({
  tenant: call.tenant,
  at: call.startedAt + Math.round(call.latencyMs ?? 0),
  kind: 'CALL',
  operation: call.operation,
  verdict: verdictOf(call),
  ...(call.errorCode !== undefined && { code: call.errorCode }),
  ...(call.reason !== undefined && { reason: call.reason }),
  model: call.model,
  call: call.id,
  actor: callerOf(call, credentialName),
  ...(call.verdicts.length > 0 && { verdicts: call.verdicts }),
  ...(call.attempts.length > 0 && { attempts: call.attempts }),
})

const denials: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'FORBIDDEN',
  'NOT_FOUND',
  'QUOTA_EXCEEDED',
  'RATE_LIMITED',
  'UNAUTHENTICATED',
])

const verdictOf = ({ errorCode, verdicts }: StoredCall): AuditVerdict => {
  if (errorCode === 'CONTENT_BLOCKED') return 'BLOCKED'
  if (errorCode && denials.has(errorCode)) return 'DENIED'
  if (verdicts.some(({ action }) => action === 'REDACT')) return 'REDACTED'
  // What else is decided is who answers.
  return verdicts.length > 0 ? 'FLAGGED' : 'REROUTED'
}

/** Ids of API keys say nothing of a person; those of tokens are made of the user's name. */
const callerOf = (call: StoredCall, name: string | undefined): AuditActor => {
  const { apiKey = '', team, application, user, clientAddress } = call
  const isToken = apiKey.includes(':')
  return {
    kind: isToken ? 'TOKEN' : 'API_KEY',
    ...(!isToken && { credential: apiKey }),
    ...(name !== undefined && { name }),
    ...(team !== undefined && { team }),
    ...(application !== undefined && { application }),
    ...(user !== undefined && { user }),
    ...(clientAddress !== undefined && { address: clientAddress }),
  }
}

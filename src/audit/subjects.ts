import { hash } from 'node:crypto'
import { currentAct, withinAct } from '../core/act.ts'
import type { AuditTrail, Subjects } from '../core/audit.ts'
import type { SubjectStore } from '../core/audit-store.ts'
import type { Clock, StoredCall } from '../core/ports.ts'
import type { ErasedMark } from '../core/standing.ts'
import { masked } from './masked.ts'
import { userSubject } from './personal.ts'
import type { Random, SubjectKeys } from './subject-keys.ts'

export interface SubjectsOptions {
  readonly trail: Pick<AuditTrail, 'list' | 'note'>
  /** Makes all calls part of the chain that wait for it. */
  readonly sealed: (tenant: string) => Promise<void>
  readonly store: SubjectStore
  readonly keys: Pick<SubjectKeys, 'lookups'>
  readonly erasedMark: ErasedMark
  readonly clock: Clock
  readonly random: Random
}

/** Events or calls of one piece of an export. */
const pieceSize = 200

/** What is held on persons: all of it, or nothing any more. */
export const createSubjects = (options: SubjectsOptions): Subjects => {
  const { trail, store, keys, erasedMark, clock, random } = options

  /** Everything that happened so far is in the chain, sealed with the person's key. */
  const settled = async (tenant: string): Promise<void> => {
    await options.sealed(tenant)
    await trail.list(tenant, { limit: 1, filter: {} })
  }

  const beginning = async (tenant: string, user: string): Promise<string> => {
    await settled(tenant)
    const act = currentAct()
    if (act)
      await trail.note({
        tenant,
        at: clock(),
        kind: 'ACT',
        operation: act.operation,
        verdict: 'ALLOWED',
        actor: act.actor,
        changes: [{ entity: 'subject', action: 'READ', user }],
      })
    return (await store.account(tenant, user)).map(({ what, row }) => line(what, row)).join('')
  }

  return {
    async export(tenant, { user, after }) {
      const [part = '', key] = after?.split(' ') ?? []
      const opening = part === '' ? await beginning(tenant, user) : ''
      if (part !== 'calls') {
        const range = { limit: pieceSize, ...(key !== undefined && { after: key }) }
        const events = await trail.list(tenant, { ...range, filter: { subject: user } })
        const text = opening + events.map(({ record: _, ...event }) => line('event', event)).join('')
        const last = events.at(-1)
        return { text, next: last && events.length === pieceSize ? `events ${last.sequence}` : 'calls' }
      }
      const range = { limit: pieceSize, ...(key !== undefined && { after: key }) }
      const calls = await store.calls(tenant, user, range)
      const last = calls.at(-1)
      return {
        text: calls.map(call => line('call', said(call))).join(''),
        ...(last && calls.length === pieceSize && { next: `calls ${callKey(last)}` }),
      }
    },

    async erase(tenant, user) {
      const act = currentAct()
      if (!act) throw new Error('Somebody has to ask for it when a person is to be forgotten')
      await settled(tenant)
      const pseudonym = `erased-${hash('sha256', Buffer.from(random(32)), 'hex').slice(0, 16)}`
      const at = clock()
      const lookups = keys.lookups(tenant, 'subject', userSubject(user))
      const erased = await withinAct({ ...act, forgets: true }, () =>
        store.erase(tenant, { user, lookups, mark: erasedMark(tenant, user), pseudonym, at }),
      )
      // What was changed waits in words no longer than it must.
      await settled(tenant)
      return { pseudonym, ...erased }
    },
  }
}

const line = (what: string, value: object): string =>
  `${JSON.stringify({ [what]: value }, (name, member) => (typeof member === 'string' ? masked(name, member) : member))}\n`

const said = ({ costNanos, ...call }: StoredCall) => ({
  ...call,
  ...(costNanos !== undefined && { costNanos: costNanos.toString() }),
})

/** The key of a call in lists of calls. */
export const callKey = ({ startedAt, id }: Pick<StoredCall, 'startedAt' | 'id'>): string =>
  `${startedAt}.${id}`

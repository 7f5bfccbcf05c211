import type { AuditEvent, AuditFilter, AuditProof, AuditTrail } from '../core/audit.ts'
import type { AuditEntry, AuditQuery, AuditStore } from '../core/audit-store.ts'
import { GatewayError } from '../core/error.ts'
import { pause } from '../core/pause.ts'
import { createCallProofs } from './call-proofs.ts'
import { appendPending, type ChainMeans, cover, sealCalls, sealSize } from './chain.ts'
import { readEvent, subjectsIn } from './event.ts'
import { exportPiece } from './export.ts'
import { pathOf } from './merkle.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { userSubject } from './personal.ts'

export interface TrailOptions extends ChainMeans {
  readonly store: AuditStore
  /** How often those who follow a chain look for what is new. */
  readonly followMs: number
}

/** The audit trail over a store. Who reads sees all that happened before, also what waited until then. */
export const createAuditTrail = (options: TrailOptions): Omit<AuditTrail, 'subjects'> => {
  const { store, keys, signer, followMs } = options

  /** How many follow each tenant's events through this gateway. */
  const followers = new Map<string, number>()
  const callProofs = createCallProofs({ store, keys })

  const settle = oneAtATime(tenant => settled(tenant, options))

  const covered = async (tenant: string): Promise<void> => {
    await settle(tenant)
    await sealed(tenant, options)
    await store.withChain(tenant, chain => cover(tenant, chain, { head: chain.head, means: options }))
  }

  const read = async (tenant: string, entries: readonly AuditEntry[]): Promise<readonly AuditEvent[]> => {
    const ids = new Set(entries.flatMap(subjectsIn))
    const subjects = new Map(
      (ids.size > 0 ? await store.subjects(tenant, [...ids]) : []).map(({ id, key }) => [
        id,
        key && keys.unseal(key),
      ]),
    )
    return entries.map(entry => readEvent(entry, id => subjects.get(id)))
  }

  const proven = async (tenant: string, entry: AuditEntry): Promise<AuditProof | undefined> => {
    const find = () => store.covering(tenant, entry.sequence)
    let covering = await find()
    if (!covering) {
      await covered(tenant)
      covering = await find()
    }
    const [event] = await read(tenant, [entry])
    if (!covering || !event) return undefined
    const { checkpoint, hashes } = covering
    const index = entry.sequence - checkpoint.first
    return { event, index, size: hashes.length, path: pathOf(hashes, index), checkpoint }
  }

  const queryOf = (tenant: string, { user, subject, address, ...rest }: AuditFilter): AuditQuery => ({
    ...rest,
    ...(user !== undefined && { actorLookups: keys.lookups(tenant, 'subject', userSubject(user)) }),
    ...(subject !== undefined && { subjectLookups: keys.lookups(tenant, 'subject', userSubject(subject)) }),
    ...(address !== undefined && { addressMarks: keys.lookups(tenant, 'address', address) }),
  })

  return {
    note: draft => store.note(draft),

    async list(tenant, { filter, ...range }) {
      await settle(tenant)
      return read(tenant, await store.list(tenant, { ...range, query: queryOf(tenant, filter) }))
    },

    find: async (tenant, ids) => read(tenant, await store.find(tenant, ids)),

    async *follow(tenant, { filter, signal }) {
      const following = followers.get(tenant) ?? 0
      if (following >= mostFollowers)
        throw new GatewayError(
          'RATE_LIMITED',
          `${following} subscriptions follow this tenant's events here already; end one of them first`,
        )
      followers.set(tenant, following + 1)
      try {
        await settle(tenant)
        const query = queryOf(tenant, filter)
        let after = await store.lastSequence(tenant)
        while (!signal.aborted) {
          const last = await store.lastSequence(tenant)
          const entries = await store.listFrom(tenant, { after, limit: followedAtOnce, query })
          after = entries.length < followedAtOnce ? Math.max(last, after) : after
          after = Math.max(entries.at(-1)?.sequence ?? 0, after)
          yield* await read(tenant, entries)
          if (entries.length === 0) await pause(followMs, signal)
        }
      } finally {
        const left = (followers.get(tenant) ?? 1) - 1
        if (left > 0) followers.set(tenant, left)
        else followers.delete(tenant)
      }
    },

    async prove(tenant, id) {
      const [entry] = await store.find(tenant, [id])
      return entry && proven(tenant, entry)
    },

    async proveCall(tenant, id) {
      await sealed(tenant, options)
      const sequence = await store.sealing(tenant, id)
      if (sequence === undefined) return undefined
      const [entry] = await store.segment(tenant, { after: sequence - 1, through: sequence, limit: 1 })
      const proof = entry && (await proven(tenant, entry))
      const call = await callProofs.proofOf(tenant, { sequence, id })
      return proof && call && { ...proof, call }
    },

    checkpoints: (tenant, range) => store.checkpoints(tenant, range),

    async report(tenant, time) {
      await settle(tenant)
      return store.report(tenant, time)
    },

    retention: tenant => store.retention(tenant),
    setRetention: (tenant, days) => store.setRetention(tenant, days),

    async export(tenant, range) {
      if (range.after === undefined) await covered(tenant)
      return exportPiece(tenant, range, { store, linesOf: callProofs.linesOf, publicKey: signer.publicKey })
    },
  }
}

/** Each asks the database for what is new four times a second. */
const mostFollowers = 50

const followedAtOnce = 100

/** Appends all that waits for the chain of a tenant. */
export const settled = async (
  tenant: string,
  means: ChainMeans & { readonly store: AuditStore },
): Promise<void> => {
  while (await means.store.isWaiting(tenant))
    await means.store.withChain(tenant, chain => appendPending(tenant, chain, means))
}

/** Makes all calls part of the chain that wait for it. */
export const sealed = async (
  tenant: string,
  means: ChainMeans & { readonly store: AuditStore },
): Promise<void> => {
  if (!(await means.store.isUnsealed(tenant))) return
  while ((await sealSome(tenant, means)) >= sealSize);
}

/** The same with one event; how many calls that holds: fewer than `sealSize` if none are left. */
export const sealSome = (
  tenant: string,
  means: ChainMeans & { readonly store: AuditStore },
): Promise<number> => means.store.withChain(tenant, chain => sealCalls(tenant, chain, means))

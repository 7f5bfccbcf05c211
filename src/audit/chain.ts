import type { AuditCheckpoint, AuditDraft } from '../core/audit.ts'
import type { AuditChain, AuditEntry, AuditHead } from '../core/audit-store.ts'
import type { Clock } from '../core/ports.ts'
import { chanceBytes, uuidV7 } from '../core/uuid.ts'
import { checkpointHash, createCheckpoint, type Signer } from './checkpoint.ts'
import { draftsOf } from './drafts.ts'
import { type KnownSubject, linkEvent } from './event.ts'
import { split } from './personal.ts'
import type { Random, SubjectKeys } from './subject-keys.ts'

/** What chains are made with. */
export interface ChainMeans {
  readonly keys: SubjectKeys
  readonly signer: Signer
  readonly clock: Clock
  readonly random: Random
  /** So many events at most wait for a checkpoint. */
  readonly checkpointEvents: number
}

/** How much of what waits is appended in one transaction. */
export const batchSize = 250

/** Appends what waits to the chain of its tenant, `batchSize` at most; how much that was. */
export const appendPending = async (
  tenant: string,
  chain: AuditChain,
  means: ChainMeans,
): Promise<number> => {
  const pending = await chain.take(batchSize)
  const drafts = draftsOf(tenant, pending)
  if (drafts.length === 0) return 0
  const head = await appendDrafts(drafts, chain, means)
  if (head.sequence - head.covered >= means.checkpointEvents) await cover(tenant, chain, { head, means })
  return pending.length
}

const appendDrafts = async (
  drafts: readonly AuditDraft[],
  chain: AuditChain,
  { keys, clock, random }: ChainMeans,
): Promise<AuditHead> => {
  const newId = () => uuidV7(clock(), random(chanceBytes))
  const parts = drafts.map(split)
  const lookups = new Map<string, readonly [Uint8Array, ...Uint8Array[]]>()
  for (const [index, { tenant }] of drafts.entries())
    for (const words of parts[index]?.said.keys() ?? [])
      lookups.set(words, lookups.get(words) ?? keys.lookups(tenant, 'subject', words))
  const subjects = await chain.subjects([...lookups.values()], () => ({ id: newId(), key: keys.create() }))
  const known = new Map<string, KnownSubject>()
  for (const [words, [lookup]] of lookups) {
    const subject = subjects.get(Buffer.from(lookup).toString('hex'))
    const key = subject && keys.unseal(subject.key)
    if (!key) throw new Error('The key of a subject was sealed with another WEIR_MASTER_KEY than this one')
    known.set(words, { id: subject.id, key })
  }
  const subjectOf = (words: string): KnownSubject => {
    const subject = known.get(words)
    if (!subject) throw new Error('A subject of an event is not there')
    return subject
  }
  let head = chain.head
  const entries: AuditEntry[] = []
  for (const [index, draft] of drafts.entries()) {
    const entry = linkEvent(draft, parts[index] ?? split(draft), { id: newId(), head, subjectOf, keys })
    entries.push(entry)
    head = { ...head, sequence: entry.sequence, hash: entry.hash }
  }
  await chain.append(entries)
  return head
}

/** Signs a checkpoint over all events that none covers yet; undefined if there are none. */
export const cover = async (
  tenant: string,
  chain: AuditChain,
  { head, means }: { readonly head: AuditHead; readonly means: ChainMeans },
): Promise<AuditCheckpoint | undefined> => {
  if (head.sequence === head.covered) return undefined
  const first = head.covered + 1
  const before = await chain.lastCheckpoint()
  const checkpoint = createCheckpoint(
    {
      tenant,
      number: head.checkpoint + 1,
      first,
      leaves: await chain.hashesFrom(first),
      previous: before ? checkpointHash(before.record) : '',
      at: new Date(means.clock()).toISOString(),
    },
    means.signer,
  )
  await chain.addCheckpoint(checkpoint)
  return checkpoint
}

import type { AuditCheckpoint, AuditDraft } from '../core/audit.ts'
import type { AuditChain, AuditEntry, AuditHead } from '../core/audit-store.ts'
import type { Clock } from '../core/ports.ts'
import { chanceBytes, uuidV7 } from '../core/uuid.ts'
import { checkpointHash, createCheckpoint, type Signer } from './checkpoint.ts'
import { draftsOf } from './drafts.ts'
import { type KnownSubject, linkEvent } from './event.ts'
import { rootOf } from './merkle.ts'
import { split, userSubject } from './personal.ts'
import { leafOf, personalHash } from './seal.ts'
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
  const [{ tenant = '' } = {}] = drafts
  const words = new Set(parts.flatMap(({ said }) => [...said.keys()]))
  const subjectOf = await knownSubjects({ tenant, words }, chain, { keys, clock, random })
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

/** The subject of each of the words, made where there is none. */
const knownSubjects = async (
  { tenant, words }: { readonly tenant: string; readonly words: ReadonlySet<string> },
  chain: Pick<AuditChain, 'subjects'>,
  { keys, clock, random }: Pick<ChainMeans, 'keys' | 'clock' | 'random'>,
): Promise<(words: string) => KnownSubject> => {
  const lookups = new Map([...words].map(text => [text, keys.lookups(tenant, 'subject', text)]))
  const subjects = await chain.subjects([...lookups.values()], () => ({
    id: uuidV7(clock(), random(chanceBytes)),
    key: keys.create(),
  }))
  const known = new Map<string, KnownSubject>()
  for (const [text, [lookup]] of lookups) {
    const subject = subjects.get(Buffer.from(lookup).toString('hex'))
    const key = subject && keys.unseal(subject.key)
    if (!key) throw new Error('The key of a subject was sealed with another WEIR_MASTER_KEY than this one')
    known.set(text, { id: subject.id, key })
  }
  return text => {
    const subject = known.get(text)
    if (!subject) throw new Error('A subject of an event is not there')
    return subject
  }
}

/** How many calls become part of a chain with one event, or some more. */
export const sealSize = 256

/** Makes the oldest calls that wait part of the chain, with one event; how many those were. */
export const sealCalls = async (tenant: string, chain: AuditChain, means: ChainMeans): Promise<number> => {
  const calls = await chain.takeCalls(sealSize)
  if (calls.length === 0) return 0
  const words = new Set(calls.flatMap(({ user }) => (user === undefined ? [] : [userSubject(user)])))
  const subjectOf = await knownSubjects({ tenant, words }, chain, means)
  const leaves = calls.map(call => {
    const personal = call.user === undefined ? '' : personalHash(call, subjectOf(userSubject(call.user)).key)
    return { id: call.id, startedAt: call.startedAt, personal, leaf: leafOf(call.textHash, personal) }
  })
  const draft: AuditDraft = {
    tenant,
    at: means.clock(),
    kind: 'LEDGER',
    operation: 'sealCalls',
    verdict: 'ALLOWED',
    actor: { kind: 'SYSTEM' },
    ledger: { root: rootOf(leaves.map(({ leaf }) => leaf)), size: leaves.length },
  }
  const head = await appendDrafts([draft], chain, means)
  await chain.addSeal(head.sequence, leaves)
  if (head.sequence - head.covered >= means.checkpointEvents) await cover(tenant, chain, { head, means })
  return calls.length
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

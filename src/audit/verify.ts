import { canonical } from './canonical.ts'
import { type CheckpointStatement, checkpointHash, checkpointType, isSigned } from './checkpoint.ts'
import { eventType } from './event.ts'
import {
  callLineShape,
  checkpointLineShape,
  type ExportHeader,
  eventLineShape,
  exportType,
} from './export-lines.ts'
import { leafHash, rootOf } from './merkle.ts'
import { callLeaf } from './seal.ts'

/** Where an export is not what the gateway has written. */
export class BrokenExport extends Error {
  override readonly name = 'BrokenExport'
  /** Number of the line, from 1 on. */
  readonly line: number
  /** The first event that is not proven, and its id as far as it can be read. */
  readonly sequence: number | undefined
  readonly id: string | undefined

  constructor(
    message: string,
    where: { line: number; sequence?: number | undefined; id?: string | undefined },
  ) {
    super(message)
    this.line = where.line
    this.sequence = where.sequence
    this.id = where.id
  }
}

/** What an export has proven to hold. */
export interface VerifiedExport {
  readonly tenant: string
  readonly first: number
  readonly through: number
  readonly checkpoints: number
  /** How many calls are as they were. */
  readonly calls: number
  /** When the last checkpoint was signed, and with which keys all were. */
  readonly signedAt: string | undefined
  readonly keys: readonly string[]
}

interface Progress {
  header: ExportHeader
  /** Number and hash of the event that has to come before the next one. */
  sequence: number
  previous: string
  lastId: string | undefined
  /** Since the last checkpoint. */
  leaves: string[]
  firstId: string | undefined
  /** The calls that the last event holds, as far as they have come. */
  seal: { readonly root: string; readonly size: number; readonly leaves: string[] } | undefined
  calls: number
  checkpoint:
    | { readonly number: number; readonly hash: string; readonly at: string; readonly key: string }
    | undefined
}

/**
 * Checks an export line by line: that each event is what was hashed, follows the one before, and is covered by a signed
 * checkpoint. `keys` are those that may have signed; absent: the export's own word is taken for it. Holds the hashes of
 * one checkpoint in memory. Throws BrokenExport at the first fault.
 */
export async function verifyExport(
  lines: AsyncIterable<Uint8Array>,
  { keys }: { readonly keys?: readonly string[] } = {},
): Promise<VerifiedExport> {
  let progress: Progress | undefined
  const used = new Set<string>()
  let number = 0
  let checkpoints = 0
  for await (const bytes of lines) {
    number++
    const text = textOf(bytes)
    if (!progress) {
      progress = begin(text)
      continue
    }
    if (progress.seal) {
      takeCall(progress, text, number)
      continue
    }
    const checkpoint = checkpointLineShape.exec(text)
    if (checkpoint) {
      const [, record = '', key = '', signature = ''] = checkpoint
      takeCheckpoint(progress, { record, key, signature, line: number, keys })
      used.add(key)
      checkpoints++
    } else takeEvent(progress, text, number)
  }
  if (!progress) throw new BrokenExport('The file is empty', { line: 1 })
  end(progress, number)
  const { header, checkpoint, calls } = progress
  return { ...header, checkpoints, calls, signedAt: checkpoint?.at, keys: [...used] }
}

const begin = (text: string): Progress => {
  const header = objectIn(text)
  const { type, tenant, first, through, publicKey } = header ?? {}
  if (
    type !== exportType ||
    typeof tenant !== 'string' ||
    typeof first !== 'number' ||
    typeof through !== 'number' ||
    typeof publicKey !== 'string' ||
    canonical({ type, tenant, first, through, publicKey }) !== text
  )
    throw new BrokenExport('The first line is not the header of an export', { line: 1 })
  return {
    header: { tenant, first, through, publicKey },
    sequence: first - 1,
    previous: '',
    lastId: undefined,
    leaves: [],
    firstId: undefined,
    seal: undefined,
    calls: 0,
    checkpoint: undefined,
  }
}

const takeEvent = (progress: Progress, text: string, line: number): void => {
  const sequence = progress.sequence + 1
  const [, record, stated] = eventLineShape.exec(text) ?? []
  const id = idIn(text)
  const broken = (why: string) => new BrokenExport(why, { line, sequence, id })
  if (record === undefined && isMeantAsCheckpoint(text))
    throw new BrokenExport('is not proven: the checkpoint over it was damaged', {
      line,
      sequence: sequence - progress.leaves.length,
      id: progress.firstId,
    })
  if (record === undefined) throw broken('is no event: the line was damaged, or never written by a gateway')
  if (leafHash(record) !== stated) throw broken('was changed: its hash is another one')
  const event = objectIn(record)
  if (event?.type !== eventType || canonical(event as never) !== record)
    throw broken('is no event as a gateway writes it')
  if (event.tenant !== progress.header.tenant) throw broken('belongs to another tenant')
  if (event.sequence !== sequence)
    throw new BrokenExport(
      typeof event.sequence === 'number' && event.sequence > sequence
        ? `is missing: event ${event.sequence} stands in its place`
        : `is not there: event ${event.sequence} stands in its place once more`,
      { line, sequence, id },
    )
  if (event.previous !== progress.previous) throw broken('does not follow the event before it')
  progress.sequence = sequence
  progress.previous = stated ?? ''
  progress.lastId = id
  progress.firstId = progress.leaves.length === 0 ? id : progress.firstId
  progress.leaves.push(stated ?? '')
  progress.seal = sealOf(event.ledger)
}

/** What an event says of the calls behind it. */
const sealOf = (ledger: unknown): Progress['seal'] => {
  const { root, size } = (ledger ?? {}) as { readonly root?: unknown; readonly size?: unknown }
  return typeof root === 'string' && typeof size === 'number' && size > 0
    ? { root, size, leaves: [] }
    : undefined
}

const takeCall = (progress: Progress, text: string, line: number): void => {
  const { seal, sequence, lastId } = progress
  if (!seal) return
  const broken = (why: string) => new BrokenExport(why, { line, sequence, id: lastId })
  const [, call, personal = '', leaf = '', id] = callLineShape.exec(text) ?? []
  if (call === undefined)
    throw broken(
      `holds ${seal.size} calls, but the line of call ${seal.leaves.length + 1} was damaged or removed`,
    )
  if (call === 'null') throw broken(`holds the call ${id}, which was removed from the ledger`)
  if (callLeaf(call, personal) !== leaf || objectIn(call)?.id !== id)
    throw broken(`holds the call ${id}, which was changed in the ledger`)
  seal.leaves.push(leaf)
  if (seal.leaves.length < seal.size) return
  if (rootOf(seal.leaves) !== seal.root) throw broken('holds other calls than those that stand behind it')
  progress.calls += seal.size
  progress.seal = undefined
}

/** Whether a line that has no shape was a checkpoint before it was damaged. */
const isMeantAsCheckpoint = (text: string): boolean =>
  !text.startsWith('{"event":') && (text.startsWith('{"checkpoint":') || text.includes('"signature":"'))

const takeCheckpoint = (
  progress: Progress,
  about: {
    readonly record: string
    readonly key: string
    readonly signature: string
    readonly line: number
    readonly keys: readonly string[] | undefined
  },
): void => {
  const { record, key, signature, line, keys } = about
  const { header, leaves, checkpoint } = progress
  const statement = objectIn(record) as (CheckpointStatement & { readonly type: string }) | undefined
  const sequence = progress.sequence - leaves.length + 1
  const broken = (why: string) =>
    new BrokenExport(why, { line, sequence, id: leaves.length > 0 ? progress.firstId : undefined })
  const those = `the events from here to ${progress.sequence}`
  if (keys && !keys.includes(key))
    throw broken(`is not proven: a checkpoint over ${those} is signed with a key that is not trusted`)
  if (base64(signature) !== signature || base64(key) !== key || !isSigned(record, signature, key))
    throw broken(`is not proven: the signature of the checkpoint over ${those} is wrong`)
  if (statement?.type !== checkpointType || statement.tenant !== header.tenant)
    throw broken('is not proven: the checkpoint is of something else')
  if (leaves.length === 0 && !checkpoint) {
    // The anchor: what came before has been dropped or was not asked for.
    if (statement.last !== header.first - 1)
      throw broken('does not follow the checkpoint that the export begins with')
    progress.previous = statement.head
  } else {
    if (checkpoint && (statement.previous !== checkpoint.hash || statement.number !== checkpoint.number + 1))
      throw broken(`is not proven: a checkpoint before the one over ${those} is missing`)
    if (statement.first === sequence && statement.last > progress.sequence)
      throw new BrokenExport('is missing: the checkpoint that follows covers it', {
        line,
        sequence: progress.sequence + 1,
      })
    if (statement.first !== sequence || statement.last !== progress.sequence || leaves.length === 0)
      throw broken(`is not proven: the checkpoint covers the events ${statement.first} to ${statement.last}`)
    if (statement.root !== rootOf(leaves) || statement.head !== progress.previous)
      throw broken(`is not proven: the signed checkpoint over ${those} was made of other events`)
  }
  progress.leaves = []
  progress.checkpoint = { number: statement.number, hash: checkpointHash(record), at: statement.at, key }
}

const end = (progress: Progress, line: number): void => {
  const { header, sequence, leaves, lastId, firstId, checkpoint, seal } = progress
  if (seal)
    throw new BrokenExport('holds calls that are missing: the export was cut off', {
      line,
      sequence,
      id: lastId,
    })
  if (leaves.length > 0)
    throw new BrokenExport(
      `is covered by no checkpoint: the export was cut off behind event ${sequence} (${lastId})`,
      { line, sequence: sequence - leaves.length + 1, id: firstId },
    )
  if (sequence < header.through)
    throw new BrokenExport('is missing: the export was cut off', { line, sequence: sequence + 1 })
  if (sequence > header.through || (checkpoint && checkpoint.key !== header.publicKey))
    throw new BrokenExport('The header does not fit what follows', { line: 1 })
}

/** What is no UTF-8 gets an end that no line has. */
const textOf = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return `${new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)}\0`
  }
}

const objectIn = (text: string): { readonly [name: string]: unknown } | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** The id of an event, also where its line is damaged. */
const idIn = (text: string): string | undefined =>
  /"id":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})","kind":/.exec(text)?.[1]

const base64 = (text: string): string => Buffer.from(text, 'base64').toString('base64')

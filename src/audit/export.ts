import type { AuditExport, AuditExportRange } from '../core/audit.ts'
import type { AuditEntry, AuditStore } from '../core/audit-store.ts'
import type { CallProofs } from './call-proofs.ts'
import { checkpointLine, eventLine, headerLine } from './export-lines.ts'

/** Events of one piece, and calls at most but for those of its first event. */
const pieceSize = 500
const pieceCalls = 4_000

/**
 * The next piece of an export: every event of the checkpoints that cover the time, each behind the one before, and the
 * checkpoints; behind an event that holds calls, these as the ledger has them now. The first piece begins with a header and, where there is one, with the checkpoint before.
 */
export const exportPiece = async (
  tenant: string,
  range: AuditExportRange,
  {
    store,
    linesOf,
    publicKey,
  }: Pick<CallProofs, 'linesOf'> & { readonly store: AuditStore; readonly publicKey: string },
): Promise<AuditExport> => {
  const place = range.after === undefined ? await beginning(tenant, range, store) : placeOf(range.after)
  if (!place) return { text: headerLine({ tenant, first: 1, through: 0, publicKey }) }
  const { after, through } = place
  const found = await store.segment(tenant, { after, through, limit: pieceSize })
  const entries = found.slice(0, fitting(found))
  const last = entries.at(-1)?.sequence ?? through
  const checkpoints = await store.checkpointsBetween(tenant, { from: after + 1, to: last })
  const ends = new Map(checkpoints.map(checkpoint => [checkpoint.last, checkpointLine(checkpoint)]))
  const sealing = entries.filter(({ kind }) => kind === 'LEDGER').map(({ sequence }) => sequence)
  const calls = await linesOf(tenant, sealing)
  const lines = entries.map(
    entry => eventLine(entry) + (calls.get(entry.sequence) ?? []).join('') + (ends.get(entry.sequence) ?? ''),
  )
  return {
    text: (place.opening ?? '') + lines.join(''),
    ...(last < through && { next: `${last}.${through}` }),
  }
}

/** How many of the events go into one piece with the calls that they hold. */
const fitting = (entries: readonly AuditEntry[]): number => {
  let calls = 0
  const beyond = entries.findIndex(({ kind, record }, index) => {
    if (kind === 'LEDGER') calls += (JSON.parse(record) as { ledger?: { size: number } }).ledger?.size ?? 0
    return index > 0 && calls > pieceCalls
  })
  return beyond < 0 ? entries.length : beyond
}

interface Place {
  readonly after: number
  readonly through: number
  readonly opening?: string
}

const beginning = async (
  tenant: string,
  { from, to }: AuditExportRange,
  store: AuditStore,
): Promise<Place | undefined> => {
  const span = await store.span(tenant, {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  })
  if (!span) return undefined
  const start = await store.covering(tenant, span.first)
  const stop = await store.covering(tenant, span.last)
  if (!start || !stop) return undefined
  const { first } = start.checkpoint
  const through = stop.checkpoint.last
  const anchor = await store.checkpointsBetween(tenant, { from: first - 1, to: first - 1 })
  const { publicKey } = stop.checkpoint
  const opening = headerLine({ tenant, first, through, publicKey }) + anchor.map(checkpointLine).join('')
  return { after: first - 1, through, opening }
}

/** Whether a text can be what `next` was. */
export const isExportCursor = (text: string): boolean => /^\d{1,15}\.\d{1,15}$/.test(text)

const placeOf = (cursor: string): Place => {
  const [after, through] = cursor.split('.')
  return { after: Number(after), through: Number(through) }
}

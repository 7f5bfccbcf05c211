import { createHash } from 'node:crypto'
import { checkpointHash, createCheckpoint, createSigner, type Signer } from '../../src/audit/checkpoint.ts'
import { linkEvent } from '../../src/audit/event.ts'
import { checkpointLine, eventLine, headerLine } from '../../src/audit/export-lines.ts'
import { split } from '../../src/audit/personal.ts'
import { createSubjectKeys } from '../../src/audit/subject-keys.ts'
import type { AuditCheckpoint, AuditDraft } from '../../src/core/audit.ts'
import type { AuditEntry } from '../../src/core/audit-store.ts'

export const secret = (words: string): Uint8Array => createHash('sha256').update(words).digest()
export const signer = createSigner(secret('the gateway'))
export const stranger = createSigner(secret('a stranger'))
const random = (bytes: number): Uint8Array => secret('chance').subarray(0, bytes)
export const keys = createSubjectKeys({ indexKey: secret('index'), wrappingKey: secret('wrapping'), random })

const noon = Date.UTC(2026, 0, 31, 12)

/** An event that tells something of a person, unlike any other of its number. */
export const draft = (number: number): AuditDraft => ({
  tenant: 'default',
  at: noon + number,
  kind: 'DENIAL',
  operation: 'usage',
  verdict: 'DENIED',
  code: 'FORBIDDEN',
  reason: `number ${number}`,
  actor: { kind: 'API_KEY', credential: 'key-1', user: 'ada', address: '192.0.2.7' },
})

export const idOf = (sequence: number): string =>
  `01900000-0000-7000-8000-${sequence.toString(16).padStart(12, '0')}`

/** So many events that follow each other, and checkpoints over a few of them each. */
export const chain = (
  length: number,
  about: { readonly each?: number; readonly signer?: Signer; readonly draft?: typeof draft } = {},
): { readonly entries: readonly AuditEntry[]; readonly checkpoints: readonly AuditCheckpoint[] } => {
  const { each = 3 } = about
  const key = keys.unseal(keys.create())
  if (!key) throw new Error('a key that was just made does not open')
  const subject = { id: idOf(0xada), key }
  const entries: AuditEntry[] = []
  const checkpoints: AuditCheckpoint[] = []
  for (let sequence = 1; sequence <= length; sequence++) {
    const head = { sequence: sequence - 1, hash: entries.at(-1)?.hash ?? '' }
    const event = (about.draft ?? draft)(sequence)
    entries.push(linkEvent(event, split(event), { id: idOf(sequence), head, subjectOf: () => subject, keys }))
    if (sequence % each > 0 && sequence < length) continue
    const first = (checkpoints.at(-1)?.last ?? 0) + 1
    const statement = {
      tenant: 'default',
      number: checkpoints.length + 1,
      first,
      leaves: entries.slice(first - 1).map(({ hash }) => hash),
      previous: checkpointHash(checkpoints.at(-1)?.record ?? '').slice(
        0,
        checkpoints.length === 0 ? 0 : undefined,
      ),
      at: new Date(noon + sequence).toISOString(),
    }
    checkpoints.push(createCheckpoint(statement, about.signer ?? signer))
  }
  return { entries, checkpoints }
}

/** The lines of an export, each with its line feed. */
export const exportLines = ({ entries, checkpoints }: ReturnType<typeof chain>): string[] => [
  headerLine({
    tenant: 'default',
    first: 1,
    through: entries.length,
    publicKey: checkpoints.at(-1)?.publicKey ?? signer.publicKey,
  }),
  ...entries.flatMap(entry => [
    eventLine(entry),
    ...checkpoints.filter(({ last }) => last === entry.sequence).map(checkpointLine),
  ]),
]

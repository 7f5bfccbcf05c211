import { createHash } from 'node:crypto'
import type { Principal } from '../../core/principal.ts'
import type { TrustedDocuments } from '../../core/trusted-document.ts'
import { type PresentedError, refusal } from './errors.ts'

/** What a request asks for, as it came: `query`, `extensions`, `documentId` and the rest. */
interface Parameters {
  readonly [name: string]: unknown
}

/** AS_IS: the request stands as it came. FOUND: it named a registered document, whose text is put in. */
export type Admission =
  | { readonly outcome: 'AS_IS' }
  | { readonly outcome: 'FOUND'; readonly parameters: Parameters }
  | { readonly outcome: 'REFUSED'; readonly errors: readonly PresentedError[] }

export type AdmitDocument = (parameters: unknown, principal: Principal) => Admission | Promise<Admission>

/**
 * Finds the document that a request names by its SHA-256, as `documentId` or in the shape of Apollo's persisted queries
 * (`extensions.persistedQuery.sha256Hash`), and refuses whatever else credentials send that are bound to registered
 * documents. What names none and is bound to none passes at once.
 */
export const documentAdmission =
  (documents: TrustedDocuments): AdmitDocument =>
  (sent, principal) => {
    if (!isRecord(sent)) return principal.onlyDocuments ? refused(bound) : asIs
    const parameters = withObjects(sent)
    const id = idIn(parameters)
    if (id === undefined && !principal.onlyDocuments) return asIs
    if (id !== undefined && !/^[0-9a-f]{64}$/i.test(id)) return refused(noHash)
    return admit(documents, principal, { parameters, id: id?.toLowerCase() })
  }

const admit = async (
  documents: TrustedDocuments,
  { tenant, application, onlyDocuments }: Principal,
  { parameters, id }: { readonly parameters: Parameters; readonly id: string | undefined },
): Promise<Admission> => {
  const { query } = parameters
  const text = typeof query === 'string' && query !== '' ? query : undefined
  const hash = text === undefined ? undefined : createHash('sha256').update(text).digest('hex')
  if (id !== undefined && hash !== undefined && hash !== id) return refused(otherHash)
  const wanted = id ?? hash
  const scope = wanted === undefined ? undefined : documents.scopeOf(tenant, wanted)
  const isOpen = scope && (scope.application === undefined || scope.application === application)
  // Bound to nothing, they may send the text itself.
  if (!onlyDocuments && text !== undefined) return found(parameters, text)
  if (onlyDocuments && !isOpen) return refused(id !== undefined && text === undefined ? notFound : bound)
  const known =
    wanted === undefined || !scope ? undefined : (text ?? (await documents.textOf(tenant, wanted)))
  return known === undefined ? refused(notFound) : found(parameters, known)
}

const asIs: Admission = { outcome: 'AS_IS' }

const found = (parameters: Parameters, query: string): Admission => {
  const { documentId, extensions, ...rest } = parameters
  const { persistedQuery, ...others } = isRecord(extensions) ? extensions : {}
  return {
    outcome: 'FOUND',
    parameters: { ...rest, query, ...(Object.keys(others).length > 0 && { extensions: others }) },
  }
}

const refused = (error: PresentedError): Admission => ({ outcome: 'REFUSED', errors: [error] })

const idIn = ({ documentId, extensions }: Parameters): string | undefined => {
  const { persistedQuery } = isRecord(extensions) ? extensions : {}
  const id = documentId ?? (isRecord(persistedQuery) ? persistedQuery.sha256Hash : undefined)
  if (id === undefined || id === null) return undefined
  return typeof id === 'string' ? id.replace(/^sha256:/, '') : ''
}

/** In a query string, extensions are JSON text. */
const withObjects = (parameters: Parameters): Parameters => {
  const { extensions } = parameters
  if (typeof extensions !== 'string') return parameters
  try {
    return { ...parameters, extensions: JSON.parse(extensions) }
  } catch {
    return parameters
  }
}

const isRecord = (value: unknown): value is Parameters =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const noHash = refusal(
  'INVALID_INPUT',
  'A document is named by the SHA-256 of its text: 64 hexadecimal digits',
)

const otherHash = refusal(
  'INVALID_INPUT',
  'The document has another SHA-256 than the one that was sent with it',
)

/** In the words that clients with persisted queries know. */
const notFound = refusal('NOT_FOUND', 'PersistedQueryNotFound')

const bound = refusal(
  'FORBIDDEN',
  'These credentials run registered documents only: have this one registered with registerDocument, and send its SHA-256 as `documentId`',
)

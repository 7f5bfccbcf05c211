import type { ListRange } from './organisation.ts'

/** A GraphQL document that a tenant trusts: keys can be bound to such. */
export interface TrustedDocument {
  /** SHA-256 of its text in UTF-8, in small hexadecimal digits. */
  readonly id: string
  readonly name?: string
  /** The application whose bound keys may run it; absent: every bound key of the tenant. */
  readonly application?: string
  readonly document: string
  /** A user, or the name of a credential. */
  readonly registeredBy: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** Keeps the documents of tenants. Throws UNAVAILABLE while the database is away. */
export interface TrustedDocumentStore {
  /** The one that was there before, if it was. Throws INVALID_INPUT where the tenant has too many. */
  register(tenant: string, document: TrustedDocument): Promise<TrustedDocument>
  /** The one that is no more. */
  remove(tenant: string, id: string): Promise<TrustedDocument | undefined>
  find(tenant: string, id: string): Promise<TrustedDocument | undefined>
  /** By id; the key of a document is its id. */
  list(tenant: string, range: ListRange): Promise<readonly TrustedDocument[]>
}

/** The documents of tenants: changes are in force here when they resolve, and in other gateways within a second. */
export interface TrustedDocuments extends Pick<TrustedDocumentStore, 'list' | 'register' | 'remove'> {
  /** For whom the document is registered; undefined: it is not. Asks nobody. */
  scopeOf(tenant: string, id: string): { readonly application?: string } | undefined
  /** The text of a registered document. */
  textOf(tenant: string, id: string): Promise<string | undefined>
}

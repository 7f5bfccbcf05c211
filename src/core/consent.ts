import type { ListRange } from './organisation.ts'
import type { Subject } from './request.ts'

/** That a person has agreed to a purpose, and perhaps no longer does. */
export interface Consent {
  /** A UUID. */
  readonly id: string
  readonly tenant: string
  /** Whose it is: a user of the tenant is `{ type: 'user', id: <name> }`. */
  readonly subject: Subject
  /** Such as `marketing`. */
  readonly purpose: string
  /** How it was given, such as a link to the form. */
  readonly evidence?: string
  /** Milliseconds since 1970. */
  readonly givenAt: number
  readonly withdrawnAt?: number
}

export interface ConsentFilter {
  readonly subject?: Subject
  readonly purpose?: string
  readonly state?: 'GIVEN' | 'WITHDRAWN'
}

/** Keeps consents. Whatever asks for another tenant's gets the answer for what does not exist. */
export interface Consents {
  /** The consent, also if it was given before. */
  record(tenant: string, about: Pick<Consent, 'subject' | 'purpose' | 'evidence'>): Promise<Consent>
  /** The consent, also if it was withdrawn before; undefined if there is none. */
  withdraw(tenant: string, id: string): Promise<Consent | undefined>
  find(tenant: string, ids: readonly string[]): Promise<readonly Consent[]>
  /** Newest first; the key of an item is its id. */
  list(tenant: string, range: ListRange & { readonly filter: ConsentFilter }): Promise<readonly Consent[]>
}

/** Who has agreed to what at this moment. */
export interface ConsentBook {
  has(tenant: string, subject: Subject, purpose: string): boolean
}

/** Whom a call is about: whom it says, or else the user whose credentials they are. */
export const dataSubject = (
  { subject }: { readonly subject?: Subject },
  { user }: { readonly user?: string },
): Subject | undefined => subject ?? (user === undefined ? undefined : { type: 'user', id: user })

/** Who of those that tokens and certificates name is in use in a tenant, at one moment. */
export interface TenantStanding {
  /** Names of the teams in use. */
  readonly teams: ReadonlySet<string>
  /** The team of each application in use. */
  readonly applications: ReadonlyMap<string, string>
  /** Names of users out of use, in lower case. Users need no account: who is not in here may be anybody. */
  readonly archivedUsers: ReadonlySet<string>
  /** When somebody of a name was forgotten, in milliseconds since 1970, by the mark of the name in hexadecimal. */
  readonly erasedUsers: ReadonlyMap<string, number>
}

/** By the name of the tenant; those out of use are not in here. */
export type Standing = ReadonlyMap<string, TenantStanding>

/** Most teams, and most applications, that a tenant can have in use: every gateway keeps the names of all of them. */
export const mostInUse = 20_000

/** Tells a name again that somebody had who was to be forgotten, without the name being kept. */
export type ErasedMark = (tenant: string, user: string) => Uint8Array

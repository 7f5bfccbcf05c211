/** Who has asked or decided. */
export interface Actor {
  /** Id of the credential; of a key that replaces others, of the first of them. */
  readonly credential: string
  readonly application?: string
  readonly user?: string
}

/** Whether both are one and the same, be it by another credential. */
export const isSame = (one: Actor, other: Actor): boolean =>
  one.credential === other.credential ||
  (one.user !== undefined && one.user === other.user) ||
  (one.application !== undefined && one.application === other.application)

/** What somebody has said about a request of somebody else. */
export interface Verdict {
  readonly reason: string
  readonly by: Actor
  /** Milliseconds since 1970. */
  readonly at: number
}

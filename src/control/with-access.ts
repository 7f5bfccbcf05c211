import type { ConsentBook } from '../core/consent.ts'
import type { Snapshot } from '../core/snapshot.ts'

/** What calls of a tenant are decided by now; absent: those that are decided for everyone. */
type SnapshotOf = (tenant?: string) => Snapshot

/** Who tells of roles, subscriptions and consents. */
export interface AccessSource {
  readonly access: () => Snapshot['access']
  readonly consents: ConsentBook
}

/**
 * The snapshots that `snapshot` gives, each with what `access` says of roles at the moment of asking. It is the same
 * object for as long as neither changes. Apart from all that is declared, so that nothing declared that makes no sense
 * keeps a role or a subscription from being taken away.
 */
export const withAccess = (snapshot: SnapshotOf, { access, consents }: AccessSource): SnapshotOf => {
  const whole = new WeakMap<Snapshot, Snapshot>()
  return tenant => {
    const bare = snapshot(tenant)
    const present = access()
    const known = whole.get(bare)
    if (known?.access === present) return known
    const fresh = Object.freeze({ ...bare, access: present, consents })
    whole.set(bare, fresh)
    return fresh
  }
}

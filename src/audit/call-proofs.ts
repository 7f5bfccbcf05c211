import type { CallProof } from '../core/audit.ts'
import type { AuditStore, CallPerson, SealedCall } from '../core/audit-store.ts'
import { callLine } from './export-lines.ts'
import { pathOf } from './merkle.ts'
import { userSubject } from './personal.ts'
import { callLeaf, personalHash } from './seal.ts'
import type { SubjectKey, SubjectKeys } from './subject-keys.ts'

/** Calls that are part of a chain, as the ledger has them now, with what was hashed of them then. */
export interface CallProofs {
  proofOf(
    tenant: string,
    about: { readonly sequence: number; readonly id: string },
  ): Promise<CallProof | undefined>
  /** For an export: the lines of the calls that each of the events holds, by its number. */
  linesOf(tenant: string, sequences: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>>
}

export const createCallProofs = ({
  store,
  keys,
}: {
  readonly store: Pick<AuditStore, 'sealed' | 'subjectsBy'>
  readonly keys: SubjectKeys
}): CallProofs => {
  /** The key of each user of whom anything is known. */
  const keysOf = async (tenant: string, users: ReadonlySet<string>) => {
    const lookups = new Map(
      [...users].map(user => [user, keys.lookups(tenant, 'subject', userSubject(user))]),
    )
    const subjects = await store.subjectsBy(tenant, [...lookups.values()].flat())
    const found = new Map<string, SubjectKey>()
    for (const [user, wanted] of lookups)
      for (const lookup of wanted) {
        const sealed = subjects.get(Buffer.from(lookup).toString('hex'))?.key
        const key = sealed && keys.unseal(sealed)
        if (key) found.set(user, key)
      }
    return found
  }

  const read = async (tenant: string, sequences: readonly number[]): Promise<readonly SealedCall[]> => {
    const sealed = await store.sealed(tenant, sequences)
    const users = new Set(sealed.flatMap(({ call: { user } }) => (user === undefined ? [] : [user])))
    const known = users.size === 0 ? new Map<string, SubjectKey>() : await keysOf(tenant, users)
    return sealed.map(one => ({ ...one, personal: personalNow(one, known) }))
  }

  return {
    async proofOf(tenant, { sequence, id }) {
      const leaves = await read(tenant, [sequence])
      const index = leaves.findIndex(({ call }) => call.id === id)
      const found = leaves[index]
      if (!found) return undefined
      const { personal, leaf, call } = found
      const hashes = leaves.map(({ leaf }) => leaf)
      return {
        ...(call.text !== '' && { text: call.text }),
        personal,
        leaf,
        isUnchanged: call.text !== '' && callLeaf(call.text, personal) === leaf,
        index,
        size: leaves.length,
        path: pathOf(hashes, index),
      }
    },

    async linesOf(tenant, sequences) {
      const leaves = sequences.length === 0 ? [] : await read(tenant, sequences)
      return new Map(
        [...Map.groupBy(leaves, ({ sequence }) => sequence)].map(([sequence, found]) => [
          sequence,
          found.map(({ call, personal, leaf }) => callLine({ id: call.id, text: call.text, personal, leaf })),
        ]),
      )
    },
  }
}

/**
 * The hash of what is personal in the call as it stands now. Of somebody who was forgotten it is taken as it was kept: it
 * tells nothing any more, and nobody could make it again.
 */
const personalNow = ({ call, personal }: SealedCall, known: ReadonlyMap<string, SubjectKey>): string => {
  if (call.text === '' || isForgotten(call)) return personal
  if (call.user === undefined) return ''
  const key = known.get(call.user)
  return key ? personalHash(call, key) : ''
}

/** Whether the call bears the name that is given to who is forgotten, and nothing else of a person. */
const isForgotten = ({ user, clientAddress, sessionId }: CallPerson): boolean =>
  user !== undefined &&
  /^erased-[0-9a-f]{16}$/.test(user) &&
  clientAddress === undefined &&
  sessionId === undefined

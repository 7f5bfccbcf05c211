import type { AuditDraft } from '../core/audit.ts'
import type { AuditStore } from '../core/audit-store.ts'
import { GatewayError } from '../core/error.ts'
import { operatorTenant } from '../core/organisation.ts'
import type { Clock } from '../core/ports.ts'
import type { Services } from '../core/services.ts'

export interface SignInOptions {
  readonly authenticate: Services['authenticate']
  readonly store: Pick<AuditStore, 'keysBeginning' | 'note'>
  readonly clock: Clock
  /** For how long the same refusals are gathered into one event. */
  readonly gatherMs: number
  /** How many different refusals are told apart at a time; those beyond become one event together. */
  readonly most: number
}

export interface SignIns {
  readonly authenticate: Services['authenticate']
  /** Makes events of what has been gathered for long enough; of everything, if `which` says so. */
  flush(which: 'DUE' | 'ALL'): Promise<void>
}

interface Refusals {
  readonly address?: string
  /** The beginning of the API key that was tried. */
  readonly prefix?: string
  readonly code: string
  readonly since: number
  count: number
}

/**
 * Watches sign-ins that are refused. Who guesses must not fill the database, so the same refusal of the same credentials
 * from the same address is gathered, and counted, into one event.
 */
export const watchSignIns = (options: SignInOptions): SignIns => {
  const { authenticate, store, clock, gatherMs, most } = options
  const gathered = new Map<string, Refusals>()

  const count = (about: Omit<Refusals, 'since' | 'count'>): void => {
    const told = JSON.stringify([about.code, about.address, about.prefix])
    const isRoom = gathered.has(told) || gathered.size < most
    const key = isRoom ? told : about.code
    const known = gathered.get(key)
    if (known) known.count++
    else gathered.set(key, { ...(isRoom ? about : { code: about.code }), since: clock(), count: 1 })
  }

  return {
    async authenticate(credentials, occasion) {
      if (occasion === 'AGAIN') return authenticate(credentials, occasion)
      const { authorization, clientAddress } = credentials
      const from = clientAddress === undefined ? {} : { address: clientAddress }
      try {
        const principal = await authenticate(credentials)
        if (!principal) count({ code: 'UNAUTHENTICATED', ...from })
        return principal
      } catch (error) {
        if (error instanceof GatewayError && refusals.has(error.code)) {
          const prefix = keyPrefix.exec(authorization ?? '')?.[1]
          count({ code: error.code, ...from, ...(prefix !== undefined && { prefix }) })
        }
        throw error
      }
    },

    async flush(which) {
      const now = clock()
      const due = [...gathered].filter(
        ([, { since }]) => which === 'ALL' || Math.abs(now - since) >= gatherMs,
      )
      if (due.length === 0) return
      const prefixes = due.flatMap(([, { prefix }]) => prefix ?? [])
      const keys = Map.groupBy(
        prefixes.length > 0 ? await store.keysBeginning(prefixes) : [],
        ({ prefix }) => prefix,
      )
      for (const [name, refusals] of due) {
        const [key] = (refusals.prefix && keys.get(refusals.prefix)) || []
        await store.note(draftOf(refusals, key))
        gathered.delete(name)
      }
    },
  }
}

const refusals: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED'])

/** As much of a key as may be shown: what its owners see of it in lists. */
const keyPrefix = /^bearer (weir_[0-9A-Za-z]{7})/i

const draftOf = (
  { address, code, since, count }: Refusals,
  key: { readonly tenant: string; readonly id: string } | undefined,
): AuditDraft => ({
  tenant: key?.tenant ?? operatorTenant,
  at: since,
  kind: 'SIGN_IN',
  operation: 'signIn',
  verdict: 'DENIED',
  code,
  count,
  actor: {
    kind: key ? 'API_KEY' : 'UNKNOWN',
    ...(key && { credential: key.id }),
    ...(address !== undefined && { address }),
  },
})

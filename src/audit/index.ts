import type { AuditTrail } from '../core/audit.ts'
import type { AuditStore, SubjectStore } from '../core/audit-store.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Services } from '../core/services.ts'
import type { ErasedMark } from '../core/standing.ts'
import { createSigner } from './checkpoint.ts'
import { watchSignIns } from './sign-ins.ts'
import { createSubjectKeys, type Random, type SubjectSecrets } from './subject-keys.ts'
import { createSubjects } from './subjects.ts'
import { createAuditTrail, sealed } from './trail.ts'
import { startAuditWorker } from './worker.ts'

/** The audit trail of a gateway at work. */
export interface Audit extends AuditTrail {
  /** As before, with refusals on record. */
  readonly authenticate: Services['authenticate']
  /** Writes what was gathered, and ends. */
  close(): Promise<void>
}

/** Opens the audit trail. `keyFor` gives 32 secret bytes for a purpose, the same at each start. */
export const openAudit = (about: {
  readonly store: AuditStore
  readonly subjects: SubjectStore
  readonly authenticate: Services['authenticate']
  readonly keyFor: (purpose: string) => Uint8Array
  readonly erasedMark: ErasedMark
  readonly random: Random
  readonly clock: Clock
  readonly log: Log
}): Audit => {
  const { store, subjects, authenticate, keyFor, erasedMark, random, clock, log } = about
  const means = {
    store,
    keys: createSubjectKeys({ ...secretsOf(keyFor), random }),
    signer: createSigner(keyFor('audit checkpoints')),
    clock,
    random,
    checkpointEvents: 1_000,
  }
  const signIns = watchSignIns({ authenticate, store, clock, gatherMs: 5_000, most: 1_000 })
  const worker = startAuditWorker({
    ...means,
    log,
    everyMs: 250,
    checkpointMs: 60_000,
    sealMs: 5_000,
    retentionMs: 3_600_000,
    before: () => signIns.flush('DUE'),
  })
  const trail = createAuditTrail({ ...means, followMs: 250 })
  return {
    ...trail,
    subjects: createSubjects({
      trail,
      sealed: tenant => sealed(tenant, means),
      store: subjects,
      keys: means.keys,
      erasedMark,
      clock,
      random,
    }),
    authenticate: signIns.authenticate,
    async close() {
      await signIns
        .flush('ALL')
        .catch(error => log.warn({ err: error }, 'Refused sign-ins are not on record'))
      await worker.close()
    },
  }
}

const secretsOf = (keyFor: (purpose: string) => Uint8Array): SubjectSecrets => ({
  indexKey: keyFor('audit index'),
  wrappingKey: keyFor('audit subjects'),
})

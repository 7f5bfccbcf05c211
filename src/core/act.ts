import { AsyncLocalStorage } from 'node:async_hooks'
import type { AuditActor } from './audit.ts'

/** Something that somebody does to what a tenant has. */
export interface Act {
  readonly operation: string
  /** Of whoever does it. */
  readonly tenant: string
  readonly actor: AuditActor
  /** What is changed is to be forgotten, so the event does not repeat it. */
  readonly forgets?: true
}

const acts = new AsyncLocalStorage<Act>()

/** Does `work` as part of an act: whatever it changes in the database is on record as that act's. */
export const withinAct = <T>(act: Act, work: () => T): T => acts.run(act, work)

/** The act that is going on; undefined where the gateway works on its own account. */
export const currentAct = (): Act | undefined => acts.getStore()

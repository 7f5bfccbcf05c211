import type pg from 'pg'
import { currentAct } from '../../core/act.ts'

/**
 * Tells row-level security whom a transaction works for, and the audit trail on whose behalf it changes something; both
 * forgotten when the transaction ends.
 */
export const enterTenant = `SELECT set_config('weir.tenant', $1, true), set_config('weir.act', $2, true)`

/** The act that goes on, as the audit trail reads it in a transaction (migration 0004); empty if there is none. */
export const actInWords = (): string => {
  const act = currentAct()
  return act ? JSON.stringify(act) : ''
}

/**
 * Does `work` in one transaction that sees and changes rows of `tenant` only. It is undone if `work` throws; a
 * connection on which not even that is possible is closed.
 */
export async function withinTenant<T>(
  pool: pg.Pool,
  tenant: string,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  // The pool listens to idle connections alone: without this, one that is lost while it works would end the process.
  client.on('error', alreadyTold)
  let broken = false
  try {
    await client.query('BEGIN')
    await client.query({ name: 'enter-tenant', text: enterTenant, values: [tenant, actInWords()] })
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {
      broken = true
    })
    throw error
  } finally {
    client.release(broken)
    client.removeListener('error', alreadyTold)
  }
}

/** The statement that was under way has failed for the same reason, or the next one does. */
const alreadyTold = (): void => undefined

import type pg from 'pg'

/** Tells row-level security whom a transaction works for; forgotten when the transaction ends. */
export const enterTenant = `SELECT set_config('weir.tenant', $1, true)`

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
  let broken = false
  try {
    await client.query('BEGIN')
    await client.query({ name: 'enter-tenant', text: enterTenant, values: [tenant] })
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
  }
}

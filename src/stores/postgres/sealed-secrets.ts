import pg from 'pg'
import type { DeclarationKind } from '../../core/declaration.ts'

/** What the gateway's own keys are derived from, sealed; undefined if that is the master key itself. */
export const readSealedRoot = async (pool: Pick<pg.Pool, 'query'>): Promise<string | undefined> => {
  const { rows } = await pool.query<{ root: string | null }>('SELECT root FROM control_version')
  return rows[0]?.root ?? undefined
}

/** How secrets are sealed anew. Each answers undefined where nothing is to be done. */
export interface Resealing {
  readonly secret: (
    sealed: string,
    place: {
      readonly tenant: string
      readonly kind: DeclarationKind
      readonly name: string
      readonly key: string
    },
  ) => string | undefined
  readonly root: (sealed: string | undefined) => string | undefined
}

/**
 * Seals every secret of every tenant anew, archived ones too, all or none; how many there were. `url` is the owner's,
 * who sees them all.
 */
export const resealSecrets = async (url: string, reseal: Resealing): Promise<number> => {
  const client = new pg.Client({ connectionString: url, application_name: 'weir-secrets' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('BEGIN')
    await client.query("SET LOCAL weir.system = 'on'")
    const root = reseal.root(await readSealedRoot(client))
    if (root !== undefined) await client.query('UPDATE control_version SET root = $1', [root])
    const { rows } = await client.query<Row>(
      "SELECT id, tenant, kind, name, secrets FROM declaration WHERE secrets <> '{}' FOR UPDATE",
    )
    let count = root === undefined ? 0 : 1
    for (const { id, secrets, ...place } of rows) {
      const anew = Object.entries(secrets).flatMap(([key, sealed]) => {
        const fresh = reseal.secret(sealed, { ...place, key })
        return fresh === undefined ? [] : [[key, fresh] as const]
      })
      if (anew.length === 0) continue
      count += anew.length
      const value = JSON.stringify({ ...secrets, ...Object.fromEntries(anew) })
      await client.query('UPDATE declaration SET secrets = $2 WHERE id = $1', [id, value])
    }
    await client.query('COMMIT')
    return count
  } finally {
    // An open transaction ends with its connection.
    await client.end()
  }
}

interface Row {
  readonly id: string
  readonly tenant: string
  readonly kind: DeclarationKind
  readonly name: string
  readonly secrets: { readonly [key: string]: string }
}

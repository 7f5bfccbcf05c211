import type pg from 'pg'
import type { ControlState } from '../../core/declaration.ts'
import type { Log } from '../../core/ports.ts'
import type { Changes } from './changes.ts'
import { type DeclarationRow, declarationOf } from './declaration-rows.ts'

/** Keeps this gateway at the newest version of what the database says. */
export interface ControlFeed {
  /** Resolves when everything that was committed before the call is in force; rejects with the reason why not. */
  sync(): Promise<void>
  /** Why the newest version is not in force here; undefined: it is. */
  fault(): string | undefined
}

export interface ControlFeedOptions {
  readonly changes: Changes
  readonly log: Log
  /** Puts a state in force, or throws and leaves things as they are. */
  readonly onState: (state: ControlState) => void
}

/**
 * Follows what all tenants declare. What cannot be put in force leaves the last good state in force. Rejects if there
 * is no first state.
 */
export const followControl = async ({ changes, log, onState }: ControlFeedOptions): Promise<ControlFeed> => {
  let seen: number | undefined
  let unusable: Error | undefined

  const put = (state: ControlState): void => {
    // Also one that is of no use: it is read again when it has changed.
    seen = state.version
    try {
      onState(state)
      if (unusable) log.info({ version: seen }, 'the newest declarations are in force again')
      unusable = undefined
    } catch (error) {
      const fault = error instanceof Error ? error : new Error(String(error))
      if (fault.message !== unusable?.message)
        log.error(
          { reason: fault.message },
          'the newest declarations cannot be put in force; those before them stay',
        )
      unusable = fault
    }
  }

  const following = await changes.follow({
    channel: 'weir_control',
    async refresh(client) {
      if ((await readVersion(client)) !== seen) put(await readState(client))
    },
  })
  const sync = async (): Promise<void> => {
    await following.sync()
    if (unusable) throw unusable
  }
  if (unusable) throw unusable
  return { sync, fault: () => unusable?.message ?? changes.fault() }
}

const readVersion = async (client: pg.ClientBase): Promise<number> => {
  const { rows } = await client.query<{ version: string }>('SELECT version FROM control_version')
  return Number(rows[0]?.version)
}

/** Everything at one moment, as one statement sees it. */
const readState = async (client: pg.ClientBase): Promise<ControlState> => {
  const { rows } = await client.query<Row>(
    `SELECT control_version.version AS control_version, declaration.*,
       (SELECT json_object_agg(audience, since) FROM token_audience WHERE token_audience.declaration = declaration.id) AS audiences
     FROM control_version LEFT JOIN declaration ON declaration.archived_at IS NULL AND EXISTS (
       SELECT FROM tenant WHERE tenant.name = declaration.tenant AND tenant.archived_at IS NULL)
     ORDER BY place NULLS LAST, created_at, declaration.id`,
  )
  return {
    version: Number(rows[0]?.control_version),
    declarations: rows.filter(({ id }) => id !== null).map(declarationOf),
    audiences: new Map(
      rows.flatMap(({ id, audiences }) => (audiences ? [[id, new Map(Object.entries(audiences))]] : [])),
    ),
  }
}

type Row = DeclarationRow & {
  readonly control_version: string
  readonly audiences: { readonly [audience: string]: number } | null
}

import type { TenantAccess } from '../../core/tenant-access.ts'
import { readAccess } from './access-reader.ts'
import type { Changes } from './changes.ts'

/** Keeps in memory who may do what in every tenant, as the database has it. */
export interface AccessFeed {
  /** What was read last; the same object until something changes. */
  current(): ReadonlyMap<string, TenantAccess>
}

/** Follows roles, teams and subscriptions. Rejects if there is nothing to begin with. */
export const followAccess = async (changes: Changes): Promise<AccessFeed> => {
  let version: string | undefined
  let access: ReadonlyMap<string, TenantAccess> = new Map()
  await changes.follow({
    channel: 'weir_access',
    async refresh(client) {
      const { rows } = await client.query<{ version: string }>('SELECT version FROM access_version')
      if (rows[0]?.version === version) return
      // What is read may be newer than the version that was asked for before: then it is read once more.
      access = await readAccess(client)
      version = rows[0]?.version
    },
  })
  return { current: () => access }
}

import { fileText } from '../config/index.ts'
import { operatorTenant } from '../core/organisation.ts'
import { administering, type Outcome } from './administering.ts'

export const exportUsage = 'weir export'

/** `weir export`: what is declared for all tenants, by file or API, as a `weir.yaml`; secrets are variables in it. */
export const exportFile = (args: readonly string[]): Promise<Outcome> =>
  administering(args, async ({ store, organisation }) => {
    const declared = await store.change(operatorTenant, present => ({
      changes: [],
      result: present.declarations,
    }))
    const secrets = new Map(declared.map(one => [one as unknown, Object.keys(one.secrets)]))
    const inUse = { limit: everything, filter: { state: 'ACTIVE' as const } }
    const teams = await organisation.teams.list(operatorTenant, inUse)
    const applications = await organisation.applications.list(operatorTenant, inUse)
    return fileText(declared, {
      teams: teams.map(({ name, title, parent }) => ({
        name,
        ...(title !== name && { title }),
        ...(parent !== undefined && { parent }),
        applications: applications
          .filter(({ team }) => team === name)
          .map(({ name, title }) => ({ name, ...(title !== name && { title }) })),
      })),
      secretsOf: one => secrets.get(one) ?? [],
    })
  })

const everything = 1_000_000

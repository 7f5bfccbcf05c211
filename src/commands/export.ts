import { fileText } from '../config/index.ts'
import type { ApplicationConfig } from '../core/config.ts'
import { type Application, operatorTenant, type Team } from '../core/organisation.ts'
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
      teams: teams.map(team => ({
        ...saidOf(team),
        ...(team.parent !== undefined && { parent: team.parent }),
        applications: applications.filter(({ team: holder }) => holder === team.name).map(saidOf),
      })),
      secretsOf: one => secrets.get(one) ?? [],
    })
  })

const saidOf = ({ name, title, costCentre }: Team | Application): ApplicationConfig => ({
  name,
  ...(title !== name && { title }),
  ...(costCentre !== undefined && { costCentre }),
})

const everything = 1_000_000

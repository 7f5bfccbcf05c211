import type { TeamConfig } from '../core/config.ts'
import type {
  DeclarationChange,
  DeclarationStore,
  Declared,
  Elsewhere,
  Present,
} from '../core/declaration.ts'
import { operatorTenant } from '../core/organisation.ts'
import { afterwards, type PlanContext, planFile } from './plan.ts'
import { unsealed } from './secrets.ts'

/** What a `weir.yaml` declares, found to be right in itself. */
export interface FileContent {
  readonly declared: readonly Declared[]
  readonly config: { readonly teams: readonly TeamConfig[] }
}

/**
 * Makes the database say what the file says, and tells what had to be done; several gateways may do it at once.
 * Throws an Error of a line a fault, and does nothing, if the file and what is declared by the API make no sense
 * together.
 */
export const applyFile = (
  { declared, config }: FileContent,
  about: Omit<PlanContext, 'tenant'> & {
    readonly store: DeclarationStore
    /** Throws if declarations make no sense together. */
    readonly check: (tenant: string, declared: readonly Declared[], elsewhere: Elsewhere) => unknown
  },
): Promise<readonly DeclarationChange[]> => {
  const { store, check, ...means } = about
  return store.change(operatorTenant, present => {
    const context = { ...means, tenant: operatorTenant }
    const changes = planFile(present.declarations, declared, context)
    const after = afterwards(present.declarations, changes)
    if (changes.length > 0)
      check(
        operatorTenant,
        after.map(one => unsealed(one, means.vault)),
        withTeams(present, config.teams),
      )
    return { changes, teams: config.teams, result: changes }
  })
}

const withTeams = ({ teams, applications }: Present, more: readonly TeamConfig[]): Elsewhere => ({
  teams: new Set([...teams, ...more.map(({ name }) => name)]),
  applications: new Set([
    ...applications,
    ...more.flatMap(({ applications }) => applications.map(({ name }) => name)),
  ]),
  models: new Set(),
})

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
export const applyFile = (file: FileContent, about: Applying): Promise<FilePlan> =>
  about.store.change(operatorTenant, present => {
    const plan = decide(file, present, about)
    return { changes: plan.changes, teams: file.config.teams, result: plan }
  })

/** Tells what `applyFile` would do, and throws as it does. */
export const previewFile = (file: FileContent, about: Applying): Promise<FilePlan> =>
  about.store.change(operatorTenant, present => ({ changes: [], result: decide(file, present, about) }))

/** What has to be done so that the database says what a file says. */
export interface FilePlan {
  readonly changes: readonly DeclarationChange[]
  /** Names of teams, and of applications, that are new. */
  readonly teams: readonly string[]
  readonly applications: readonly string[]
  /** What is said otherwise of teams and applications from now on. */
  readonly said: readonly SaidChange[]
  /** Those that are archived and come back. */
  readonly restored: { readonly teams: readonly string[]; readonly applications: readonly string[] }
}

/** What was said of a team or an application, and what is to be. */
export interface SaidChange {
  readonly kind: 'team' | 'application'
  readonly name: string
  readonly of: 'title' | 'parent' | 'costCentre'
  readonly from: string | null
  readonly to: string
}

export interface Applying extends Omit<PlanContext, 'tenant'> {
  readonly store: DeclarationStore
  /** Throws if declarations make no sense together. */
  readonly check: (tenant: string, declared: readonly Declared[], elsewhere: Elsewhere) => unknown
}

const decide = ({ declared, config }: FileContent, present: Present, about: Applying): FilePlan => {
  const { check, store: _, ...means } = about
  const changes = planFile(present.declarations, declared, { ...means, tenant: operatorTenant })
  const after = afterwards(present.declarations, changes)
  if (changes.length > 0)
    check(
      operatorTenant,
      after.map(one => unsealed(one, means.vault)),
      withTeams(present, config.teams),
    )
  const applications = config.teams.flatMap(team => team.applications)
  return {
    changes,
    teams: namesOf(config.teams).filter(name => !present.teams.has(name)),
    applications: namesOf(applications).filter(name => !present.applications.has(name)),
    said: config.teams.flatMap(team => saidOf(team, present)),
    restored: {
      teams: namesOf(config.teams).filter(name => present.archived.teams.has(name)),
      applications: namesOf(applications).filter(name => present.archived.applications.has(name)),
    },
  }
}

const saidOf = (team: TeamConfig, { said }: Present): readonly SaidChange[] => {
  const { name, title, parent, costCentre, applications } = team
  return [
    ...differing({ kind: 'team', name }, { title, parent, costCentre }, said.teams.get(name)),
    ...applications.flatMap(({ name, title, costCentre }) =>
      differing({ kind: 'application', name }, { title, costCentre }, said.applications.get(name)),
    ),
  ]
}

/** What the file says and what is not so yet. */
const differing = (
  of: Pick<SaidChange, 'kind' | 'name'>,
  file: { readonly [of in SaidChange['of']]?: string | undefined },
  now: { readonly [of in SaidChange['of']]?: string | null } | undefined,
): readonly SaidChange[] =>
  (['title', 'parent', 'costCentre'] as const).flatMap(what => {
    const [from, to] = [now?.[what] ?? null, file[what]]
    return to === undefined || to === from ? [] : [{ ...of, of: what, from, to }]
  })

const namesOf = (items: readonly { readonly name: string }[]): readonly string[] =>
  items.map(({ name }) => name)

const withTeams = ({ teams, applications }: Present, more: readonly TeamConfig[]): Elsewhere => ({
  teams: new Set([...teams, ...more.map(({ name }) => name)]),
  applications: new Set([
    ...applications,
    ...more.flatMap(({ applications }) => applications.map(({ name }) => name)),
  ]),
  models: new Set(),
})

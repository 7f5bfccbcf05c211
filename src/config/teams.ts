import type { TeamConfig } from '../core/config.ts'
import type { Path } from './document.ts'
import type { ConfigFile } from './schema.ts'
import type { Report } from './surroundings.ts'

/**
 * The teams of the file. A name means one team or application of the whole tenant, in whatever case: what a quota or
 * a report says of `web` is said of one thing.
 */
export const teamsOf = (file: ConfigFile, report: Report): readonly TeamConfig[] => {
  const [teams, applications] = [new Set<string>(), new Set<string>()]
  const claim = (taken: Set<string>, name: string, path: Path): void => {
    if (taken.has(name.toLowerCase())) report([...path, 'name'], 'the name is taken by another one above')
    taken.add(name.toLowerCase())
  }
  return file.teams.map((team, index) => {
    const own = team.applications ?? []
    claim(teams, team.name, ['teams', index])
    for (const [at, { name }] of own.entries())
      claim(applications, name, ['teams', index, 'applications', at])
    return { ...team, applications: own }
  })
}

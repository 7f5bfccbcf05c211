import { type DeclarationChange, declarationKinds, type SpecValue } from '../core/declaration.ts'
import type { FileContent, FilePlan, SaidChange } from './apply-file.ts'

/** A plan for people: a line for each thing, one for each field that changes. No secret is in it. */
export const planText = (
  { changes, teams, applications, said, restored }: FilePlan,
  file: FileContent,
): string => {
  const hidden = new Map(file.declared.map(({ kind, name, hidden = [] }) => [`${kind} ${name}`, hidden]))
  const created = (kind: SaidChange['kind'], names: readonly string[]): readonly string[] =>
    names.flatMap(name => [
      `+ ${kind} ${name}`,
      ...said
        .filter(change => change.kind === kind && change.name === name)
        .map(({ of, to }) => `    ${of}: ${to}`),
    ])
  const isNew = ({ kind, name }: SaidChange): boolean =>
    (kind === 'team' ? teams : applications).includes(name)
  const lines = [
    ...created('team', teams),
    ...created('application', applications),
    ...said
      .filter(change => !isNew(change))
      .map(({ kind, name, of, from, to }) => `~ ${kind} ${name}\n    ${of}: ${from ?? '(nothing)'} → ${to}`),
    ...restored.teams.map(name => `~ team ${name}\n    archived → in use`),
    ...restored.applications.map(name => `~ application ${name}\n    archived → in use`),
    ...changes.flatMap(change => {
      const { kind, name } = change.declaration
      const heading = `${signs[change.act]} ${declarationKinds[kind].noun} ${name}`
      return [heading, ...fieldLines(change, hidden.get(`${kind} ${name}`) ?? [])]
    }),
  ]
  return lines.length === 0 ? 'Nothing to do: what the file says is declared.' : lines.join('\n')
}

/** A certificate is longer than anybody reads. */
const longestShown = 200

const signs = { CREATE: '+', UPDATE: '~', ARCHIVE: '-' } as const

const fieldLines = (change: DeclarationChange, hidden: readonly string[]): readonly string[] => {
  if (change.act === 'ARCHIVE') return []
  const before = change.act === 'UPDATE' ? change.before : undefined
  const { spec, secrets, origin, place } = change.declaration
  const shown = (path: string, value: string | undefined): string => {
    if (value === undefined) return '(nothing)'
    if (hidden.includes(/^[^.[]*/.exec(path)?.[0] ?? '')) return '(from the environment)'
    return value.length > longestShown ? `${value.slice(0, longestShown).split('\n', 1)[0]}…` : value
  }
  const [was, is] = [new Map(before && leavesOf(before.spec)), new Map(leavesOf(spec))]
  const fields = [...new Set([...was.keys(), ...is.keys()])]
    .filter(path => path !== 'name' && was.get(path) !== is.get(path))
    .map(path =>
      before
        ? `    ${path}: ${shown(path, was.get(path))} → ${shown(path, is.get(path))}`
        : `    ${path}: ${shown(path, is.get(path))}`,
    )
  const sealed = [...new Set([...Object.keys(before?.secrets ?? {}), ...Object.keys(secrets)])]
    .filter(key => before?.secrets[key] !== secrets[key])
    .map(
      key =>
        `    ${key}: (secret${before ? `, ${secrets[key] === undefined ? 'taken away' : 'changed'}` : ''})`,
    )
  return [
    ...fields,
    ...sealed,
    ...(before && before.origin !== origin ? [`    declared by: the API → the file`] : []),
    ...(before && before.place !== undefined && before.place !== place
      ? ['    (its place in the file)']
      : []),
  ]
}

/** Every text of a spec, by its path. */
const leavesOf = (value: SpecValue, path = ''): readonly (readonly [string, string])[] => {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value).flatMap(([key, below]) =>
    leavesOf(below, Array.isArray(value) ? `${path}[${key}]` : `${path}${path && '.'}${key}`),
  )
}

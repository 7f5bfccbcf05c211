import { findBreakingChanges, findDangerousChanges, type GraphQLSchema, parse, print, visit } from 'graphql'
import type { PromptChange, PromptVersion } from '../../core/prompt-version.ts'

/** What a new version means for those who call it. */
export interface VersionChange extends Pick<PromptVersion, 'change' | 'changes' | 'semanticVersion'> {}

/** A version with the schema that it makes of the contract. */
export interface VersionSchema {
  readonly sdl: string
  readonly schema: GraphQLSchema
}

/** How many changes are told. */
const mostChanges = 100

/**
 * The semantic version of what comes after `before`: a major one if a caller's document may stop working, a minor one
 * if there is more or it may behave differently, a patch if only templates, parameters, policies or descriptions changed.
 */
export const changeSince = (
  before: (VersionSchema & Pick<PromptVersion, 'semanticVersion'>) | undefined,
  next: VersionSchema,
): VersionChange => {
  if (!before) return { change: 'FIRST', changes: [], semanticVersion: '1.0.0' }
  const breaking = findBreakingChanges(before.schema, next.schema)
  const dangerous = findDangerousChanges(before.schema, next.schema)
  const change: PromptChange =
    breaking.length > 0
      ? 'BREAKING'
      : dangerous.length > 0
        ? 'DANGEROUS'
        : surfaceOf(before.sdl) === surfaceOf(next.sdl)
          ? 'NONE'
          : 'SAFE'
  return {
    change,
    changes: [...breaking, ...dangerous].slice(0, mostChanges).map(({ description }) => description),
    semanticVersion: raised(before.semanticVersion, change),
  }
}

const raised = (version: string, change: PromptChange): string => {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (change === 'BREAKING') return `${major + 1}.0.0`
  return change === 'NONE' ? `${major}.${minor}.${patch + 1}` : `${major}.${minor + 1}.0`
}

/** Names and types alone: without directives, descriptions and layout. */
const surfaceOf = (sdl: string): string =>
  print(
    visit(parse(sdl), {
      Directive: () => null,
      enter: node =>
        'description' in node && node.description ? { ...node, description: undefined } : undefined,
    }),
  )

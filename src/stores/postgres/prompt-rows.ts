import type { PromptLabel, PromptTemplate, PromptVersion } from '../../core/prompt.ts'

/** Rows of the prompts' tables, as the driver gives them. */
export interface TemplateRow {
  readonly id: string
  readonly name: string
  readonly latest: number
  readonly created_at: Date
  readonly labels: readonly {
    readonly name: string
    readonly version: number
    readonly trail: readonly number[]
    readonly moved_at: string
    readonly moved_by: string
  }[]
}

export interface VersionRow {
  readonly id: string
  readonly template: string
  readonly number: number
  readonly sdl: string
  readonly semantic_version: string
  readonly change: PromptVersion['change']
  readonly changes: readonly string[]
  readonly message: string | null
  readonly author: string
  readonly state: PromptVersion['state']
  readonly created_at: Date
}

export const templateOf = (row: TemplateRow): PromptTemplate => ({
  id: row.id,
  name: row.name,
  latest: row.latest,
  createdAt: row.created_at.getTime(),
  labels: row.labels.map(
    (label): PromptLabel => ({
      name: label.name,
      version: label.version,
      trail: label.trail,
      movedAt: Date.parse(label.moved_at),
      movedBy: label.moved_by,
    }),
  ),
})

export const versionOf = (row: VersionRow): PromptVersion => ({
  id: row.id,
  template: row.template,
  version: row.number,
  sdl: row.sdl,
  semanticVersion: row.semantic_version,
  change: row.change,
  changes: row.changes,
  ...(row.message !== null && { message: row.message }),
  author: row.author,
  state: row.state,
  createdAt: row.created_at.getTime(),
})

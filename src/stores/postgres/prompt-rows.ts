import type {
  PromptLabel,
  PromptReview,
  PromptShare,
  PromptTemplate,
  PromptVersion,
} from '../../core/prompt-version.ts'
import { actorOf } from './actor.ts'

/** Rows of the prompts' tables, as the driver gives them. */
export interface TemplateRow {
  readonly id: string
  readonly name: string
  readonly latest: number
  readonly approval: PromptTemplate['approval']
  readonly created_at: Date
  readonly labels: readonly {
    readonly name: string
    readonly version: number
    readonly trail: readonly number[]
    readonly shares: readonly PromptShare[] | null
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
  readonly author_credential: string | null
  readonly author_user: string | null
  readonly author_application: string | null
  readonly review: ReviewRow | null
  readonly test_run: { readonly passed: number; readonly failed: number; readonly at: string } | null
}

/** As JSON. */
interface ReviewRow {
  readonly state: PromptReview['state']
  readonly reason: string
  readonly requested_by: string
  readonly requested_by_user: string | null
  readonly requested_by_application: string | null
  readonly requested_at: string
  readonly decision_reason: string | null
  readonly decided_by: string | null
  readonly decided_by_user: string | null
  readonly decided_at: string | null
  readonly revision: number
}

export const templateOf = (row: TemplateRow): PromptTemplate => ({
  id: row.id,
  name: row.name,
  latest: row.latest,
  approval: row.approval,
  createdAt: row.created_at.getTime(),
  labels: row.labels.map(
    (label): PromptLabel => ({
      name: label.name,
      version: label.version,
      trail: label.trail,
      ...(label.shares && { shares: label.shares }),
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
  ...(row.author_credential !== null && {
    authoredBy: actorOf(row.author_credential, row.author_user, row.author_application),
  }),
  ...(row.review && { review: reviewOf(row.review) }),
  ...(row.test_run && {
    testRun: {
      passed: row.test_run.passed,
      failed: row.test_run.failed,
      at: Date.parse(row.test_run.at),
    },
  }),
})

const reviewOf = (row: ReviewRow): PromptReview => ({
  state: row.state,
  reason: row.reason,
  requestedBy: actorOf(row.requested_by, row.requested_by_user, row.requested_by_application),
  requestedAt: Date.parse(row.requested_at),
  ...(row.decided_at !== null && {
    decision: {
      reason: row.decision_reason ?? '',
      by: actorOf(row.decided_by ?? '', row.decided_by_user, null),
      at: Date.parse(row.decided_at),
    },
  }),
  revision: row.revision,
})

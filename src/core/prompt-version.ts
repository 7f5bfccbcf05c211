import type { Actor, Verdict } from './approval.ts'
import type { PromptApproval } from './organisation.ts'

/** A module as its author wrote it. */
export interface PromptModule {
  readonly template: string
  readonly version: number
  /** SDL: `extend type Prompts { … }` and the types that it needs. */
  readonly sdl: string
}

/** A module that a label stands at. */
export interface LabelledModule extends PromptModule {
  readonly label: string
  /** The versions among which the label divides callers, this one too; absent: they all get this one. */
  readonly shares?: readonly (PromptShare & Pick<PromptModule, 'sdl'>)[]
}

/** A version that a part of the callers gets. */
export interface PromptShare {
  readonly version: number
  /** In proportion to the weights of the others. */
  readonly weight: number
}

/** The label of the version that is in force. */
export const production = 'production'

/** What a new version changes for those who call it. */
export type PromptChange = 'FIRST' | 'BREAKING' | 'DANGEROUS' | 'SAFE' | 'NONE'

/** DRAFT: never had a label. PUBLISHED: can be called. RETIRED: cannot be called any more. */
export type PromptState = 'DRAFT' | 'PUBLISHED' | 'RETIRED'

/** A version as it is kept: immutable but for its state. */
export interface PromptVersion extends PromptModule {
  /** A UUID. */
  readonly id: string
  /** Semantic Versioning 2.0.0, derived from what changed since the version before. */
  readonly semanticVersion: string
  readonly change: PromptChange
  /** The single changes that callers may notice, for people. */
  readonly changes: readonly string[]
  readonly message?: string
  /** Who published it: a user, or the name of a credential. */
  readonly author: string
  readonly state: PromptState
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Who published it, more exactly; absent: it is older than that. */
  readonly authoredBy?: Actor
  /** What others have said of it; absent: nobody was asked. */
  readonly review?: PromptReview
  /** Absent: those that its template has now never ran by themselves, or it has none. */
  readonly testRun?: PromptTestRun
}

export type PromptReviewState = 'REQUESTED' | 'APPROVED' | 'REJECTED'

/** That somebody shall look at a version before callers get it, and what came of it. */
export interface PromptReview {
  readonly state: PromptReviewState
  /** Why it was asked for. */
  readonly reason: string
  readonly requestedBy: Actor
  /** Milliseconds since 1970. */
  readonly requestedAt: number
  /** The last decision. */
  readonly decision?: Verdict
  /** Grows with each request and each decision. */
  readonly revision: number
}

/** What an approver can say of a version that waits for him. */
export const reviewDecisions = { APPROVE: 'APPROVED', REJECT: 'REJECTED' } as const

/** Which version is meant, and why it is to be looked at. */
export interface ReviewRequest {
  readonly template: string
  readonly version: number
  readonly reason: string
}

export interface ReviewDecision extends ReviewRequest {
  /** The one that was seen. */
  readonly revision: number
  readonly decision: keyof typeof reviewDecisions
}

/** A name for one version of a template, such as `staging`. */
export interface PromptLabel {
  readonly name: string
  readonly version: number
  /** The versions that it stood at before, newest last: the way that a rollback goes back. */
  readonly trail: readonly number[]
  /** The versions among which callers are divided, `version` too; absent: they all get that one. */
  readonly shares?: readonly PromptShare[]
  readonly movedAt: number
  readonly movedBy: string
}

export interface PromptTemplate {
  /** A UUID. */
  readonly id: string
  readonly name: string
  /** Number of the newest version. */
  readonly latest: number
  /** REQUIRED: its versions have to be approved, whether or not the tenant demands it. */
  readonly approval: PromptApproval
  readonly createdAt: number
  /** By name. */
  readonly labels: readonly PromptLabel[]
}

/** How the tests of a version went the last time. */
export interface PromptTestRun {
  readonly passed: number
  readonly failed: number
  /** Milliseconds since 1970. */
  readonly at: number
}

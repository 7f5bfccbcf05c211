import { GatewayError } from './error.ts'
import type { PromptApproval } from './organisation.ts'
import type { PromptTest } from './prompt-test.ts'
import type {
  PromptLabel,
  PromptModule,
  PromptReview,
  PromptState,
  PromptTemplate,
  PromptTestRun,
  PromptVersion,
} from './prompt-version.ts'

/** What is kept of the prompts of tenants. Throws UNAVAILABLE while the database is away. */
export interface PromptReader {
  /** Those behind the name `after`, by name. */
  templates(
    tenant: string,
    range: { readonly limit: number; readonly after?: string },
  ): Promise<readonly PromptTemplate[]>
  /** Those that exist, in no order. */
  named(tenant: string, names: readonly string[]): Promise<readonly PromptTemplate[]>
  templatesById(tenant: string, ids: readonly string[]): Promise<readonly PromptTemplate[]>
  versionsById(tenant: string, ids: readonly string[]): Promise<readonly PromptVersion[]>
  /** Of each template the versions below the number `before`, newest first. */
  versions(
    tenant: string,
    page: { readonly templates: readonly string[]; readonly limit: number; readonly before?: number },
  ): Promise<readonly (readonly PromptVersion[])[]>
  version(tenant: string, template: string, number: number): Promise<PromptVersion | undefined>
  /** Those that wait for an approver, newest first. */
  waiting(
    tenant: string,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<readonly PromptVersion[]>
}

export interface PromptStore extends PromptReader {
  /** Whether the tenant, or the template, wants versions approved by somebody else than their author before callers get them. */
  demandsApproval(tenant: string, template: string): Promise<boolean>
  /**
   * Versions of templates that want that, besides one of them, which have or had a label and in which one of the words
   * stands; newest first.
   */
  guarded(
    tenant: string,
    about: { readonly words: readonly string[]; readonly besides: string; readonly limit: number },
  ): Promise<readonly PromptModule[]>
  /** Those of the template; none if there is no such template. */
  tests(tenant: string, template: string): Promise<readonly PromptTest[]>
  /** Does `work` while nobody else changes the tenant's prompts; undone if it throws. UNAVAILABLE: too many wait already. */
  changing<T>(tenant: string, work: (changes: PromptChanges) => Promise<T>): Promise<T>
}

/** One change of a tenant's prompts, as it sees them. */
export interface PromptChanges {
  template(name: string): Promise<PromptTemplate | undefined>
  version(template: string, number: number): Promise<PromptVersion | undefined>
  /** The modules that stand at `production`, oldest template first. */
  inForce(): Promise<readonly PromptModule[]>
  /** How many templates there are. */
  count(): Promise<number>
  /** Adds a version, and its template if it is the first one. */
  add(version: PromptVersion): Promise<void>
  setLabel(template: string, label: PromptLabel): Promise<void>
  removeLabel(template: string, name: string): Promise<void>
  setState(template: string, number: number, state: PromptState): Promise<void>
  setApproval(template: string, approval: PromptApproval): Promise<void>
  setReview(template: string, number: number, review: PromptReview): Promise<void>
  setTests(template: string, tests: readonly PromptTest[]): Promise<void>
  setTestRun(template: string, number: number, run: PromptTestRun): Promise<void>
}

/** The error for a template that is not there, or that the caller may not know of. */
export const unknownTemplate = (): GatewayError =>
  new GatewayError('NOT_FOUND', 'There is no prompt template of this name', { path: 'name' })

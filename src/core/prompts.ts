import type { Actor } from './approval.ts'
import type { PromptApproval } from './organisation.ts'
import type { Principal } from './principal.ts'
import type { AskTogether, Prompt, PromptAnswer, PromptAnswering, PromptRequest } from './prompt.ts'
import type { PromptMetricsReader } from './prompt-metrics.ts'
import type { SplitCaller } from './prompt-split.ts'
import type { PromptReader } from './prompt-store.ts'
import type { PromptTests, TestCaller } from './prompt-test.ts'
import type {
  PromptShare,
  PromptTemplate,
  PromptVersion,
  ReviewDecision,
  ReviewRequest,
} from './prompt-version.ts'

/** On whose behalf prompts are changed. */
export interface PromptAuthor {
  readonly tenant: string
  readonly name: string
  readonly actor: Actor
  /** Who pays for the tests that a version has to pass. */
  readonly caller?: TestCaller
}

export interface Publication {
  readonly sdl: string
  /** Name of the template; if absent, that of the first prompt, or else of the first entity. */
  readonly name?: string
  readonly message?: string
  /** Labels that move to the new version; none leaves it a draft. */
  readonly labels: readonly string[]
  /** The newest version that the author has seen; CONFLICT if there is a newer one. 0: there must be none. */
  readonly expectedVersion?: number
}

/** Where a label is to stand. */
export interface LabelMove {
  readonly template: string
  readonly label: string
  /** Absent: nowhere any more. */
  readonly version?: number
}

/** Among which versions a label is to divide callers. */
export interface LabelSplit {
  readonly template: string
  readonly label: string
  readonly shares: readonly PromptShare[]
}

/** A version, and its template as it is now. */
export interface PublishedVersion {
  readonly template: PromptTemplate
  readonly version: PromptVersion
}

/**
 * The prompts of all tenants: what is kept, how it changes, and what is in force. Changes are in force in this gateway
 * when they resolve, and in the others within a second. They throw INVALID_PROMPT with the faults of SDL that does not
 * fit, NOT_FOUND, CONFLICT and INVALID_INPUT, and change nothing then.
 */
export interface Prompts extends PromptMetricsReader, PromptReader, PromptTests {
  publish(author: PromptAuthor, publication: Publication): Promise<PublishedVersion>
  moveLabel(author: PromptAuthor, move: LabelMove): Promise<PromptTemplate>
  /** Divides callers among versions that take and answer the same. CONFLICT with the difference otherwise. */
  splitLabel(author: PromptAuthor, split: LabelSplit): Promise<PromptTemplate>
  /** Moves a label back to where it stood before; one that divides callers, to where it stands. */
  rollback(author: PromptAuthor, move: Omit<LabelMove, 'version'>): Promise<PublishedVersion>
  /** Says whether versions of the template have to be approved. */
  setApproval(author: PromptAuthor, template: string, approval: PromptApproval): Promise<PromptTemplate>
  /** Asks for somebody else's approval of a version; again, if it was refused. */
  requestReview(author: PromptAuthor, request: ReviewRequest): Promise<PromptVersion>
  /** Approves or rejects a version that waits. Who decides is neither its author nor the one who asks. */
  decideReview(by: PromptAuthor, decision: ReviewDecision): Promise<PromptVersion>
  /** Takes a version out of use for ever. */
  retire(author: PromptAuthor, template: string, version: number): Promise<PublishedVersion>
  /** Resolves when it can be told what is in force without composing it at once; undefined: it can. */
  ready(tenant: string): Promise<void> | undefined
  /** The prompts in force that are fields of `Prompts`, by name. */
  inForce(tenant: string): ReadonlyMap<string, Prompt>
  /** All prompts in force, fields of entities too, by their operations. */
  operations(tenant: string): ReadonlyMap<string, Prompt>
  /** The prompt in force, by its name or address; with `at`, that of a version (`3`) or of a label (`staging`). */
  find(tenant: string, name: string, at?: string): Promise<Prompt | undefined>
  /** The caller's version of a prompt that stands at the label, `production` if absent: the same one at each time. */
  chosen(prompt: Prompt, caller: SplitCaller, label?: string): Prompt
  /** The calls that a prompt makes, its steps before it, as far as they are known: to be priced, and not to be run. */
  callsOf(request: PromptRequest): readonly PromptRequest[]
  /** Calls a prompt: reads the answer, and has it repaired once if it does not fit. */
  ask(request: PromptRequest): Promise<PromptAnswer>
  /** The same, as it comes. */
  stream(request: PromptRequest): PromptAnswering
  /** How prompts are asked for many entities in one operation of a client, which may come to so many calls. */
  together(): AskTogether
  /** The schema that the caller sees, as SDL. */
  sdl(principal: Principal): string
}

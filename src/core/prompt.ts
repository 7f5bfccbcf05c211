import type { Actor, Verdict } from './approval.ts'
import type { Share } from './bundle.ts'
import { GatewayError } from './error.ts'
import type { Json, Message, Tool, ToolCall } from './message.ts'
import type { PromptApproval } from './organisation.ts'
import type { Policy } from './policy.ts'
import type { Principal } from './principal.ts'
import type { PromptMetricsReader } from './prompt-metrics.ts'
import type { SplitCaller } from './prompt-split.ts'
import type { PromptTest, PromptTests, TestCaller } from './prompt-test.ts'
import type { CallRecord } from './record.ts'
import type { CompletionInput, GatewayRequest } from './request.ts'

export interface JsonObject {
  readonly [name: string]: Json
}

/** What a prompt is filled with: one value an argument, null where the caller said nothing. */
export type Variables = JsonObject

/** One version of a prompt, ready to be called: a field of `Prompts`. Immutable. */
export interface Prompt {
  /** The field's name, such as `summarizeReview`. */
  readonly name: string
  /** The name as it stands in the address of the REST API: `summarize-review`. */
  readonly address: string
  /** Name of the template that it is published in; its versions are counted there. */
  readonly template: string
  readonly version: number
  /** Such as `prompts.summarizeReview`: what keys, ledger and usage call it. */
  readonly operation: string
  /** What its directives say. */
  readonly policy: Policy
  /** Public name of the model that it asks. */
  readonly model: string
  readonly description?: string
  readonly deprecated?: string
  /** How it asks; the messages are rendered for each call. */
  readonly input: CompletionInput
  /** What is asked first, in this order; absent: nothing. */
  readonly steps?: readonly PromptStep[]
  /** JSON Schemas (2020-12) of what it takes and of what it answers, as REST has them. */
  readonly argumentsSchema: JsonObject
  readonly answerSchema: JsonObject
  /** Whether it answers with plain text, which can be streamed. */
  readonly isText: boolean
  /** The variables of arguments that GraphQL has coerced. */
  variablesOf(coerced: { readonly [name: string]: unknown }): Variables
  /** The variables of arguments as JSON, with defaults put in. Throws INVALID_INPUT. */
  readArguments(given: JsonObject): Variables
  /** The messages for these variables. Throws INVALID_PROMPT if the template cannot be rendered, INVALID_INPUT if a message comes out empty. */
  render(variables: Variables): readonly Message[]
  /** What of the messages is the same in every call. */
  readonly fixed: readonly Message[]
  /** The tools among these variables, which the model is offered; absent: it takes none. Throws INVALID_INPUT. */
  toolsOf?(variables: Variables): readonly Tool[]
  /** Changes an answer before anybody sees it; absent: it stays as it is. */
  edit?(text: string): Edited
  /** What a model's answer says, coerced to the prompt's type; or why it does not fit. */
  readAnswer(text: string, calling?: ToolCalling): ReadAnswer
  /** What an answer that breaks off says so far: a value whose every part may be null. Undefined: nothing yet. */
  readPartial(text: string): unknown
  /** A value that `readAnswer` or `readPartial` gave, as JSON. */
  toJson(value: unknown): Json
}

/** A prompt whose answer another one needs. Immutable. */
export interface PromptStep {
  readonly prompt: Prompt
  /** What templates call its answer. */
  readonly as: string
  /** The arguments of the other prompt, and the steps before, that its own arguments read. */
  readonly reads: ReadonlySet<string>
  /** A made-up answer, by which what needs it is priced. */
  readonly sample: Json
  /** Its variables, out of the other prompt's and the answers so far. Throws INVALID_INPUT, or an Error if a template fails. */
  variablesOf(known: Variables): Variables
}

/** A prompt that is a field of an entity which another subgraph owns. Immutable. */
export interface EntityPrompt {
  /** Of the entity's type. */
  readonly entity: string
  /** Its variables are the field's arguments, and what a router says of the entity. */
  readonly prompt: Prompt
  /** How many entities may be asked about together; 1: each by itself. */
  readonly pack: number
  /** The variables for one entity. Throws INVALID_INPUT if the router has not said what is needed. */
  variablesOf(
    representation: { readonly [field: string]: unknown },
    coerced: { readonly [name: string]: unknown },
  ): Variables
}

/** What the prompt modules of a tenant add to an entity which another subgraph owns. */
export interface EntityFields {
  /** The fields of its key. */
  readonly key: readonly string[]
  /** What a router says of it: the key, and what prompts need. Reads one as GraphQL takes it; throws INVALID_INPUT. */
  readonly said: ReadonlyMap<string, (value: unknown) => unknown>
  /** By the name of their field. */
  readonly prompts: ReadonlyMap<string, EntityPrompt>
  /** The roles that `aiCost` asks for; absent: it has no such field. */
  readonly costRoles?: readonly string[]
}

/** The calls of tools in an answer, and the tools that were offered. */
export interface ToolCalling {
  readonly toolCalls: readonly ToolCall[]
  readonly tools: readonly Tool[]
}

/** An answer as a prompt has changed it; or why it could not. */
export type Edited = { readonly text: string } | { readonly fault: string }

export type ReadAnswer = { readonly value: unknown } | { readonly fault: string }

/** A prompt to be called with these variables. */
export interface PromptCall {
  readonly prompt: Prompt
  readonly variables: Variables
  /** What follows the rendered messages: an answer that did not fit, and what was wrong with it. */
  readonly followUp?: readonly Message[]
  /** Set where it is asked together with others first, and by itself if that gives no answer. */
  readonly isPacked?: true
  /** The prompts whose answers its variables hold samples of while it is priced: it will be as much longer as they can be. */
  readonly awaits?: readonly Prompt[]
  /** What was reserved for the steps, in their order; absent: they are paid for when the prompt is asked. */
  readonly stepShares?: readonly Share[]
}

/** The call of a governed operation that a prompt makes */
export type PromptRequest = GatewayRequest & { readonly prompt: PromptCall }

/** The request for such a call. */
export const promptRequest = (
  call: PromptCall,
  about: Pick<GatewayRequest, 'api' | 'clientAddress' | 'principal' | 'signal' | 'stream'> &
    Pick<CompletionInput, 'idempotencyKey' | 'maxCostNanos' | 'sessionId' | 'subject' | 'tags'>,
): PromptRequest => {
  const { api, clientAddress, principal, signal, stream, ...attribution } = about
  const { prompt } = call
  return {
    operation: prompt.operation,
    principal,
    model: prompt.model,
    input: { ...prompt.input, ...attribution },
    prompt: call,
    api,
    stream,
    signal,
    ...(clientAddress !== undefined && { clientAddress }),
  }
}

/**
 * Asks one prompt for many entities, in their order: equal questions once, and up to `pack` different ones in one call of a
 * provider. What fails is an Error in its place.
 */
export type AskTogether = (
  requests: readonly PromptRequest[],
  pack: number,
) => Promise<readonly (PromptAnswer | Error)[]>

/** An answer that fits the prompt's type. */
export interface PromptAnswer {
  readonly value: unknown
  /** Of the call that gave it: the second one if the first answer had to be repaired. */
  readonly record: CallRecord
}

/** What comes while a prompt answers: pieces of a text or the growing value, and last of all the answer. */
export type PromptEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'partial'; readonly value: unknown }
  | ({ readonly type: 'answer' } & PromptAnswer)

/** A prompt's answer on its way. Runs nothing until it is read; to leave early, abort the request's signal. */
export interface PromptAnswering extends AsyncIterable<PromptEvent> {
  /** Of the call that runs now: of a step, or a second one where the first answer has to be repaired; undefined: none has begun. */
  record(): CallRecord | undefined
}

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

/** How the tests of a version went the last time. */
export interface PromptTestRun {
  readonly passed: number
  readonly failed: number
  /** Milliseconds since 1970. */
  readonly at: number
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

/** The error for a template that is not there, or that the caller may not know of. */
export const unknownTemplate = (): GatewayError =>
  new GatewayError('NOT_FOUND', 'There is no prompt template of this name', { path: 'name' })

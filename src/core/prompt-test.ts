import type { Json } from './message.ts'
import type { JsonObject } from './prompt.ts'
import type { PromptAuthor } from './prompts.ts'
import type { CallRecord } from './record.ts'
import type { GatewayRequest } from './request.ts'

/** What must be true of an answer. `path`, such as `$.keyPoints[0]`, leads to the part that is meant; absent: all of it. */
export type PromptAssertion =
  | { readonly kind: 'EQUALS'; readonly path?: string; readonly value: Json }
  /** A regular expression in RE2's syntax, found somewhere in the text, or in the JSON text of what is no text. */
  | { readonly kind: 'MATCHES'; readonly path?: string; readonly pattern: string }
  /** Whether there is something at the path. */
  | { readonly kind: 'EXISTS'; readonly path: string }
  /** A model says whether the answer meets the criterion. */
  | { readonly kind: 'JUDGE'; readonly path?: string; readonly criterion: string; readonly model: string }

/** A case that every version of a template has to pass. */
export interface PromptTest {
  readonly name: string
  /** Name of the prompt, since a template may hold several. */
  readonly prompt: string
  readonly arguments: JsonObject
  readonly assertions: readonly PromptAssertion[]
}

/** One call of a prompt, and what came of it. */
export interface PromptTrial {
  /** The answer; absent if the call failed. */
  readonly answer?: Json
  /** Why it failed. */
  readonly fault?: { readonly code: string; readonly message: string }
  /** Absent: nothing was called, since the version has no such prompt or does not take these arguments. */
  readonly record?: CallRecord
}

export interface PromptTestResult extends PromptTrial {
  readonly test: PromptTest
  /** What is not as it should be; empty: the test is passed. */
  readonly failures: readonly string[]
}

/** On whose behalf models are asked. */
export type TestCaller = Pick<GatewayRequest, 'principal' | 'signal' | 'clientAddress' | 'api'>

/** Which version is tried, and with which model in place of its own. */
export interface TrialSubject {
  readonly template: string
  /** Absent: the one in force, or else the newest. */
  readonly version?: number
  readonly model?: string
}

/** The tests of templates. Every trial is a call like any other: governed, charged and recorded. */
export interface PromptTests {
  /** Those of the template, in their order. Throws NOT_FOUND without the template. */
  tests(tenant: string, template: string): Promise<readonly PromptTest[]>
  /** Puts these in place of those that were there. Throws NOT_FOUND, and INVALID_INPUT with the path of what is wrong. */
  setTests(author: PromptAuthor, template: string, tests: readonly PromptTest[]): Promise<void>
  test(
    caller: TestCaller,
    subject: TrialSubject,
  ): Promise<{ readonly version: number; readonly results: readonly PromptTestResult[] }>
  /** One and the same call of several versions. */
  compare(
    caller: TestCaller,
    about: Omit<TrialSubject, 'version'> & {
      readonly versions: readonly number[]
      readonly prompt?: string
      readonly arguments: JsonObject
    },
  ): Promise<readonly (PromptTrial & { readonly version: number })[]>
}

import { GatewayError } from '../../core/error.ts'
import { type JsonObject, type Prompt, promptRequest } from '../../core/prompt.ts'
import type { PromptTest, PromptTestResult, PromptTrial, TestCaller } from '../../core/prompt-test.ts'
import { answerOf } from '../asking/ask.ts'
import { type Asking, askWithSteps } from '../asking/ask-steps.ts'
import { failureOf } from './assertions.ts'
import { judgeBy } from './judge.ts'

/** What trials need. `model` is asked in place of the prompt's own. */
export interface TrialOptions {
  readonly asking: Asking
  readonly caller: TestCaller
  readonly model?: string | undefined
}

/** Trials that run at a time. */
const mostAtOnce = 4

/** Calls a prompt once. Never throws, unless the caller has left. */
export const tryPrompt = async (
  prompt: Prompt | undefined,
  given: JsonObject,
  { asking, caller, model }: TrialOptions,
): Promise<PromptTrial> => {
  if (!prompt) return { fault: { code: 'NOT_FOUND', message: 'this version has no such prompt' } }
  try {
    const call = { prompt, variables: prompt.readArguments(given) }
    const request = promptRequest(call, { ...caller, stream: false })
    const answering = askWithSteps(asking, model === undefined ? request : { ...request, model })
    try {
      const { value, record } = await answerOf(answering)
      return { answer: prompt.toJson(value), record }
    } catch (error) {
      const record = answering.record()
      return { fault: faultOf(error, caller), ...(record && { record }) }
    }
  } catch (error) {
    return { fault: faultOf(error, caller) }
  }
}

/** Runs tests of the prompts of one version, a few at a time; results are in the order of the tests. */
export const runTests = async (
  prompts: ReadonlyMap<string, Prompt>,
  tests: readonly PromptTest[],
  options: TrialOptions,
): Promise<readonly PromptTestResult[]> => {
  const results: PromptTestResult[] = []
  for (let from = 0; from < tests.length; from += mostAtOnce) {
    const some = tests.slice(from, from + mostAtOnce)
    results.push(...(await Promise.all(some.map(test => runTest(prompts, test, options)))))
  }
  return results
}

const runTest = async (
  prompts: ReadonlyMap<string, Prompt>,
  test: PromptTest,
  options: TrialOptions,
): Promise<PromptTestResult> => {
  const trial = await tryPrompt(prompts.get(test.prompt), test.arguments, options)
  const { answer, fault } = trial
  if (answer === undefined)
    return { test, ...trial, failures: [fault ? `${fault.code}: ${fault.message}` : 'there is no answer'] }
  const judge = judgeBy(options.asking.gateway, options.caller)
  const failures: string[] = []
  for (const assertion of test.assertions) {
    const failure = await failureOf(assertion, answer, judge)
    if (failure !== undefined) failures.push(failure)
  }
  return { test, ...trial, failures }
}

const faultOf = (error: unknown, { signal }: TestCaller): NonNullable<PromptTrial['fault']> => {
  if (error instanceof GatewayError && !signal.aborted) return { code: error.code, message: error.message }
  throw error
}

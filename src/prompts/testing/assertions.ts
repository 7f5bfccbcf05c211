import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../core/message.ts'
import type { PromptAssertion } from '../../core/prompt-test.ts'
import { compilePattern, isSearchable } from '../module/pattern.ts'
import { valueAt } from './json-path.ts'

/** Whether an answer meets a criterion; a reason if it does not. */
export type Judge = (
  assertion: Extract<PromptAssertion, { kind: 'JUDGE' }>,
  answer: Json,
) => Promise<string | undefined>

/** What is not as the assertion says; undefined: all is well. */
export const failureOf = async (
  assertion: PromptAssertion,
  answer: Json,
  judge: Judge,
): Promise<string | undefined> => {
  const { path = '$' } = assertion
  const value = valueAt(answer, path)
  if (value === undefined) return `there is nothing at ${path}`
  switch (assertion.kind) {
    case 'EXISTS':
      return value === null ? `there is nothing at ${path}` : undefined
    case 'EQUALS':
      return isDeepStrictEqual(value, assertion.value)
        ? undefined
        : `${path} is ${shown(value)}, not ${shown(assertion.value)}`
    case 'MATCHES':
      return unmatched(assertion.pattern, value, path)
    case 'JUDGE':
      return judge(assertion, value)
  }
}

const unmatched = (pattern: string, value: Json, path: string): string | undefined => {
  const compiled = compilePattern(pattern)
  const text = textOf(value)
  if (!isSearchable(text, compiled.programSize()))
    return `${path} is ${shown(value)}, which is too long to be searched for ${shown(pattern)}`
  return compiled.matcher(text).find()
    ? undefined
    : `${path} is ${shown(value)}, which does not match ${shown(pattern)}`
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

const shown = (value: Json): string => {
  const text = JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

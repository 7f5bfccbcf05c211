import type { PromptAssertion, PromptTest } from '../../core/prompt-test.ts'
import { invalid } from '../module/names.ts'
import { compilePattern } from '../module/pattern.ts'
import { pathSteps } from './json-path.ts'

/** Of one template: each is a call before every publication. */
export const mostTests = 50
const mostAssertions = 20
const mostBytes = 32 * 1024

/** Throws INVALID_INPUT, with the path of what is wrong, unless these can be the tests of a template. */
export const checkTests = (tests: readonly PromptTest[]): void => {
  if (tests.length > mostTests) throw invalid('tests', `must be ${mostTests} at most`)
  const names = new Set<string>()
  for (const [index, test] of tests.entries()) {
    const at = `tests[${index}]`
    if (!/^\P{Cc}{1,100}$/u.test(test.name))
      throw invalid(`${at}.name`, 'must hold 1 to 100 characters, none of them control characters')
    if (names.has(test.name)) throw invalid(`${at}.name`, 'must be another one than that of a test before')
    names.add(test.name)
    if (!/^[A-Za-z_]\w{0,127}$/.test(test.prompt))
      throw invalid(`${at}.prompt`, 'must be the name of a prompt')
    if (Buffer.byteLength(JSON.stringify(test)) > mostBytes)
      throw invalid(at, `must take ${mostBytes} bytes at most`)
    if (test.assertions.length > mostAssertions)
      throw invalid(`${at}.assertions`, `must be ${mostAssertions} at most`)
    for (const [position, assertion] of test.assertions.entries())
      checkAssertion(assertion, `${at}.assertions[${position}]`)
  }
}

const checkAssertion = (assertion: PromptAssertion, at: string): void => {
  if (assertion.path !== undefined && !pathSteps(assertion.path))
    throw invalid(`${at}.path`, 'must be a path such as `$.keyPoints[0]`')
  if (assertion.kind !== 'MATCHES') return
  try {
    compilePattern(assertion.pattern)
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read'
    throw invalid(`${at}.pattern`, `must be a regular expression in the syntax of RE2: ${reason}`)
  }
}

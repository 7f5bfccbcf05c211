import type { Json } from '../../../core/message.ts'
import type { JsonObject } from '../../../core/prompt.ts'
import { unknownTemplate } from '../../../core/prompt-store.ts'
import type { PromptAssertion, PromptTrial, TestCaller } from '../../../core/prompt-test.ts'
import { administeredTenant } from '../administer.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import { actorOf } from '../decider.ts'
import type * as contract from '../generated/resolvers.ts'
import { invalidInput } from '../invalid-input.ts'
import { money } from '../money.ts'
import { maySeeTemplate } from '../shown-prompts.ts'

/** Tests of templates, and trials of versions: which there are, and what they come to. */
export const promptTest: contract.Resolvers = {
  Query: {
    promptTests: (_root, { name }, context) => {
      mustSeeTemplate(name, context)
      return context.services.prompts.tests(callerOf(context).tenant, name)
    },
  },
  Mutation: {
    setPromptTests: async (_root, { input: { name, tests } }, context) => {
      const tenant = administeredTenant(context)
      const kept = tests.map(({ name, prompt, arguments: given, assertions = [] }, index) => ({
        name,
        prompt,
        arguments: objectOf(`tests[${index}].arguments`, given),
        assertions: assertions.map((assertion, position) =>
          assertionOf(`tests[${index}].assertions[${position}]`, assertion),
        ),
      }))
      const caller = callerOf(context)
      const author = { tenant, name: caller.name, actor: actorOf(caller) }
      await context.services.prompts.setTests(author, name, kept)
      return { tests: kept }
    },
    testPrompt: async (_root, { input: { name, version, model } }, context) => {
      mustSeeTemplate(name, context)
      const { version: tested, results } = await context.services.prompts.test(testCaller(context), {
        template: name,
        ...(version != null && { version }),
        ...(model != null && { model }),
      })
      return {
        version: tested,
        passed: results.length > 0 && results.every(({ failures }) => failures.length === 0),
        results: results.map(({ test, failures, ...trial }) => ({
          ...trialShape(trial),
          test,
          failures,
          passed: failures.length === 0,
        })),
      }
    },
    comparePromptVersions: async (_root, { input }, context) => {
      const { name, versions, prompt, arguments: given, model } = input
      mustSeeTemplate(name, context)
      const compared = await context.services.prompts.compare(testCaller(context), {
        template: name,
        versions,
        arguments: objectOf('arguments', given),
        ...(prompt != null && { prompt }),
        ...(model != null && { model }),
      })
      return {
        versions: compared.map(({ version, ...trial }) => ({
          ...trialShape(trial),
          version,
        })),
      }
    },
  },
  PromptAssertion: {
    path: ({ path }) => path ?? null,
    value: assertion => ('value' in assertion ? assertion.value : null),
    pattern: assertion => ('pattern' in assertion ? assertion.pattern : null),
    criterion: assertion => ('criterion' in assertion ? assertion.criterion : null),
    model: assertion => ('model' in assertion ? assertion.model : null),
  },
}

/** Throws NOT_FOUND, as if it did not exist. */
const mustSeeTemplate = (name: string, context: GraphqlContext): void => {
  if (!maySeeTemplate(name, context)) throw unknownTemplate()
}

/** On whose behalf the caller of an operation has models asked. */
export const testCaller = (context: GraphqlContext): TestCaller => ({
  principal: callerOf(context),
  api: 'GRAPHQL',
  signal: context.signal,
  ...(context.clientAddress !== undefined && { clientAddress: context.clientAddress }),
})

const trialShape = ({ answer, fault, record }: PromptTrial) => ({
  answer: answer ?? null,
  errorCode: fault?.code ?? null,
  error: fault?.message ?? null,
  model: record?.model ?? null,
  usage: record?.usage ?? null,
  cost: record?.costNanos === undefined ? null : money(record.costNanos),
  latencyMs: record?.latencyMs ?? null,
})

const objectOf = (path: string, value: Json | undefined): JsonObject => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidInput(path, 'must be a JSON object')
  return value as JsonObject
}

const assertionOf = (
  at: string,
  { kind, path, value, pattern, criterion, model }: contract.PromptAssertionInput,
): PromptAssertion => {
  const part = path == null ? {} : { path }
  switch (kind) {
    case 'EQUALS':
      if (value === undefined) throw invalidInput(`${at}.value`, 'must be given for EQUALS')
      return { kind, ...part, value }
    case 'MATCHES':
      return { kind, ...part, pattern: given(`${at}.pattern`, pattern) }
    case 'EXISTS':
      return { kind, path: given(`${at}.path`, path) }
    case 'JUDGE':
      return {
        kind,
        ...part,
        criterion: given(`${at}.criterion`, criterion),
        model: given(`${at}.model`, model),
      }
  }
}

const given = (path: string, text: string | null | undefined): string => {
  if (text == null || text === '') throw invalidInput(path, 'must be given for this kind')
  return text
}

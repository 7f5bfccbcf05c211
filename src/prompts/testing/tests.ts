import { GatewayError } from '../../core/error.ts'
import type { Clock } from '../../core/ports.ts'
import type { Prompt } from '../../core/prompt.ts'
import { type PromptStore, unknownTemplate } from '../../core/prompt-store.ts'
import type { PromptTestResult, PromptTests } from '../../core/prompt-test.ts'
import { type PromptModule, type PromptVersion, production } from '../../core/prompt-version.ts'
import type { PromptAuthor } from '../../core/prompts.ts'
import type { Asking } from '../asking/ask-steps.ts'
import { invalid } from '../module/names.ts'
import { checkTests } from './check-tests.ts'
import { runTests, tryPrompt } from './trial.ts'

export interface PromptTestOptions extends Asking {
  readonly store: PromptStore
  readonly clock: Clock
  /** Throws INVALID_PROMPT unless a module that is not published yet fits the contract. */
  readonly mustBeSound: (module: PromptModule) => Promise<void>
  /** The prompts of a version by itself. */
  readonly promptsIn: (tenant: string, module: PromptModule) => Promise<ReadonlyMap<string, Prompt>>
}

/** Versions that are compared at a time. */
const mostVersions = 5

/** The tests of templates, and what lets no version into force that fails them. */
export const createPromptTests = (
  options: PromptTestOptions,
): PromptTests & { prove(author: PromptAuthor, module: PromptModule): Promise<void> } => {
  const { store, promptsIn, mustBeSound, clock } = options

  /** Keeps how a version did with the model that it names. `at`: before its tests were read, which may have changed since. */
  const keepRun = (
    tenant: string,
    { template, version }: PromptModule,
    { results, at }: { readonly results: readonly PromptTestResult[]; readonly at: number },
  ): Promise<void> => {
    const failed = results.filter(({ failures }) => failures.length > 0).length
    const run = { passed: results.length - failed, failed, at }
    return store.changing(tenant, changes => changes.setTestRun(template, version, run))
  }

  const versionOf = async (tenant: string, name: string, number?: number): Promise<PromptVersion> => {
    const [template] = await store.named(tenant, [name])
    if (!template) throw unknownTemplate()
    const inForce = template.labels.find(label => label.name === production)?.version
    const version = await store.version(tenant, name, number ?? inForce ?? template.latest)
    if (!version)
      throw new GatewayError('NOT_FOUND', `\`${name}\` has no version ${number}`, { path: 'version' })
    return version
  }

  return {
    async tests(tenant, template) {
      const [known] = await store.named(tenant, [template])
      if (!known) throw unknownTemplate()
      return store.tests(tenant, template)
    },

    async setTests({ tenant }, template, tests) {
      checkTests(tests)
      await store.changing(tenant, async changes => {
        if (!(await changes.template(template))) throw unknownTemplate()
        await changes.setTests(template, tests)
      })
    },

    async test(caller, { template, version, model }) {
      const { tenant } = caller.principal
      const tried = await versionOf(tenant, template, version)
      const at = clock()
      const tests = await store.tests(tenant, template)
      const results = await runTests(await promptsIn(tenant, tried), tests, {
        asking: options,
        caller,
        model,
      })
      if (model === undefined && results.length > 0) await keepRun(tenant, tried, { results, at })
      return { version: tried.version, results }
    },

    async compare(caller, { template, versions, prompt, arguments: given, model }) {
      if (versions.length < 1 || versions.length > mostVersions)
        throw invalid('versions', `must be 1 to ${mostVersions} versions`)
      const { tenant } = caller.principal
      const compared = await Promise.all(versions.map(number => versionOf(tenant, template, number)))
      return Promise.all(
        compared.map(async version => {
          const prompts = await promptsIn(tenant, version)
          const named = prompt ?? prompts.keys().next().value ?? ''
          const trial = await tryPrompt(prompts.get(named), given, { asking: options, caller, model })
          return { version: version.version, ...trial }
        }),
      )
    },

    async prove({ tenant, caller }, module) {
      const at = clock()
      const tests = await store.tests(tenant, module.template)
      if (tests.length === 0) return
      if (!caller) throw new Error('Nobody is there to run tests for')
      if (module.version === 0) await mustBeSound(module)
      const results = await runTests(await promptsIn(tenant, module), tests, { asking: options, caller })
      if (module.version > 0) await keepRun(tenant, module, { results, at })
      const failed = results.filter(({ failures }) => failures.length > 0)
      if (failed.length > 0) throw unproven(module, failed, tests.length)
    },
  }
}

const unproven = (
  { template }: PromptModule,
  failed: readonly PromptTestResult[],
  all: number,
): GatewayError => {
  const reasons = failed.slice(0, 5).map(({ test, failures }) => `\`${test.name}\`: ${failures[0]}`)
  return new GatewayError(
    'CONFLICT',
    `${failed.length} of ${all} tests of \`${template}\` fail with this version, so it was not put into force. ${reasons.join('; ')}`,
    { path: 'labels' },
  )
}

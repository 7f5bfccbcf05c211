import type { z } from 'zod'
import type { Config } from '../core/config.ts'
import type { ConfigDocument } from './document.ts'
import { ConfigError, type Fault } from './fault.ts'
import { guardrailsOf } from './guardrails.ts'
import { identityProvidersOf } from './identity-providers.ts'
import { modelsOf, publicNames } from './models.ts'
import { pricesOf } from './prices.ts'
import { providersOf } from './providers.ts'
import { quotaReader, quotasOf, reportLimits } from './quotas.ts'
import { fileSchema } from './schema.ts'
import { serverOf } from './server.ts'
import type { Report, Surroundings } from './surroundings.ts'
import { teamsOf } from './teams.ts'
import { reportForeign } from './tenant-rules.ts'
import { tiersOf } from './tiers.ts'

/** Checks everything that a document says. `source` is what faults call it. Throws ConfigError with every fault found. */
export const checkConfig = (document: ConfigDocument, source: string, surroundings: Surroundings): Config => {
  // A file of nothing but comments declares nothing.
  const parsed = fileSchema.safeParse(document.value || {})
  const faults: Fault[] = []
  const report: Report = (path, message) => {
    faults.push(document.fault(path, message))
  }
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map(fault(document)))
    reportLimits(document.value, report)
    throw new ConfigError(source, inOrder(firstOfEach(faults)))
  }
  const file = parsed.data
  const providers = providersOf(file, surroundings, report)
  const models = modelsOf(file, providers, { document, report })
  const teams = teamsOf(file, report)
  const names = () => publicNames(models, providers, surroundings.catalogue)
  const { elsewhere } = surroundings
  const readQuota = quotaReader(file, names, { document, report, ...(elsewhere && { elsewhere }) })
  const quotas = quotasOf(file, readQuota, report)
  const { tiers, assignments, quotas: ofTiers } = tiersOf(file, readQuota, { report, elsewhere })
  const prices = pricesOf(file, models, { names, report, elsewhere })
  const guardrails = guardrailsOf(file, surroundings.detectors, { document, report })
  const identityProviders = identityProvidersOf(file, surroundings, { document, report })
  if (surroundings.owner !== undefined) reportForeign(file, surroundings.owner, report)
  const server = serverOf(file, surroundings, report)
  if (faults.length > 0) throw new ConfigError(source, inOrder(faults))
  return freeze({
    server,
    providers,
    models,
    teams,
    quotas: [...quotas, ...ofTiers],
    tiers,
    tierAssignments: assignments,
    prices,
    guardrails,
    identityProviders,
  })
}

const fault =
  (document: ConfigDocument) =>
  (issue: z.core.$ZodIssue): Fault =>
    issue.code === 'unrecognized_keys'
      ? document.fault([...issue.path, issue.keys[0] ?? ''], issue.message)
      : document.fault(issue.path, issue.message)

/** A value that breaks one rule often breaks the next one too. */
const firstOfEach = (faults: readonly Fault[]): readonly Fault[] =>
  faults.filter(({ path }, index) => faults.findIndex(other => other.path === path) === index)

/** As they stand in the document. */
export const inOrder = (faults: readonly Fault[]): readonly Fault[] =>
  [...faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))

const freeze = <T extends object>(value: T): T => {
  for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) freeze(child)
  return Object.freeze(value)
}

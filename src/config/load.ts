import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import type { Config } from '../core/config.ts'
import { type ConfigDocument, readDocument } from './document.ts'
import { ConfigError, type Fault } from './fault.ts'
import { guardrailsOf } from './guardrails.ts'
import { identityProvidersOf } from './identity-providers.ts'
import { modelsOf, publicNames } from './models.ts'
import { providersOf } from './providers.ts'
import { quotasOf, reportLimits } from './quotas.ts'
import { fileSchema } from './schema.ts'
import type { Report, Surroundings } from './surroundings.ts'
import { teamsOf } from './teams.ts'

/** Longer than any gateway's configuration, and short enough to be read at once. */
const maxFileBytes = 4_194_304

/** The text of a file; one that is not there counts as empty unless it is `required`. Throws ConfigError. */
export const readConfigFile = async ({
  path,
  required,
}: {
  readonly path: string
  readonly required: boolean
}): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    if (code === 'ENOENT' && !required) return ''
    throw new ConfigError(path, [{ path: '', message: `cannot be read: ${reasons[code] ?? code}` }])
  }
}

const reasons: { readonly [code: string]: string } = {
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file; correct WEIR_CONFIG or create it',
}

/** Checks the text of a `weir.yaml`; `source` is what faults call it. Throws ConfigError with every fault found. */
export const parseConfig = (text: string, source: string, surroundings: Surroundings): Config => {
  if (Buffer.byteLength(text) > maxFileBytes)
    throw new ConfigError(source, [{ path: '', message: `is longer than ${maxFileBytes} bytes` }])
  const document = readDocument(text, surroundings.env)
  if (document.faults.length > 0) throw new ConfigError(source, inOrder(document.faults))

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
  const quotas = quotasOf(file, names, { document, report })
  const guardrails = guardrailsOf(file, surroundings.detectors, { document, report })
  const identityProviders = identityProvidersOf(file, surroundings, { document, report })
  if (faults.length > 0) throw new ConfigError(source, inOrder(faults))
  const server = { corsOrigins: file.server?.corsOrigins ?? [] }
  return freeze({ server, providers, models, teams, quotas, guardrails, identityProviders })
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

const inOrder = (faults: readonly Fault[]): readonly Fault[] =>
  [...faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))

const freeze = <T extends object>(value: T): T => {
  for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) freeze(child)
  return Object.freeze(value)
}

import { GatewayError } from '../../core/error.ts'
import type { Clock } from '../../core/ports.ts'
import type { PromptChanges, PromptStore } from '../../core/prompt-store.ts'
import { type PromptTemplate, type PromptVersion, production } from '../../core/prompt-version.ts'
import type { LabelSplit, PromptAuthor } from '../../core/prompts.ts'
import { checkLabelName, invalid } from '../module/names.ts'
import type { Examiner } from './examine.ts'
import { existingTemplate, labelMoved, usableVersion } from './labels.ts'
import type { RegistryOptions } from './registry.ts'
import { isApproved, unapproved } from './reviews.ts'

export interface SplitOptions extends Pick<RegistryOptions, 'demandsApproval' | 'prove'> {
  readonly store: Pick<PromptStore, 'version'>
  readonly examiner: Examiner
  /** Does the work, and waits until it is in force here. */
  readonly change: <T>(tenant: string, work: (changes: PromptChanges) => Promise<T>) => Promise<T>
  /** Throws INVALID_PROMPT unless the version fits the tenant's other prompts. */
  readonly mustFit: (changes: PromptChanges, version: PromptVersion) => Promise<unknown>
  readonly clock: Clock
}

/** Versions that one label divides callers among. */
const mostShares = 5
const mostWeight = 10_000

/**
 * Divides the callers of a label among versions (F83). One of them, where the label stands already if it is among them,
 * gives the fields their types; the others have to take and answer the same.
 */
export const createSplits =
  ({ store, examiner, change, mustFit, demandsApproval, prove, clock }: SplitOptions) =>
  async (author: PromptAuthor, { template: name, label, shares }: LabelSplit): Promise<PromptTemplate> => {
    const { tenant } = author
    checkLabelName('label', label)
    checkShares(shares)
    for (const { version: number } of shares) {
      const version = await store.version(tenant, name, number)
      if (!version) continue
      const demand = isApproved(version) ? undefined : await demandsApproval(tenant, version)
      if (demand) throw unapproved(version, demand)
      if (label === production) await prove(author, version)
    }
    return change(tenant, async changes => {
      const template = await existingTemplate(changes, name)
      const before = template.labels.find(({ name }) => name === label)?.version
      const base = shares.some(({ version }) => version === before) ? before : shares[0]?.version
      if (base === undefined) throw invalid('shares', 'must hold a version')
      const compared = await usableVersion(changes, name, base)
      if (label === production) await mustFit(changes, compared)
      for (const { version: number } of shares) {
        const version = await usableVersion(changes, name, number)
        await mustBeAlike(examiner, compared, version)
        if (version.state === 'DRAFT') await changes.setState(name, number, 'PUBLISHED')
      }
      const moved = { movedAt: clock(), movedBy: author.name }
      const at = labelMoved(template, { label, version: base }, moved)
      await changes.setLabel(name, { ...at, shares })
      return existingTemplate(changes, name)
    })
  }

const checkShares = (shares: LabelSplit['shares']): void => {
  if (shares.length < 2 || shares.length > mostShares)
    throw invalid('shares', `must be 2 to ${mostShares}; with one version, move the label`)
  if (new Set(shares.map(({ version }) => version)).size < shares.length)
    throw invalid('shares', 'must name each version once')
  for (const [index, { weight }] of shares.entries())
    if (!Number.isInteger(weight) || weight < 1 || weight > mostWeight)
      throw invalid(`shares[${index}].weight`, `must be a whole number from 1 to ${mostWeight}`)
}

/** Throws CONFLICT, with the difference, unless whoever calls the one can be given the other. */
const mustBeAlike = async (
  examiner: Examiner,
  compared: PromptVersion,
  other: PromptVersion,
): Promise<void> => {
  if (other.version === compared.version) return
  const { template, version, sdl, semanticVersion } = compared
  const next = { template, version: other.version, sdl: other.sdl }
  const found = await examiner.change({ template, version, sdl, semanticVersion }, next)
  if (found.extendsEntities)
    throw new GatewayError(
      'CONFLICT',
      `\`${template}\` extends entities of other subgraphs, which routers ask by one schema: move the label instead`,
      { path: 'shares' },
    )
  if (found.change === 'BREAKING' || found.change === 'DANGEROUS')
    throw new GatewayError(
      'CONFLICT',
      `Callers of version ${version} cannot be given version ${other.version}: ${found.changes.slice(0, 5).join('; ')}`,
      { path: 'shares' },
    )
}

import { GatewayError } from '../../core/error.ts'
import type { Clock } from '../../core/ports.ts'
import type { PromptChanges, PromptStore } from '../../core/prompt-store.ts'
import {
  type PromptLabel,
  type PromptModule,
  type PromptTemplate,
  type PromptVersion,
  production,
} from '../../core/prompt-version.ts'
import type { LabelMove, PromptAuthor, Prompts, Publication, PublishedVersion } from '../../core/prompts.ts'
import { refused } from '../module/fault.ts'
import { mostTemplates } from '../module/limits.ts'
import { type ModelFault, modelFaults } from '../module/model-faults.ts'
import { parseModule } from '../module/module.ts'
import { checkLabelName, checkTemplateName, invalid } from '../module/names.ts'
import type { DemandsApproval } from './approval-demand.ts'
import type { VersionChange } from './change.ts'
import type { Examiner } from './examine.ts'
import { existingTemplate, labelMoved, standsAt, usableVersion } from './labels.ts'
import { isApproved, outrun, unapproved } from './reviews.ts'
import { createSplits } from './splits.ts'

export interface RegistryOptions {
  readonly store: PromptStore
  readonly examiner: Examiner
  /** Why a prompt of the tenant cannot ask this model; undefined: it can. */
  readonly modelFault: (tenant: string, model: string) => ModelFault
  /** Runs the template's tests on what is to be in force. Throws CONFLICT if one fails. */
  readonly prove: (author: PromptAuthor, module: PromptModule) => Promise<void>
  /** Whether callers may get only what somebody else has approved. */
  readonly demandsApproval: DemandsApproval
  /** Resolves when what was changed of the tenant's prompts is in force in this gateway. */
  readonly settled: (tenant: string) => Promise<void>
  readonly clock: Clock
  readonly newId: () => string
}

/** How prompts change: publishing, moving labels, going back, retiring. */
export const createRegistry = (
  options: RegistryOptions,
): Pick<Prompts, 'moveLabel' | 'publish' | 'retire' | 'rollback' | 'splitLabel'> => {
  const { store, examiner, modelFault, prove, demandsApproval, settled, clock, newId } = options

  /** Throws INVALID_PROMPT unless the module fits the tenant's prompts, in place of what its template has in force. */
  const mustFit = async (changes: PromptChanges, module: PromptModule): Promise<void> => {
    const others = (await changes.inForce()).filter(({ template }) => template !== module.template)
    const { template, version, sdl } = module
    const faults = await examiner.faults(others, { template, version, sdl })
    if (faults.length > 0) throw refused(faults)
  }

  /** Does the work, and waits until it is in force here. */
  const change = async <T>(tenant: string, work: (changes: PromptChanges) => Promise<T>): Promise<T> => {
    const result = await store.changing(tenant, work)
    await settled(tenant)
    return result
  }

  const movedBy = ({ name }: PromptAuthor) => ({ movedAt: clock(), movedBy: name })

  const publish = async (author: PromptAuthor, publication: Publication): Promise<PublishedVersion> => {
    const { sdl, message, labels } = publication
    for (const [index, label] of labels.entries()) checkLabelName(`labels[${index}]`, label)
    const parsed = parseModule({ template: 'sdl', version: 0, sdl })
    if (!('types' in parsed)) throw refused(parsed)
    const name = publication.name ?? (parsed.prompts[0] ?? parsed.entities[0])?.name.value ?? ''
    checkTemplateName(name)
    const unknown = modelFaults(parsed, model => modelFault(author.tenant, model))
    if (unknown.length > 0) throw refused(unknown)
    const demand =
      labels.length > 0 ? await demandsApproval(author.tenant, { template: name, sdl }) : undefined
    if (demand && !isApproved(await unchanged(author.tenant, name, sdl))) {
      const older = await approvedBefore(author.tenant, name, sdl)
      throw older ? outrun(older) : unapproved({ template: name }, demand)
    }
    if (labels.includes(production)) await prove(author, { template: name, version: 0, sdl })

    return change(author.tenant, async changes => {
      const template = await changes.template(name)
      const latest = template && (await changes.version(name, template.latest))
      checkExpected(name, publication.expectedVersion, template?.latest ?? 0)
      if (!template && (await changes.count()) >= mostTemplates)
        throw invalid('name', `cannot be one more: the tenant has ${mostTemplates} templates already`)
      const module = { template: name, version: (template?.latest ?? 0) + 1, sdl }
      await mustFit(changes, module)
      // Who publishes the same text again means the version that is there.
      const same = latest?.sdl === sdl && latest.state !== 'RETIRED' ? latest : undefined
      if (demand && !isApproved(same)) throw unapproved({ template: name }, demand)
      const version: PromptVersion = same ?? {
        ...module,
        id: newId(),
        ...(await versionChange(latest, module)),
        ...(message !== undefined && { message }),
        author: author.name,
        authoredBy: author.actor,
        state: labels.length > 0 ? 'PUBLISHED' : 'DRAFT',
        createdAt: clock(),
      }
      if (!same) await changes.add(version)
      else if (same.state === 'DRAFT' && labels.length > 0)
        await changes.setState(name, same.version, 'PUBLISHED')
      for (const label of new Set(labels)) {
        const current = await existingTemplate(changes, name)
        const at = { label, version: version.version }
        await changes.setLabel(name, labelMoved(current, at, movedBy(author)))
      }
      return published(changes, name, version.version)
    })
  }

  /** The newest version, if it has this text. */
  const unchanged = async (tenant: string, name: string, sdl: string): Promise<PromptVersion | undefined> => {
    const [template] = await store.named(tenant, [name])
    const latest = template && (await store.version(tenant, name, template.latest))
    return latest?.sdl === sdl ? latest : undefined
  }

  /** One of the latest versions that has this text and is approved. */
  const approvedBefore = async (
    tenant: string,
    name: string,
    sdl: string,
  ): Promise<PromptVersion | undefined> => {
    const [latest] = await store.versions(tenant, { templates: [name], limit: 100 })
    return latest?.find(version => version.sdl === sdl && version.state !== 'RETIRED' && isApproved(version))
  }

  const versionChange = async (
    latest: PromptVersion | undefined,
    module: PromptModule,
  ): Promise<VersionChange> => {
    const before = latest && {
      template: latest.template,
      version: latest.version,
      sdl: latest.sdl,
      semanticVersion: latest.semanticVersion,
    }
    const { change, changes, semanticVersion } = await examiner.change(before, module)
    return { change, changes, semanticVersion }
  }

  const moveLabel = async (author: PromptAuthor, move: LabelMove): Promise<PromptTemplate> => {
    const { label, version } = move
    checkLabelName('label', label)
    const next =
      version === undefined ? undefined : await store.version(author.tenant, move.template, version)
    const demand = next && !isApproved(next) ? await demandsApproval(author.tenant, next) : undefined
    if (next && demand) throw unapproved(next, demand)
    if (next && label === production) await prove(author, next)
    return change(author.tenant, async changes => {
      const template = await existingTemplate(changes, move.template)
      if (version === undefined) await changes.removeLabel(template.name, label)
      else await place(changes, labelMoved(template, { label, version }, movedBy(author)), template.name)
      return existingTemplate(changes, template.name)
    })
  }

  /** Puts a label where it is to stand, if the version can be called and fits the others. */
  const place = async (changes: PromptChanges, label: PromptLabel, template: string): Promise<void> => {
    const version = await usableVersion(changes, template, label.version)
    if (label.name === production) await mustFit(changes, version)
    await changes.setLabel(template, label)
    if (version.state === 'DRAFT') await changes.setState(template, version.version, 'PUBLISHED')
  }

  // Without asking for an approval: the label stood there before, and who goes back is in a hurry.
  const rollback = async (
    author: PromptAuthor,
    move: Omit<LabelMove, 'version'>,
  ): Promise<PublishedVersion> => {
    checkLabelName('label', move.label)
    return change(author.tenant, async changes => {
      const template = await existingTemplate(changes, move.template)
      const label = template.labels.find(({ name }) => name === move.label)
      // A division ends where it began.
      const back = label?.shares ? label.version : label?.trail.at(-1)
      if (!label || back === undefined)
        throw new GatewayError(
          'CONFLICT',
          `The label \`${move.label}\` of \`${template.name}\` stood nowhere before; move it with movePromptLabel`,
          { path: 'label' },
        )
      const trail = label.shares ? label.trail : label.trail.slice(0, -1)
      const at = { name: label.name, version: back, trail, ...movedBy(author) }
      await place(changes, at, template.name)
      return published(changes, template.name, back)
    })
  }

  const retire = async (author: PromptAuthor, name: string, version: number): Promise<PublishedVersion> =>
    change(author.tenant, async changes => {
      const template = await existingTemplate(changes, name)
      const label = template.labels.find(label => standsAt(label, version))
      if (label)
        throw new GatewayError(
          'CONFLICT',
          `The label \`${label.name}\` stands at version ${version} of \`${name}\`; move it first`,
          { path: 'version' },
        )
      await changes.setState(name, version, 'RETIRED')
      return published(changes, name, version)
    })

  const splitLabel = createSplits({
    ...options,
    change,
    mustFit,
  })

  return { publish, moveLabel, splitLabel, rollback, retire }
}

const checkExpected = (name: string, expected: number | undefined, latest: number): void => {
  if (expected === undefined || expected === latest) return
  const now = latest === 0 ? 'is not there yet' : `has version ${latest} now`
  throw new GatewayError(
    'CONFLICT',
    `\`${name}\` ${now}, not ${expected}: look at what has changed and publish again`,
    { path: 'expectedVersion' },
  )
}

const published = async (changes: PromptChanges, name: string, number: number): Promise<PublishedVersion> => {
  const version = await changes.version(name, number)
  if (!version)
    throw new GatewayError('NOT_FOUND', `\`${name}\` has no version ${number}`, { path: 'version' })
  return { template: await existingTemplate(changes, name), version }
}

import { GatewayError } from '../../core/error.ts'
import { type PromptChanges, unknownTemplate } from '../../core/prompt-store.ts'
import type { PromptLabel, PromptTemplate, PromptVersion } from '../../core/prompt-version.ts'
import { invalid } from '../module/names.ts'

/** Labels of one template. */
const mostLabels = 20
/** How far a rollback can go back, in steps. */
const longestTrail = 50

/** The label at this version of its template, and undivided. Throws INVALID_INPUT if it would be one too many. */
export const labelMoved = (
  template: PromptTemplate,
  { label, version }: { readonly label: string; readonly version: number },
  moved: Pick<PromptLabel, 'movedAt' | 'movedBy'>,
): PromptLabel => {
  const before = template.labels.find(({ name }) => name === label)
  if (!before && template.labels.length >= mostLabels)
    throw invalid('label', `cannot be one more: \`${template.name}\` has ${mostLabels} labels already`)
  const trail =
    before && before.version !== version
      ? [...before.trail, before.version].slice(-longestTrail)
      : (before?.trail ?? [])
  return { name: label, version, trail, ...moved }
}

/** Throws NOT_FOUND. */
export const existingTemplate = async (changes: PromptChanges, name: string): Promise<PromptTemplate> => {
  const template = await changes.template(name)
  if (!template) throw unknownTemplate()
  return template
}

/** The version, if it is not retired. Throws NOT_FOUND. */
export const usableVersion = async (
  changes: PromptChanges,
  template: string,
  number: number,
): Promise<PromptVersion> => {
  const version = await changes.version(template, number)
  if (!version || version.state === 'RETIRED')
    throw new GatewayError(
      'NOT_FOUND',
      `\`${template}\` has no version ${number}${version ? ' any more: it is retired' : ''}`,
      { path: 'version' },
    )
  return version
}

/** Whether callers may get the version because of the label. */
export const standsAt = ({ version, shares = [] }: PromptLabel, number: number): boolean =>
  version === number || shares.some(share => share.version === number)

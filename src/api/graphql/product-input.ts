import { GatewayError } from '../../core/error.ts'
import type { Changes } from '../../core/organisation.ts'
import type { Product, ProductStage } from '../../core/product.ts'
import { compareReleases, isRelease } from '../../core/release.ts'
import { descriptionOf, orNull, titleOf } from './entity-input.ts'
import type { UpdateProductInput } from './generated/resolvers.ts'
import { invalidInput } from './invalid-input.ts'

/** What there is that can be sold, as far as the caller may know. */
export interface Sellable {
  readonly isModel: (name: string) => boolean
  readonly isPrompt: (name: string) => boolean
}

const mostNames = 100

/** Throws INVALID_INPUT. */
export const releaseOf = (text: string): string => {
  if (!isRelease(text)) throw invalidInput('semanticVersion', 'must be a semantic version such as 1.4.0')
  return text
}

/** Throws INVALID_INPUT. */
export const soldModels = (names: readonly string[], { isModel }: Sellable): readonly string[] =>
  sold('models', names, { isKnown: isModel, rule: 'must be the public name of a model' })

/** Throws INVALID_INPUT. */
export const soldPrompts = (names: readonly string[], { isPrompt }: Sellable): readonly string[] =>
  sold('prompts', names, { isKnown: isPrompt, rule: 'must be the name of a prompt that is in force' })

const sold = (
  path: string,
  names: readonly string[],
  { isKnown, rule }: { readonly isKnown: (name: string) => boolean; readonly rule: string },
): readonly string[] => {
  if (names.length > mostNames) throw invalidInput(path, `must hold ${mostNames} names at most`)
  for (const [index, name] of names.entries())
    if (!isKnown(name)) throw invalidInput(`${path}[${index}]`, rule)
  return [...new Set(names)].sort()
}

/** Throws INVALID_INPUT for a product of nothing. */
export const mustSell = ({ models, prompts }: Pick<Product, 'models' | 'prompts'>): void => {
  if (models.length + prompts.length === 0)
    throw invalidInput('models', 'must hold one name at least, or `prompts`')
}

/** Throws INVALID_INPUT. */
export const termsOf = (text: string): string => {
  if (!/^[\P{Cc}\n\t]{1,10000}$/u.test(text))
    throw invalidInput(
      'terms',
      'must hold 1 to 10,000 characters, of control characters only line breaks and tabs',
    )
  return text
}

/** Why somebody asks or decides. Throws INVALID_INPUT. */
export const reasonOf = (text: string): string => {
  if (!/^(?!\s*$)[\P{Cc}\n\t]{1,1000}$/u.test(text))
    throw invalidInput(
      'reason',
      'must hold 1 to 1,000 characters, not only spaces, of control characters only line breaks and tabs',
    )
  return text
}

/** What an input changes of a product. Throws INVALID_INPUT, also where subscribers would get something else unawares. */
export const productChanges = (
  product: Product,
  input: UpdateProductInput,
  sellable: Sellable,
): Changes<Product> => {
  const { title, description, terms, semanticVersion, models, prompts } = input
  const release = semanticVersion == null ? undefined : releaseOf(semanticVersion)
  const to = {
    ...(title != null && { title: titleOf(title) }),
    ...(description !== undefined && { description: orNull(description, descriptionOf) }),
    ...(terms !== undefined && { terms: orNull(terms, termsOf) }),
    ...(release !== undefined && { release }),
    ...(models != null && { models: soldModels(models, sellable) }),
    ...(prompts != null && { prompts: soldPrompts(prompts, sellable) }),
  }
  mustSell({ ...product, ...to })
  const growth = release === undefined ? 0 : compareReleases(release, product.release)
  if (growth < 0) throw invalidInput('semanticVersion', `must not be lower than ${product.release}`)
  const isOther =
    (to.models !== undefined && to.models.join('\n') !== product.models.join('\n')) ||
    (to.prompts !== undefined && to.prompts.join('\n') !== product.prompts.join('\n')) ||
    (to.terms !== undefined && to.terms !== (product.terms ?? null))
  if (product.stage !== 'DRAFT' && isOther && growth === 0)
    throw invalidInput(
      'semanticVersion',
      `must be higher than ${product.release}: what subscribers of a published product get is another version`,
    )
  return to
}

/** Throws INVALID_INPUT unless the product is in one of the stages. */
export const mustBeIn = (product: Product, stages: readonly ProductStage[]): void => {
  if (stages.includes(product.stage)) return
  throw new GatewayError(
    'INVALID_INPUT',
    `The product \`${product.name}\` is ${product.stage}; this needs one that is ${stages.join(' or ')}`,
    { path: 'id' },
  )
}

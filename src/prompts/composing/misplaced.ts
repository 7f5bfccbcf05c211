import type { FieldDefinitionNode } from 'graphql'
import type { SourceFault } from '../../core/error.ts'
import { type DirectiveRules, directiveFaults } from '../governed.ts'
import { promptArgument, promptsOfEntity } from '../module/entity-module.ts'
import { faultAt } from '../module/fault.ts'
import { mostPrompts } from '../module/limits.ts'
import { askedIn, type ParsedModule } from '../module/module.ts'

/** Directives of the modules' prompts that nothing would enforce. */
export const strayDirectives = (
  modules: readonly ParsedModule[],
  about: Omit<DirectiveRules, 'also'>,
): readonly SourceFault[] =>
  modules.flatMap(({ prompts, entities }) => [
    ...prompts.flatMap(node => directiveFaults(node, about)),
    ...prompts.flatMap(packFaults),
    ...entities
      .flatMap(promptsOfEntity)
      .flatMap(node => directiveFaults(node, { ...about, also: ['requires'] })),
  ])

/** That the module would be one too many. */
export const promptCountFaults = (
  others: readonly ParsedModule[],
  module: ParsedModule,
): readonly SourceFault[] => {
  const count = [...others, module].reduce((sum, module) => sum + askedIn(module).length, 0)
  const [first] = askedIn(module)
  if (count <= mostPrompts || !first) return []
  return [
    faultAt(
      first,
      `With this module ${count.toLocaleString('en')} prompts would be in force; ${mostPrompts.toLocaleString('en')} are allowed`,
    ),
  ]
}

/** What is said of packing where nothing is packed. */
const packFaults = (node: FieldDefinitionNode): readonly SourceFault[] => {
  const pack = promptArgument(node, 'pack')
  return pack ? [faultAt(pack, '`pack` has a meaning on fields of entities only')] : []
}

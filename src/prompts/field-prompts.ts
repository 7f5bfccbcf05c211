import { type FieldDefinitionNode, GraphQLNonNull, isObjectType } from 'graphql'
import type { SourceFault } from '../core/error.ts'
import type { Prompt } from '../core/prompt.ts'
import type { EntityComposition } from './entity-fields.ts'
import { operationOf } from './governed.ts'
import { definePrompt } from './module/definition.ts'
import { promptArgument } from './module/entity-module.ts'
import { faultAt } from './module/fault.ts'
import { kebabCase } from './module/kebab-case.ts'
import { isNullable, type ParsedModule, promptsType } from './module/module.ts'
import { typeFaults } from './module/own-types.ts'
import type { Sibling } from './module/steps.ts'
import type { Yielding } from './yielding.ts'

/** The prompts of modules that are fields of `Prompts`, by name, out of the schema that they are part of; or what is wrong with one. */
export function* fieldPrompts(
  modules: readonly ParsedModule[],
  { schema, base, policies, directive }: EntityComposition,
): Yielding<ReadonlyMap<string, Prompt> | readonly SourceFault[]> {
  const type = schema.getType(promptsType)
  const prompts = new Map<string, Prompt>()
  if (!isObjectType(type)) return prompts
  const addresses = new Map<string, string>()
  const faults: SourceFault[] = []
  for (const { template, version, prompts: nodes } of modules) {
    const siblings = new Map<string, Sibling>()
    const hasSteps = (node: FieldDefinitionNode) => promptArgument(node, 'steps') !== undefined
    for (const node of nodes) {
      const field = type.getFields()[node.name.value]
      if (field)
        siblings.set(field.name, {
          field,
          type: isNullable(node) ? field.type : new GraphQLNonNull(field.type),
          hasSteps: hasSteps(node),
        })
    }
    // Those first that may be steps of others.
    for (const node of nodes.toSorted((one, other) => Number(hasSteps(one)) - Number(hasSteps(other)))) {
      yield
      const { value: name } = node.name
      const address = kebabCase(name)
      const twin = addresses.get(address)
      if (twin !== undefined)
        faults.push(faultAt(node, `\`${name}\` and \`${twin}\` would have one address in the REST API`))
      addresses.set(address, name)
      const field = type.getFields()[name]
      const policy = policies.get(operationOf(name))
      if (!field || !policy) throw new Error(`The prompt ${name} was not composed`)
      const wrong = typeFaults(field, base)
      const prompt =
        wrong.length > 0
          ? wrong
          : definePrompt({
              field,
              isNullable: isNullable(node),
              template,
              version,
              policy,
              directive,
              siblings,
            })
      if (!('operation' in prompt)) faults.push(...prompt)
      else {
        prompts.set(name, prompt)
        const sibling = siblings.get(name)
        if (sibling) siblings.set(name, { ...sibling, prompt })
      }
    }
  }
  return faults.length > 0 ? faults : prompts
}

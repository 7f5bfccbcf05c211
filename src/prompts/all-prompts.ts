import type { Prompt } from '../core/prompt.ts'
import type { PromptSet } from './composing/prompt-set.ts'

/** The prompts in force, those of entities last. */
export const allPrompts = ({
  prompts,
  subgraph,
  extendsEntities,
}: Pick<PromptSet, 'extendsEntities' | 'prompts' | 'subgraph'>): readonly Prompt[] => {
  const entities = extendsEntities ? [...subgraph().entities.values()] : []
  const fields = entities.flatMap(({ prompts }) => [...prompts.values()])
  return [...prompts.values(), ...fields.map(({ prompt }) => prompt)]
}

import type { LabelledModule, Prompt, PromptModule } from '../core/prompt.ts'
import { chosenIn, type PromptSplit, type SplitCaller } from '../core/prompt-split.ts'

/** How the labels of one tenant divide its callers. */
export interface Divided {
  /** The caller's version of a prompt that stands at the label. */
  chosen(prompt: Prompt, caller: SplitCaller, label: string): Prompt
}

/** Nobody is divided, as most often. */
const undivided: Divided = { chosen: prompt => prompt }

interface BasedSplit extends PromptSplit {
  /** The version that the label stands at, in place of which others are given. */
  readonly base: number
}

/** `promptsOf`: the prompts of a version, under what they are governed by. */
export const dividedBy = (
  labelled: readonly LabelledModule[],
  promptsOf: (module: PromptModule) => ReadonlyMap<string, Prompt>,
): Divided => {
  const splits = new Map<string, BasedSplit>()
  for (const module of labelled) {
    const { label, template, version: base, shares } = module
    if (!shares) continue
    const prompts = shares
      .map(share => ({ ...share, prompts: promptsOf({ ...share, template }) }))
      .sort(
        (one, other) =>
          Number(one.version === base) - Number(other.version === base) || one.version - other.version,
      )
    for (const name of promptsOf(module).keys())
      splits.set(keyOf(label, name), {
        name: `${template}@${label}`,
        base,
        shares: prompts.flatMap(({ weight, prompts }) => {
          const prompt = prompts.get(name)
          return prompt ? [{ weight, prompt }] : []
        }),
      })
  }
  if (splits.size === 0) return undivided
  return {
    chosen(prompt, caller, label) {
      const split = splits.get(keyOf(label, prompt.name))
      if (split?.base !== prompt.version) return prompt
      const chosen = chosenIn(split, caller)
      return chosen && chosen.version !== prompt.version ? chosen : prompt
    },
  }
}

const keyOf = (label: string, prompt: string): string => `${label} ${prompt}`

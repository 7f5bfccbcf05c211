import type { Prompt } from '../../core/prompt.ts'
import { chosenIn, type PromptSplit, type SplitCaller } from '../../core/prompt-split.ts'
import type { LabelledModule, PromptModule } from '../../core/prompt-version.ts'

/** How the labels of one tenant divide its callers. */
export interface Divided {
  /** The caller's version of a prompt that stands at the label. */
  chosen(prompt: Prompt, caller: SplitCaller, label: string): Prompt
}

/** Nobody is divided, as most often. */
const undivided: Divided = { chosen: prompt => prompt }

/** A version that a label gives to a part of its callers. */
export interface SharedModule extends PromptModule {
  readonly label: string
  readonly weight: number
  /** The version that the label stands at, in place of which others are given. */
  readonly base: number
}

/** The versions among which labels divide callers; last of each label the one that the others are compared with. */
export const sharesIn = (labelled: readonly LabelledModule[]): readonly SharedModule[] =>
  labelled.flatMap(({ label, template, version: base, shares = [] }) =>
    [...shares]
      .sort((one, other) => rank(one.version, base) - rank(other.version, base))
      .map(share => ({ ...share, label, template, base })),
  )

const rank = (version: number, base: number): number =>
  version === base ? Number.POSITIVE_INFINITY : version

/** `shares`: what `sharesIn` tells, with the prompts of each. */
export const dividedBy = (shares: ReadonlyMap<SharedModule, ReadonlyMap<string, Prompt>>): Divided => {
  if (shares.size === 0) return undivided
  const splits = new Map<string, { readonly base: number; readonly split: PromptSplit }>()
  for (const [{ label, template, weight, base }, prompts] of shares)
    for (const [name, prompt] of prompts) {
      const key = keyOf(label, name)
      const before = splits.get(key)?.split.shares ?? []
      const split = { name: `${template}@${label}`, shares: [...before, { weight, prompt }] }
      splits.set(key, { base, split })
    }
  return {
    chosen(prompt, caller, label) {
      const known = splits.get(keyOf(label, prompt.name))
      // Who has named a version gets it.
      if (known?.base !== prompt.version) return prompt
      const chosen = chosenIn(known.split, caller)
      return chosen && chosen.version !== prompt.version ? chosen : prompt
    },
  }
}

const keyOf = (label: string, prompt: string): string => `${label} ${prompt}`

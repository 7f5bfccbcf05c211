import type { SourceFault } from '../../core/error.ts'
import type { PromptModule, PromptVersion } from '../../core/prompt-version.ts'
import type { Composer } from '../compose.ts'
import type { PromptSet } from '../composing/prompt-set.ts'
import { changeSince, type VersionChange } from './change.ts'

/** What whoever publishes has to know of modules. Questions and answers are plain data: another thread can answer. */
export interface Examiner {
  /** What is wrong with a module beside others that are known to be sound; empty: it fits. */
  faults(sound: readonly PromptModule[], module: PromptModule): Promise<readonly SourceFault[]>
  /** What a version means for those who call the one before. */
  change(before: ChangedVersion | undefined, next: PromptModule): Promise<ExaminedChange>
}

export type ChangedVersion = PromptModule & Pick<PromptVersion, 'semanticVersion'>

export interface ExaminedChange extends VersionChange {
  /** Whether either of them adds to entities of other subgraphs. */
  readonly extendsEntities: boolean
}

/** Answers in this thread, which takes up to a second. */
export const createExaminer = (composer: Composer): Examiner => ({
  async faults(sound, module) {
    const set = composer.add(sound, module)
    return 'prompts' in set ? [] : set
  },

  // One before that no longer composes has changed everything.
  async change(before, next) {
    const sets = [before && composer.compose([before]), composer.compose([next])] as const
    const extendsEntities = sets.some(set => set?.extendsEntities)
    // Entities are in what a router sees; the rest is in both.
    const schemaOf = (set: PromptSet) => (extendsEntities ? set.subgraph().schema : set.authored)
    const [earlier, later] = sets
    const change = changeSince(before && earlier && { ...before, schema: schemaOf(earlier) }, {
      sdl: next.sdl,
      schema: schemaOf(later),
    })
    return { ...change, extendsEntities }
  },
})

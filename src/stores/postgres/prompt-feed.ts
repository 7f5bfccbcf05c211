import type { LabelledModule } from '../../core/prompt-version.ts'
import type { Changes, Following } from './changes.ts'
import { createPromptReading } from './prompt-reading.ts'

/** Keeps this gateway at what the labels of all tenants' prompts stand at. */
export interface PromptFeed extends Following {
  /** What labels of the tenant's prompts stand at, oldest template first. */
  labelled(tenant: string): readonly LabelledModule[]
  /** From now on tells of tenants whose labels have moved. */
  onMoved(listener: (tenants: readonly string[]) => void): void
}

/** The same one each time. */
const none: readonly LabelledModule[] = []

/** Follows which version of each prompt is called. Rejects if it cannot be read for the first time. */
export const followPrompts = async (changes: Changes): Promise<PromptFeed> => {
  const read = createPromptReading()
  let modules: ReadonlyMap<string, readonly LabelledModule[]> = new Map()
  const listeners: ((tenants: readonly string[]) => void)[] = []
  const { sync } = await changes.follow({
    channel: 'weir_prompts',
    async refresh(client) {
      const { labelled, moved } = await read(client)
      modules = labelled
      if (moved.length > 0) for (const listener of listeners) listener(moved)
    },
  })
  return {
    labelled: tenant => modules.get(tenant) ?? none,
    onMoved: listener => void listeners.push(listener),
    sync,
  }
}

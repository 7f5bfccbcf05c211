import type { LabelledModule } from '../../core/prompt.ts'
import type { Changes, Following } from './changes.ts'
import { createPromptReading } from './prompt-reading.ts'

/** Keeps this gateway at what the labels of all tenants' prompts stand at. */
export interface PromptFeed extends Following {
  /** What labels of the tenant's prompts stand at, oldest template first. */
  labelled(tenant: string): readonly LabelledModule[]
}

/** The same one each time. */
const none: readonly LabelledModule[] = []

/** Follows which version of each prompt is called. Rejects if it cannot be read for the first time. */
export const followPrompts = async (changes: Changes): Promise<PromptFeed> => {
  const read = createPromptReading()
  let modules: ReadonlyMap<string, readonly LabelledModule[]> = new Map()
  const { sync } = await changes.follow({
    channel: 'weir_prompts',
    async refresh(client) {
      modules = await read(client)
    },
  })
  return { labelled: tenant => modules.get(tenant) ?? none, sync }
}

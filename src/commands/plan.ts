import type { Administration } from '../administration.ts'
import { applyFile, previewFile } from '../control/apply-file.ts'
import { planText } from '../control/plan-text.ts'
import { administering, type Outcome } from './administering.ts'

export const planUsage = 'weir plan | weir apply'

/** `weir plan`: what the configuration file would change, without a change. */
export const plan = (args: readonly string[]): Promise<Outcome> =>
  administering(args, async about => {
    const file = fileOf(about)
    return planText(await previewFile(file, about), file)
  })

/** `weir apply`: makes the gateways do what the configuration file says, without a restart. */
export const apply = (args: readonly string[]): Promise<Outcome> =>
  administering(args, async about => {
    const file = fileOf(about)
    return planText(await applyFile(file, about), file)
  })

const fileOf = (about: Administration) => {
  const file = about.file()
  if (file) return file
  throw new Error('There is no weir.yaml here; write one, or name it by WEIR_CONFIG')
}

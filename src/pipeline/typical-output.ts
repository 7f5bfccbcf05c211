import { remember } from '../core/remember.ts'

/** How long answers of a model usually are, for estimates; learned from the calls that this process has metered. */
export interface TypicalOutput {
  note(model: string, outputTokens: number): void
  /** Tokens; before the first answer of the model, the length of a few paragraphs. */
  of(model: string): number
}

const beforeTheFirst = 400
/** The share of the newest answer in the moving average: some twenty answers are remembered. */
const share = 0.1

/** Names that are found on demand are without end. */
const mostModels = 10_000

/** Holds one number a model; the one with the oldest answer is forgotten first. */
export const createTypicalOutput = (): TypicalOutput => {
  const means = new Map<string, number>()
  return {
    note(model, outputTokens) {
      const mean = means.get(model)
      const next = mean === undefined ? outputTokens : mean + share * (outputTokens - mean)
      remember(means, model, next, mostModels)
    },
    of: model => Math.round(means.get(model) ?? beforeTheFirst),
  }
}

import type { TokenMeasure } from '../core/ports.ts'
import type { Call } from '../core/request.ts'

type Serving = Pick<Call, 'model' | 'snapshot'>
type Asked = Serving & Pick<Call, 'input'>

/** The model's id at the provider that most likely answers: what tokens are counted for. */
export const servedAs = ({ model, snapshot }: Serving): string =>
  snapshot.models.get(model)?.deployments[0]?.model ?? model

/** The model's ids at all providers that may answer, each once. */
const servedAsAny = (call: Serving): readonly string[] => {
  const deployments = call.snapshot.models.get(call.model)?.deployments ?? []
  return deployments.length < 2 ? [servedAs(call)] : [...new Set(deployments.map(({ model }) => model))]
}

/** At least as many tokens as any provider that may answer will count; costs next to nothing. */
export const inputUpperBound = (call: Asked, measure: TokenMeasure): number =>
  servedAsAny(call).reduce((most, model) => Math.max(most, measure.inputUpperBound(call.input, model)), 0)

/** The same, closer to what they will count. */
export const boundInput = async (call: Asked, measure: TokenMeasure): Promise<number> =>
  Math.max(...(await Promise.all(servedAsAny(call).map(model => measure.boundInput(call.input, model)))))

import type { Call } from '../core/request.ts'

/** The model's id at the provider that most likely answers: what tokens are counted for. */
export const servedAs = ({ model, snapshot }: Pick<Call, 'model' | 'snapshot'>): string =>
  snapshot.models.get(model)?.deployments[0]?.model ?? model

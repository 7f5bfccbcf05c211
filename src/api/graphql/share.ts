import type { GatewayRequest } from '../../core/request.ts'
import type { GraphqlContext } from './context.ts'
import { pathOf, type ResponsePath } from './model-fields.ts'

/** The request with what was reserved for the field together with the others of its operation, if that was priced. */
export const withShare = <Request extends GatewayRequest>(
  request: Request,
  { shares }: GraphqlContext,
  { path }: { readonly path: ResponsePath },
): Request => {
  const own = shares?.get(pathOf(path))
  const share = own?.at(-1)
  if (!own || !share) return request
  const { prompt } = request
  return {
    ...request,
    share,
    ...(prompt?.prompt.steps && { prompt: { ...prompt, stepShares: own.slice(0, -1) } }),
  }
}

import type { Model } from './model.ts'
import type { Deployment, Pricing } from './provider.ts'

/** What calls at the deployment that begin at `at` (milliseconds since 1970) are charged by; undefined: nobody knows. */
export const pricingAt = ({ pricing }: Pick<Deployment, 'pricing'>, at: number): Pricing | undefined =>
  pricing?.at ? pricing.at(at) : pricing

/** A deployment whose price nobody knows at `at`, which is why calls of the model are refused; undefined: they are not. */
export const unpricedAt = (
  { unpriced, deployments }: Pick<Model, 'deployments' | 'unpriced'>,
  at: number,
): Deployment | undefined =>
  unpriced === 'REFUSE' ? deployments.find(deployment => !pricingAt(deployment, at)) : undefined

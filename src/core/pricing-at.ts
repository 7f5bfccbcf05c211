import type { Deployment, Pricing } from './provider.ts'

/** What calls at the deployment that begin at `at` (milliseconds since 1970) are charged by; undefined: nobody knows. */
export const pricingAt = ({ pricing }: Pick<Deployment, 'pricing'>, at: number): Pricing | undefined =>
  pricing?.at ? pricing.at(at) : pricing

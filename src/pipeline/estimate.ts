import { noUsage } from '../core/chunk.ts'
import { GatewayError } from '../core/error.ts'
import type { Estimate } from '../core/gateway.ts'
import type { Policy } from '../core/policy.ts'
import type { Clock, TokenMeasure } from '../core/ports.ts'
import { pricingAt } from '../core/pricing-at.ts'
import type { Meter, Quota, QuotaStore } from '../core/quota.ts'
import type { GatewayRequest } from '../core/request.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { checkAccess } from './authorize.ts'
import { amountsOf, outputBound, worstBytes, worstCost } from './bound.ts'
import { chargeFor, termsOf } from './charge.ts'
import { overMaxCost } from './quota-refusal.ts'
import { countsOf } from './quotas.ts'
import { boundInput, servedAs } from './served-as.ts'
import type { TypicalOutput } from './typical-output.ts'

export interface Estimating {
  readonly policies: ReadonlyMap<string, Policy>
  readonly snapshot: (tenant: string) => Snapshot
  readonly quotas: QuotaStore
  readonly measure: TokenMeasure
  readonly typicalOutput: TypicalOutput
  readonly clock: Clock
}

const everyMeter: ReadonlySet<Meter> = new Set([
  'BYTES',
  'CONCURRENT_CALLS',
  'COST',
  'INPUT_TOKENS',
  'OUTPUT_TOKENS',
  'REQUESTS',
  'TOTAL_TOKENS',
])

/** Tells what a call would use, cost and run into, by the rules of the meter. Reserves and spends nothing. */
export const createEstimate =
  ({ policies, snapshot, quotas, measure, typicalOutput, clock }: Estimating) =>
  async (request: GatewayRequest): Promise<Estimate> => {
    const policy = policies.get(request.operation)
    if (!policy) throw new Error(`The SDL says nothing about the operation ${request.operation}`)
    const call = { ...request, policy, snapshot: snapshot(request.principal.tenant) }
    checkAccess(call)
    const model = call.snapshot.models.get(request.model)
    if (!model) throw new GatewayError('NOT_FOUND', `There is no model \`${request.model}\``)

    const now = clock()
    const terms = termsOf(call, now)
    const { tokens: inputTokens } = await measure.countInput(request.input, servedAs(call))
    const maxOutputTokens = outputBound(request.input, model)
    const expected = { inputTokens, outputTokens: Math.min(typicalOutput.of(model.name), maxOutputTokens) }
    const worst = { inputTokens, outputTokens: maxOutputTokens }
    const worstCostNanos = worstCost(model, worst, terms)
    // The meter cuts an answer whose length the caller leaves open; only one without room for a token is refused. It
    // reserves what the input may come to, which of other makers' models is more than what can be counted.
    const open = request.input.task === 'completion' && request.input.maxOutputTokens === undefined
    const least = { inputTokens: await boundInput(call, measure), outputTokens: open ? 1 : maxOutputTokens }
    const leastCostNanos = worstCost(model, least, terms)
    const refusedBy =
      overMaxCost(request.input, leastCostNanos)?.denied.quota ??
      (await refusing(
        amountsOf(
          countsOf(call, everyMeter),
          { ...noUsage, ...least },
          {
            cost: () => leastCostNanos,
            bytes: () => worstBytes(request.input, least.outputTokens),
          },
        ),
      ))
    const isPriced = model.deployments.some(deployment => pricingAt(deployment, now))
    return {
      inputTokens,
      maxOutputTokens,
      ...(isPriced && {
        expectedCostNanos: expectedCost(),
        worstCaseCostNanos: worstCostNanos,
      }),
      ...(refusedBy && { refusedBy }),
    }

    /** At the deployment that most calls go to. */
    function expectedCost(): bigint {
      const [first] = [...(model?.deployments ?? [])].sort((a, b) => b.weight - a.weight)
      const pricing = first && pricingAt(first, now)
      return pricing ? chargeFor(pricing, { ...noUsage, ...expected }, terms) : 0n
    }

    async function refusing(wanted: ReturnType<typeof amountsOf>): Promise<Quota | undefined> {
      for (const { amount, ...count } of wanted) {
        const { quota } = count
        if (quota.action !== 'BLOCK') continue
        const { used, reserved } = await quotas.state(count, now)
        if (used + reserved + amount > quota.limit) return quota
      }
      return undefined
    }
  }

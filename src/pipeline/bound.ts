import { noUsage, type Usage } from '../core/chunk.ts'
import type { Model } from '../core/model.ts'
import { pricingAt } from '../core/pricing-at.ts'
import type { Quota, QuotaAmount, QuotaCount, QuotaState } from '../core/quota.ts'
import type { Input } from '../core/request.ts'
import { chargeFor, type Terms } from './charge.ts'

/** What a call may use at most, in tokens. */
export interface Bound {
  readonly inputTokens: number
  readonly outputTokens: number
}

/** How long an answer may become where neither the caller nor what is known of the model bounds it. */
export const usualMaxOutputTokens = 4096

/** The most tokens that the answer may hold, as far as the caller and the model say. */
export const outputBound = (input: Input, model: Model): number =>
  input.task === 'embedding' ? 0 : (input.maxOutputTokens ?? model.maxOutputTokens ?? usualMaxOutputTokens)

/**
 * How much of the room that quotas have left is reserved for an answer whose length the caller leaves open: half of
 * it, so that calls at the same time find room too, but not less than most answers need.
 */
export const shareOf = (room: number): number =>
  Math.max(Math.min(room, usualMaxOutputTokens), Math.floor(room / 2))

/** What the call costs, in nano-dollars, if it uses all of its bound at the dearest deployment. */
export const worstCost = (model: Model, bound: Bound, terms: Terms): bigint => {
  const plain: Usage = { ...noUsage, inputTokens: bound.inputTokens, outputTokens: bound.outputTokens }
  // Providers that charge for writing to their prompt cache may write all of it.
  const written: Usage = { ...plain, inputTokens: 0, cacheWriteTokens: bound.inputTokens }
  let worst = 0n
  for (const deployment of model.deployments) {
    const pricing = pricingAt(deployment, terms.at)
    if (!pricing) continue
    for (const usage of [plain, written]) {
      const cost = chargeFor(pricing, usage, terms)
      if (cost > worst) worst = cost
    }
  }
  return worst
}

/** What usage comes to beside its tokens; asked only where a quota counts it. */
export interface Beside {
  readonly cost: () => bigint
  readonly bytes: () => number
}

/** What a call may use of one counter. */
export const worstAmount = (quota: Quota, bound: Bound, beside: Beside): bigint =>
  amountOf(quota, { ...noUsage, ...bound }, beside)

/** How much of each counter that usage takes. */
export const amountsOf = (
  counts: readonly QuotaCount[],
  usage: Usage,
  beside: Beside,
): readonly QuotaAmount[] => counts.map(count => ({ ...count, amount: amountOf(count.quota, usage, beside) }))

const amountOf = ({ meter }: Quota, usage: Usage, { cost, bytes }: Beside): bigint => {
  const input = usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens
  const output = usage.outputTokens + usage.reasoningTokens
  switch (meter) {
    case 'INPUT_TOKENS':
      return BigInt(input)
    case 'OUTPUT_TOKENS':
      return BigInt(output)
    case 'TOTAL_TOKENS':
      return BigInt(input + output)
    case 'COST':
      return cost()
    case 'BYTES':
      return BigInt(bytes())
    case 'REQUESTS':
    case 'CONCURRENT_CALLS':
      return 1n
  }
}

/** The text of a question in UTF-8, its inline images as they are written, tools, schemas and options as JSON; in bytes. */
export const bytesOf = (input: Input): number => {
  const { providerOptions } = input
  let bytes = providerOptions ? jsonBytes(providerOptions) : 0
  if (input.task === 'embedding') {
    for (const text of input.texts) bytes += Buffer.byteLength(text)
    return bytes
  }
  for (const { parts, toolCalls = [] } of input.messages) {
    for (const part of parts)
      bytes += Buffer.byteLength('text' in part ? part.text : 'data' in part ? part.data : part.url)
    for (const { arguments: given } of toolCalls) bytes += Buffer.byteLength(given)
  }
  const { tools, responseFormat } = input
  if (tools) bytes += jsonBytes(tools)
  if (responseFormat?.type === 'JSON_SCHEMA') bytes += jsonBytes(responseFormat.schema)
  return bytes
}

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** No tokenizer writes answers of longer tokens on average; a single one may have more bytes. */
const bytesPerToken = 16

/** The bytes of a question and of the longest answer to it. */
export const worstBytes = (input: Input, outputTokens: number): number =>
  bytesOf(input) + outputTokens * bytesPerToken

/**
 * The longest answer, in tokens, that the rest of a quota has room for; undefined if a shorter answer does not
 * help. `costOf` tells what an answer of so many tokens would cost together with the input.
 */
export const roomFor = (
  { quota, used, reserved }: QuotaState,
  bound: Bound,
  {
    costOf,
    inputBytes,
  }: { readonly costOf: (outputTokens: number) => bigint; readonly inputBytes: () => number },
): number | undefined => {
  const left = quota.limit - used - reserved
  switch (quota.meter) {
    case 'OUTPUT_TOKENS':
      return positive(Number(left))
    case 'TOTAL_TOKENS':
      return positive(Number(left) - bound.inputTokens)
    case 'COST':
      return positive(longest(bound.outputTokens, outputTokens => costOf(outputTokens) <= left))
    case 'BYTES':
      return positive(Math.floor((Number(left) - inputBytes()) / bytesPerToken))
    default:
      return undefined
  }
}

const positive = (tokens: number): number | undefined => (tokens > 0 ? tokens : undefined)

/** The largest whole number up to `most` that fits; fitting is monotonic. 0 if none does. */
export const longest = (most: number, fits: (outputTokens: number) => boolean): number => {
  let low = 0
  let high = most
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}

import type { IncomingHttpHeaders } from 'node:http'
import { nanosFromUsd } from '../../core/money.ts'
import type { Input, Subject } from '../../core/request.ts'
import { invalid } from './fields.ts'

export type Attribution = Pick<Input, 'idempotencyKey' | 'maxCostNanos' | 'sessionId' | 'subject' | 'tags'>

/**
 * The gateway's own parameters, which travel as headers because OpenAI's bodies have no place for them:
 * `x-weir-tags` (comma-separated), `x-weir-subject` (`type:id`), `x-weir-session`, `x-weir-max-cost-usd` and
 * `idempotency-key`. Throws INVALID_INPUT with the header's name as its path.
 */
export const readAttribution = (headers: IncomingHttpHeaders): Attribution => {
  const attribution: { -readonly [key in keyof Attribution]: Attribution[key] } = {}
  const tags = one(headers['x-weir-tags'])
  const subject = one(headers['x-weir-subject'])
  const session = one(headers['x-weir-session'])
  const maxCost = one(headers['x-weir-max-cost-usd'])
  const idempotencyKey = one(headers['idempotency-key'])
  if (tags !== undefined) attribution.tags = readTags(tags)
  if (subject !== undefined) attribution.subject = readSubject(subject)
  if (session !== undefined) attribution.sessionId = session
  if (maxCost !== undefined) attribution.maxCostNanos = readCost(maxCost)
  if (idempotencyKey !== undefined) attribution.idempotencyKey = idempotencyKey
  return attribution
}

// Node gives a header that came several times as one string, joined by commas.
const one = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const readTags = (value: string): readonly string[] =>
  value
    .split(',')
    .map(tag => tag.trim())
    .filter(tag => tag !== '')

const readSubject = (value: string): Subject => {
  const colon = value.indexOf(':')
  if (colon < 1 || colon === value.length - 1)
    throw invalid(
      'x-weir-subject',
      'The header x-weir-subject must have the form `type:id`, such as `order:4711`.',
    )
  return { type: value.slice(0, colon), id: value.slice(colon + 1) }
}

const readCost = (value: string): bigint => {
  const nanos = nanosFromUsd(value)
  if (nanos === undefined || nanos <= 0n)
    throw invalid(
      'x-weir-max-cost-usd',
      'The header x-weir-max-cost-usd must be a plain decimal above zero, such as `0.05`.',
    )
  return nanos
}

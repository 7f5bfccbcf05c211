import { hash } from 'node:crypto'
import type { Message } from '../core/message.ts'
import type { Model } from '../core/model.ts'
import type { Call, Input } from '../core/request.ts'

/** What a call asks, as a text that tells it from every other question and gives nothing of it away. */
export type QuestionKey = (call: Call) => string

/**
 * SHA-256, keyed by `secret`, over the tenant and everything that the answer depends on: the model and who serves it,
 * and the input as the guardrails have left it. What merely accompanies a call (tags, subject, session) is not in it.
 * Questions of two tenants cannot be compared, and nobody without the secret can try out guesses. The key stands in
 * front: a text whose hash is known cannot be made longer, as its beginning is known to nobody who could ask for it.
 */
export const createQuestionKey = (secret: string): QuestionKey => {
  const serving = new WeakMap<Model, string>()
  const servedBy = (model: Model | undefined): string => {
    if (!model) return ''
    let text = serving.get(model)
    if (text === undefined) {
      text = JSON.stringify(model.deployments.map(({ name, provider, model }) => [name, provider, model]))
      serving.set(model, text)
    }
    return text
  }
  return ({ principal, operation, model, prompt, snapshot, input }) =>
    hash(
      'sha256',
      `${secret}${JSON.stringify([
        principal.tenant,
        operation,
        model,
        prompt && [prompt.prompt.template, prompt.prompt.version],
        servedBy(snapshot.models.get(model)),
        input.idempotencyKey === undefined ? null : [principal.id, input.idempotencyKey],
      ])}${textOf(input)}`,
      'base64url',
    )
}

const accompanying: ReadonlySet<string> = new Set([
  'idempotencyKey',
  'maxCostNanos',
  'sessionId',
  'subject',
  'tags',
] satisfies (keyof Input)[])

/** What is asked alone, field by field in the order of their names. */
const textOf = (input: Input): string => {
  let text = ''
  for (const name of Object.keys(input).sort()) {
    if (accompanying.has(name)) continue
    const value: unknown = input[name as keyof Input]
    if (value === undefined) continue
    text += `\n${name}:`
    if (name === 'messages' && input.task === 'completion')
      for (const message of input.messages) text += said(message)
    else text += typeof value === 'object' ? canonical(value) : JSON.stringify(value)
  }
  return text
}

/** Texts are most of what is asked: their length tells where they end, which costs less than to write them as JSON. */
const said = ({ role, parts, ...rest }: Message): string => {
  let text = `${role}${parts.length}${Object.keys(rest).length === 0 ? '' : canonical(rest)}`
  for (const part of parts)
    text += part.type === 'text' ? `t${part.text.length}:${part.text}` : canonical(part)
  return text
}

/** JSON whose fields are in the order of their names. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([one], [other]) => (one < other ? -1 : 1)))
      : field,
  )

/**
 * Whether an earlier answer would have done as well, as far as the caller says: not where one asks for variety by a
 * temperature, or for one answer of its own by an idempotency key. Of very long questions nothing is said, as their
 * digest would take longer than it is worth.
 */
export const isRepeatable = (input: Input): boolean =>
  input.idempotencyKey === undefined &&
  (input.task === 'embedding' || (input.temperature ?? 0) === 0) &&
  isShort(input)

const longest = 200_000

const isShort = (input: Input): boolean => {
  let length = 0
  if (input.task === 'embedding') for (const text of input.texts) length += text.length
  else
    for (const { parts } of input.messages)
      for (const part of parts)
        length += ('text' in part ? part.text : 'data' in part ? part.data : part.url).length
  return length <= longest
}

/** So much of a question's key is kept of every call: 72 bits, of which no two questions of a tenant have the same. */
export const questionDigest = (key: string): string => key.slice(0, 12)

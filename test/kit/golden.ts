import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Chunk, FinishReason, Usage } from '../../src/core/chunk.ts'
import { gather } from '../../src/core/stream.ts'
import { json } from './recordings.ts'

/** What another SDK decoded from a recording. */
export interface Golden {
  readonly id: string
  readonly finish?: { readonly unified: string; readonly raw?: string }
  readonly usage?: {
    readonly input: { readonly total?: number; readonly cacheRead?: number; readonly cacheWrite?: number }
    readonly output: { readonly total?: number; readonly reasoning?: number }
  }
  readonly text?: GoldenText
  readonly reasoning?: GoldenText
  readonly toolCalls?: readonly { readonly name: string; readonly input: string }[]
  readonly throws?: { readonly name: string; readonly status?: number; readonly retryable?: boolean }
  readonly error?: string
  /** The other SDK failed where it should not have: no oracle. */
  readonly suspectParser?: boolean
}

/** A text, or its length and hash where it is long. */
type GoldenText = { readonly text: string } | { readonly len: number; readonly sha256: string }

/** What can be compared. `differences` names those fields of which a test says why we decode them otherwise. */
export type Compared = 'text' | 'reasoning' | 'toolCalls' | 'finish' | 'usage'

/** The oracle's answers by the id of their recording. */
export const goldens = (): ReadonlyMap<string, Golden> =>
  new Map(json<{ items: readonly Golden[] }>('recordings/golden.json.gz').items.map(item => [item.id, item]))

/** The fields in which our decoding of a successful answer differs from the oracle's; what it lacks is not compared. */
export function differencesFromGolden(chunks: readonly Chunk[], golden: Golden): readonly Compared[] {
  const gathered = gather()
  for (const chunk of chunks) gathered.add(chunk)
  const answer = gathered.whole()
  const { finish, usage } = golden
  const same: { readonly [field in Compared]: boolean } = {
    text: sameText(answer.text, golden.text),
    reasoning: sameText(answer.reasoning, golden.reasoning),
    toolCalls: sameCalls(answer.toolCalls, golden.toolCalls ?? []),
    finish: finish === undefined || finish.unified === unified[answer.finish.reason],
    usage: usage === undefined || sameUsage(answer.finish.usage, usage),
  }
  return (['text', 'reasoning', 'toolCalls', 'finish', 'usage'] as const).filter(field => !same[field])
}

/** Throws an AssertionError that names the fields that differ, unless they are exactly `expected`. */
export function compareWithGolden(
  chunks: readonly Chunk[],
  golden: Golden,
  expected: readonly Compared[] = [],
): void {
  assert.deepEqual(differencesFromGolden(chunks, golden), expected, `${golden.id} and its oracle differ in`)
}

const unified: { readonly [reason in FinishReason]: string } = {
  STOP: 'stop',
  LENGTH: 'length',
  TOOL_CALLS: 'tool-calls',
  CONTENT_FILTER: 'content-filter',
  OTHER: 'other',
}

const sameText = (ours: string, theirs: GoldenText | undefined): boolean => {
  if (theirs === undefined) return ours === ''
  if ('text' in theirs) return ours === theirs.text
  return ours.length === theirs.len && createHash('sha256').update(ours).digest('hex') === theirs.sha256
}

type Called = { readonly name: string; readonly arguments?: string; readonly input?: string }

const sameCalls = (ours: readonly Called[], theirs: readonly Called[]): boolean =>
  JSON.stringify(ours.map(called)) === JSON.stringify(theirs.map(called))

const called = ({ name, arguments: ours, input }: Called): unknown => [name, parsed(ours ?? input ?? '')]

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text || '{}')
  } catch {
    return text
  }
}

const sameUsage = (ours: Usage, { input, output }: NonNullable<Golden['usage']>): boolean => {
  const all = ours.inputTokens + ours.cachedInputTokens + ours.cacheWriteTokens
  return (
    (input.total === undefined || input.total === all) &&
    (input.cacheRead === undefined || input.cacheRead === ours.cachedInputTokens) &&
    (input.cacheWrite === undefined || input.cacheWrite === ours.cacheWriteTokens) &&
    (output.total === undefined || output.total === ours.outputTokens + ours.reasoningTokens) &&
    (output.reasoning === undefined || output.reasoning === ours.reasoningTokens)
  )
}

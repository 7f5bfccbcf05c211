import { setImmediate } from 'node:timers/promises'
import type { Chunk, ReasoningChunk, TextChunk, ToolCallChunk } from '../core/chunk.ts'
import { GatewayError } from '../core/error.ts'
import { flatMap } from '../core/flat-map.ts'
import { ProviderFailure } from '../core/provider.ts'
import { maskedIds } from './mask-id.ts'
import { maskShort } from './mask-text.ts'
import type { Measures } from './measures.ts'
import { createScreen, type Screen, type Screened, type ScreenOptions } from './screen.ts'
import { stretchesOf, stretchUnits } from './stretches.ts'

/**
 * The answer with its texts, its reasoning and its tool calls masked, however they are cut into chunks. A chunk
 * that is long is looked at in several turns of the event loop, and leaves in as many pieces. What is held of
 * reasoning leaves before a chunk of another kind. What is held of text does not: its reader sees all of it as one,
 * whatever comes in between. All that is held leaves before the finish. Throws CONTENT_BLOCKED where a rule blocks, which closes the provider's stream.
 */
export const screenAnswer = (
  chunks: AsyncIterable<Chunk>,
  measures: Measures,
  syntax: ScreenOptions['syntax'],
): AsyncIterableIterator<Chunk> => {
  const pass = createOutlets(measures, syntax)
  const split = (chunk: Chunk, out: Chunk[]) =>
    isLong(chunk) ? passInTurns(chunk, { pass, out }) : pass(chunk, out)
  return flatMap(chunks, split, error => screened(error, measures))
}

/** The words of a failure may be the provider's, who may repeat the question in them. */
const screened = (error: unknown, measures: Measures): unknown => {
  if (!(error instanceof GatewayError) || !(error.cause instanceof ProviderFailure)) return error
  return new GatewayError(error.code, maskShort(measures, error.message), {
    ...error.details,
    cause: error.cause,
  })
}

const passInTurns = async (
  chunk: Chunk,
  { pass, out }: { readonly pass: Pass; readonly out: Chunk[] },
): Promise<void> => {
  for (const piece of piecesOf(chunk)) {
    pass(piece, out)
    await setImmediate()
  }
}

const isLong = (chunk: Chunk): boolean =>
  (chunk.type === 'text' || chunk.type === 'reasoning' ? chunk.text : argumentsOf(chunk)).length >
  stretchUnits

const argumentsOf = (chunk: Chunk): string => (chunk.type === 'tool-call' ? chunk.arguments : '')

/** The chunk in several that say the same. */
const piecesOf = (chunk: Chunk): readonly Chunk[] => {
  if (chunk.type === 'tool-call')
    return Array.from(stretchesOf(chunk.arguments), (text, position) =>
      position === 0
        ? { ...chunk, arguments: text }
        : { type: 'tool-call', index: chunk.index, arguments: text },
    )
  if (chunk.type !== 'text' && chunk.type !== 'reasoning') return [chunk]
  return Array.from(stretchesOf(chunk.text), (text, position) =>
    position === 0 ? { ...chunk, text } : { type: chunk.type, index: chunk.index, text },
  )
}

/** Adds what a chunk lets out to `out`. Throws where a rule blocks, behind what may leave. */
type Pass = (chunk: Chunk, out: Chunk[]) => void

const createOutlets = (measures: Measures, syntax: ScreenOptions['syntax']): Pass => {
  // Made when they are needed: most answers have text alone.
  let texts: Outlet<TextChunk> | undefined
  let reasoning: Outlet<ReasoningChunk> | undefined
  let toolCalls: Outlet<ToolCallChunk> | undefined

  return (chunk, out) => {
    switch (chunk.type) {
      case 'text':
        reasoning?.flush(out)
        texts ??= textOutlet(measures, syntax)
        texts.pass(chunk, out)
        break
      case 'reasoning':
        reasoning ??= reasoningOutlet(measures)
        reasoning.pass(chunk, out)
        break
      case 'tool-call':
        reasoning?.flush(out)
        toolCalls ??= toolCallOutlet(measures)
        toolCalls.pass(chunk, out)
        break
      case 'finish':
        reasoning?.flush(out)
        texts?.flush(out)
        toolCalls?.flush(out)
        out.push(chunk)
        break
      default:
        out.push(chunk)
    }
  }
}

/** Where chunks of one kind leave: they are added to `out`. Throws where a rule blocks, behind what may leave. */
interface Outlet<C> {
  pass(chunk: C, out: Chunk[]): void
  flush(out: Chunk[]): void
}

/** Text of all indices is one text to its reader. */
const textOutlet = (measures: Measures, syntax: ScreenOptions['syntax']): Outlet<TextChunk> => {
  const screen = createScreen({ ...measures, syntax })
  const piece = (text: string, index: number): Chunk => ({ type: 'text', index, text })
  return {
    pass: ({ text, index }, out) => tell(screen.feed(text, index), { measures, piece, out }),
    flush: out => tell(screen.flush(), { measures, piece, out }),
  }
}

/**
 * Reasoning comes with the provider's state, such as a signature over its text. Where the text is masked the
 * state fits no more, so it waits for the end of its index, and is dropped if something was found there.
 */
const reasoningOutlet = (measures: Measures): Outlet<ReasoningChunk> => {
  const screen = createScreen({ ...measures, syntax: 'PLAIN' })
  const piece = (text: string, index: number): Chunk => ({ type: 'reasoning', index, text })
  let index: number | undefined
  let state: string | undefined
  let altered = false
  const told = (steps: readonly Screened[], out: Chunk[]): void => {
    altered ||= steps.some(step => step.type === 'found' && measures.actionOf(step.kind) === 'REDACT')
    tell(steps, { measures, piece, out })
  }
  const flush = (out: Chunk[]): void => {
    told(screen.flush(), out)
    if (index !== undefined && state !== undefined && !altered)
      out.push({ type: 'reasoning', index, text: '', providerState: state })
    state = undefined
  }
  return {
    pass(chunk, out) {
      if (index !== chunk.index) {
        flush(out)
        index = chunk.index
        altered = false
      }
      if (chunk.providerState !== undefined) state = (state ?? '') + chunk.providerState
      told(screen.feed(chunk.text, chunk.index), out)
    },
    flush,
  }
}

/** Calls may come interleaved; each has arguments of its own. */
const toolCallOutlet = (measures: Measures): Outlet<ToolCallChunk> => {
  const ids = maskedIds(id => maskShort(measures, id))
  const screens = new Map<number, Screen>()
  const screenOf = (index: number): Screen => {
    const known = screens.get(index)
    if (known) return known
    const screen = createScreen({ ...measures, syntax: 'JSON' })
    screens.set(index, screen)
    return screen
  }
  const piece = (text: string, index: number): Chunk => ({ type: 'tool-call', index, arguments: text })
  return {
    pass({ arguments: text, ...rest }, out) {
      const { index, id, name, providerState } = rest
      if (id !== undefined || name !== undefined || providerState !== undefined)
        out.push({
          ...rest,
          ...(id !== undefined && { id: ids.of(id) }),
          ...(name !== undefined && { name: maskShort(measures, name) }),
          arguments: '',
        })
      tell(screenOf(index).feed(text, index), { measures, piece, out })
    },
    flush(out) {
      for (const screen of screens.values()) tell(screen.flush(), { measures, piece, out })
    },
  }
}

/** The steps as chunks; of a finding that is masked a notice goes ahead. Throws where a rule blocks. */
const tell = (
  steps: readonly Screened[],
  to: {
    readonly measures: Measures
    readonly piece: (text: string, part: number) => Chunk
    readonly out: Chunk[]
  },
): void => {
  const { measures, piece, out } = to
  for (const step of steps) {
    if (step.type === 'text') {
      out.push(piece(step.text, step.part))
      continue
    }
    measures.found(step.kind)
    if (measures.actionOf(step.kind) === 'REDACT') out.push({ type: 'redaction', kind: step.kind, count: 1 })
  }
}

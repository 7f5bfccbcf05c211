import type { Chunk, ReasoningChunk, TextChunk, ToolCallChunk } from '../core/chunk.ts'
import { createMask } from './mask-text.ts'
import type { Measures } from './measures.ts'
import { createScreen, type Screen, type Screened, type ScreenOptions } from './screen.ts'

/**
 * The answer with its texts, its reasoning and the arguments of its tool calls masked, however they are cut into
 * chunks. What is held of text or reasoning leaves before a chunk of another kind; all that is held leaves before
 * the finish. Throws CONTENT_BLOCKED where a rule blocks, which closes the provider's stream.
 */
export async function* screenAnswer(
  chunks: AsyncIterable<Chunk>,
  measures: Measures,
  syntax: ScreenOptions['syntax'],
): AsyncGenerator<Chunk> {
  // Made when they are needed: most answers have text alone.
  let texts: Outlet<TextChunk> | undefined
  let reasoning: Outlet<ReasoningChunk> | undefined
  let toolCalls: Outlet<ToolCallChunk> | undefined
  for await (const chunk of chunks) {
    // `yield*` of a plain iterable costs an async generator three times as much as this loop.
    for (const out of outgoing(chunk)) yield out
  }

  function* outgoing(chunk: Chunk): Generator<Chunk> {
    switch (chunk.type) {
      case 'text':
        if (reasoning) yield* reasoning.flush()
        yield* (texts ??= textOutlet(measures, syntax)).pass(chunk)
        break
      case 'reasoning':
        if (texts) yield* texts.flush()
        yield* (reasoning ??= reasoningOutlet(measures)).pass(chunk)
        break
      case 'tool-call':
        if (reasoning) yield* reasoning.flush()
        if (texts) yield* texts.flush()
        yield* (toolCalls ??= toolCallOutlet(measures)).pass(chunk)
        break
      case 'finish':
        for (const outlet of [reasoning, texts, toolCalls]) if (outlet) yield* outlet.flush()
        yield chunk
        break
      default:
        yield chunk
    }
  }
}

/** Where chunks of one kind leave. */
interface Outlet<C> {
  pass(chunk: C): Iterable<Chunk>
  flush(): Iterable<Chunk>
}

/** Text of all indices is one text to its reader. */
const textOutlet = (measures: Measures, syntax: ScreenOptions['syntax']): Outlet<TextChunk> => {
  const screen = createScreen({ ...measures, syntax })
  const told = (steps: readonly Screened[]) =>
    tell(steps, measures, (text, index) => ({ type: 'text', index, text }))
  return {
    pass: ({ text, index }) => told(screen.feed(text, index)),
    flush: () => told(screen.flush()),
  }
}

/**
 * Reasoning comes with the provider's state, such as a signature over its text. Where the text is masked the
 * state fits no more, so it waits for the end of its index, and is dropped if something was found there.
 */
const reasoningOutlet = (measures: Measures): Outlet<ReasoningChunk> => {
  const screen = createScreen({ ...measures, syntax: 'PLAIN' })
  let index: number | undefined
  let state: string | undefined
  let altered = false
  const told = function* (steps: readonly Screened[]) {
    altered ||= steps.some(step => step.type === 'found' && measures.actionOf(step.kind) === 'REDACT')
    yield* tell(steps, measures, (text, part) => ({ type: 'reasoning', index: part, text }))
  }
  const flush = function* (): Generator<Chunk> {
    yield* told(screen.flush())
    if (index !== undefined && state !== undefined && !altered)
      yield { type: 'reasoning', index, text: '', providerState: state }
    state = undefined
  }
  return {
    *pass(chunk) {
      if (index !== chunk.index) {
        yield* flush()
        index = chunk.index
        altered = false
      }
      if (chunk.providerState !== undefined) state = (state ?? '') + chunk.providerState
      yield* told(screen.feed(chunk.text, chunk.index))
    },
    flush,
  }
}

/** Calls may come interleaved; each has arguments of its own. */
const toolCallOutlet = (measures: Measures): Outlet<ToolCallChunk> => {
  const mask = createMask(measures)
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
    *pass({ arguments: text, ...rest }) {
      const { index, id, name, providerState } = rest
      if (id !== undefined || name !== undefined || providerState !== undefined)
        yield { ...rest, ...(name !== undefined && { name: mask.text(name) }), arguments: '' }
      yield* tell(screenOf(index).feed(text, index), measures, piece)
    },
    *flush() {
      for (const screen of screens.values()) yield* tell(screen.flush(), measures, piece)
    },
  }
}

/** The steps as chunks; of a finding that is masked a notice goes ahead. Throws where a rule blocks. */
const tell = function* (
  steps: readonly Screened[],
  measures: Measures,
  piece: (text: string, part: number) => Chunk,
): Generator<Chunk> {
  for (const step of steps) {
    if (step.type === 'text') {
      yield piece(step.text, step.part)
      continue
    }
    measures.found(step.kind)
    if (measures.actionOf(step.kind) === 'REDACT') yield { type: 'redaction', kind: step.kind, count: 1 }
  }
}
